/**
 * A stand-in for Google's own manager module, which draws widgets that are not ours. It has the interface that Google
 * documents and draws the few controls that the tests use; it is not Google's code.
 */

interface Comm {
  send(data: unknown): Promise<void>;
  readonly messages: AsyncIterable<{ readonly data: unknown }>;
}

interface ModelState {
  readonly modelName: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly comm?: Comm;
}

interface Environment {
  getModelState(model: string): Promise<ModelState | undefined>;
}

interface Update {
  readonly method?: string;
  readonly state?: Readonly<Record<string, unknown>>;
}

/** Google's entry point of a manager module. */
export function createWidgetManager(environment: Environment): object {
  return {
    render: async (model: string, container: Element): Promise<void> => {
      const known = await environment.getModelState(model);
      if (known?.modelName !== 'IntSliderModel') {
        throw new Error(`The stand-in cannot draw ${known?.modelName ?? `the unknown model ${model}`}`);
      }
      container.append(slider(known));
    },
  };
}

function slider({ state, comm }: ModelState): HTMLElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'range';
  input.min = String(state['min']);
  input.max = String(state['max']);
  input.value = String(state['value']);
  input.oninput = () => {
    void comm?.send({ method: 'update', state: { value: input.valueAsNumber }, buffer_paths: [] });
  };
  if (comm !== undefined) {
    void follow(comm, input);
  }
  label.append(String(state['description']), ' ', input);
  return label;
}

async function follow(comm: Comm, input: HTMLInputElement): Promise<void> {
  for await (const { data } of comm.messages) {
    const { method, state } = data as Update;
    if (method === 'update' && state?.['value'] !== undefined) {
      input.value = JSON.stringify(state['value']);
    }
  }
}

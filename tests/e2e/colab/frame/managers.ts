/** Widget managers: modules that the frame imports and gives an environment, as Colab documents it. */

import type { Json, ModelRecord, OutputItem, PageCalls } from '../calls.ts';
import { GOOGLE, type Facts } from '../facts.ts';
import type { Line } from '../line.ts';
import { asDelivered, type Comm, type Comms } from './comm.ts';

interface Manager {
  render(model: string, container: Element): Promise<void>;
  /** Undocumented. */
  commChannelOpened?(id: string, comm: Comm, data?: unknown, buffers?: readonly unknown[]): void;
}

interface ManagerModule {
  createWidgetManager(environment: object, args?: unknown): Manager | Promise<Manager>;
}

/** What managers need of the frame. */
export interface Surroundings {
  readonly line: Line<PageCalls>;
  readonly facts: Facts;
  readonly comms: Comms;
  readonly renderOutput: (item: OutputItem, element: Element) => Promise<void>;
}

/** The managers of one frame, each made when it is first needed. */
export class Managers {
  readonly #around: Surroundings;
  readonly #made = new Map<string, Promise<Manager>>();
  #standard: { url: string; args?: unknown } = { url: `${GOOGLE}/colaboratory-static/widgets/manager.js` };

  constructor(around: Surroundings) {
    this.#around = around;
    around.comms.registerTarget('jupyter.widget', (comm, { data, buffers }, id) => {
      if (around.facts.undocumentedMembers) {
        void this.#announce(manager => manager.commChannelOpened?.(id, comm, data, buffers));
      }
    });
  }

  /** Makes a module the manager of widgets that do not choose their own. */
  install(url: string, args?: unknown): void {
    this.#standard = { url, args };
  }

  /** Draws a widget with the manager that its output's metadata chooses. */
  async render(view: Json, metadata: Json, container: Element): Promise<void> {
    const { url = this.#standard.url } = chosenManager(metadata);
    let manager = this.#made.get(url);
    if (manager === undefined) {
      manager = this.#make(url);
      this.#made.set(url, manager);
    }
    await (await manager).render(String(view['model_id']), container);
  }

  async #make(url: string): Promise<Manager> {
    const module = (await import(url)) as ManagerModule;
    return module.createWidgetManager(this.#environment(), this.#standard.args);
  }

  async #announce(tell: (manager: Manager) => void): Promise<void> {
    for (const manager of await Promise.all(this.#made.values())) {
      tell(manager);
    }
  }

  #environment(): object {
    const { line, facts, comms, renderOutput } = this.#around;
    const documented = {
      getModelState: async (id: string) => {
        const model = await line.call('modelState', id);
        return model === undefined
          ? undefined
          : asManagersSee(model, facts, model.live ? comms.of(id) : undefined);
      },
    };
    const undocumented = {
      openCommChannel: (target: string, data?: unknown, buffers?: ArrayBuffer[]) =>
        comms.open(target, data, buffers),
      renderOutput,
    };
    return facts.undocumentedMembers ? { ...documented, ...undocumented } : documented;
  }
}

function asManagersSee(model: ModelRecord, facts: Facts, comm?: Comm): object {
  const { modelName, modelModule, modelModuleVersion, state } = model;
  const deliver = asDelivered(facts);
  const delivered = (value: unknown): unknown => {
    if (value instanceof ArrayBuffer) {
      return deliver(value);
    }
    if (Array.isArray(value)) {
      return value.map(delivered);
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, delivered(inner)]));
    }
    return value;
  };
  return {
    modelName,
    modelModule,
    modelModuleVersion,
    state: delivered(state),
    ...(comm === undefined ? {} : { comm }),
  };
}

function chosenManager(metadata: Json): { url?: string } {
  const view = metadata['application/vnd.jupyter.widget-view+json'] as
    { colab?: { custom_widget_manager?: { url?: string } } } | undefined;
  return view?.colab?.custom_widget_manager ?? {};
}

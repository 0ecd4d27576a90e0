/** The state of every widget, as the page keeps it for managers that ask. */

import type { Json, ModelRecord } from '../calls.ts';

interface Payload {
  readonly method?: string;
  readonly state?: Json;
  readonly buffer_paths?: (string | number)[][];
}

/** Models by the id of their comm. */
export class Models {
  readonly #states = new Map<string, Json>();

  opened(id: string, data: Json, buffers: readonly ArrayBuffer[]): void {
    this.#states.set(id, {});
    this.changed(id, { method: 'update', ...data }, buffers);
  }

  /** Takes over an update in either direction. */
  changed(id: string, data: Json, buffers: readonly ArrayBuffer[]): void {
    const { method, state, buffer_paths: paths = [] } = data as Payload;
    const known = this.#states.get(id);
    if (known === undefined || state === undefined || (method !== 'update' && method !== 'echo_update')) {
      return;
    }
    const whole = structuredClone(state);
    paths.forEach((path, index) => {
      put(whole, path, buffers[index]);
    });
    Object.assign(known, whole);
  }

  closed(id: string): void {
    this.#states.delete(id);
  }

  get(id: string, live: boolean): ModelRecord | undefined {
    const state = this.#states.get(id);
    return state === undefined
      ? undefined
      : {
          modelName: String(state['_model_name']),
          modelModule: String(state['_model_module']),
          modelModuleVersion: String(state['_model_module_version']),
          state: structuredClone(state),
          live,
        };
  }

  ids(): string[] {
    return [...this.#states.keys()];
  }

  /** What would be saved with the notebook, and taken from there. */
  export(): Record<string, Json> {
    return Object.fromEntries(this.#states);
  }

  import(states: Readonly<Record<string, Json>>): void {
    for (const [id, state] of Object.entries(states)) {
      this.#states.set(id, state);
    }
  }
}

function put(whole: Json, path: readonly (string | number)[], buffer: ArrayBuffer | undefined): void {
  let place: Json = whole;
  for (const key of path.slice(0, -1)) {
    place = (place[key] ??= {}) as Json;
  }
  place[path.at(-1) ?? ''] = buffer;
}

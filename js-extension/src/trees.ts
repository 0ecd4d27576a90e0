/**
 * What a host keeps outside WASM memory of models that share the comm of a root: each one's last state and own
 * changes. Knows no host.
 */

import type { Plain, State } from '#bundle';

/** The key of a root's state under which the models below it stand. */
export const TREE = '_tree';

const VERSION = 1;

interface Kept {
  readonly root: string;
  readonly record: State;
  readonly unconfirmed: State;
}

/** The trees of one runtime. */
export class Trees {
  readonly #kept = new Map<string, Kept>();

  /** Takes the tree out of a root's state and keeps it; one that cannot be read stays, for the runtime to say so. */
  take(root: string, state: State): State {
    this.#kept.delete(root);
    const { [TREE]: tree, ...own } = state;
    const records = recordsOf(tree);
    if (records === undefined) {
      return state;
    }
    for (const [id, record] of Object.entries(records)) {
      this.#kept.set(id, { root, record, unconfirmed: {} });
    }
    return own;
  }

  /** The runtime has changed a model below a root. */
  mirror(id: string, patch: State, unconfirmed: State, root: string): void {
    const record = { ...this.#kept.get(id)?.record, ...patch };
    this.#kept.set(id, { root, record, unconfirmed });
  }

  /** The model is gone, or has a comm of its own. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  /** The root is gone, and all below it. */
  drop(root: string): void {
    for (const [id, kept] of [...this.#kept]) {
      if (kept.root === root) {
        this.#kept.delete(id);
      }
    }
  }

  /** The root of a model that is below one. */
  rootOf(id: string): string | undefined {
    return this.#kept.get(id)?.root;
  }

  /** A root's state and its own changes, each with those of the models below it. */
  whole(root: string, state: State, unconfirmed: State): { state: State; unconfirmed: State } {
    const below = [...this.#kept].filter(([, kept]) => kept.root === root);
    if (below.length === 0) {
      return { state, unconfirmed };
    }
    const models = Object.fromEntries(below.map(([id, { record }]) => [id, record]));
    const changes = below.filter(([, kept]) => Object.keys(kept.unconfirmed).length > 0);
    const own = Object.fromEntries(changes.map(([id, kept]) => [id, kept.unconfirmed]));
    return {
      state: { ...state, [TREE]: { version: VERSION, models } },
      unconfirmed: changes.length === 0 ? unconfirmed : { ...unconfirmed, [TREE]: own },
    };
  }
}

/** The records in a tree by their models' ids; `undefined` where it is not one that can be kept. */
export function recordsOf(tree: Plain | undefined): Record<string, State> | undefined {
  if (!isState(tree) || tree['version'] !== VERSION || !isState(tree['models'])) {
    return undefined;
  }
  const { models } = tree;
  return Object.values(models).every(isState) ? (models as Record<string, State>) : undefined;
}

function isState(value: Plain | undefined): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

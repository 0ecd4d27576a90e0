/**
 * ipywidgets' manager keeps the models of a dead kernel for as long as the page lives. This finds those that
 * nothing shows any more.
 */

import { references } from './references';

/** A model, as far as this matters here. */
export interface Aging {
  /** It had a comm, and the kernel behind it is gone. */
  readonly dead: boolean;
  /** It has a view. */
  readonly shown: boolean;
  /** It had a view once. What was never shown may still be: its cell can wait far down the notebook. */
  readonly wasShown: boolean;
  /** Its state, and those of the models that share its comm. */
  readonly contents: Readonly<Record<string, unknown>>;
}

/**
 * The models that may be freed: dead, shown once and no longer, together with the dead models inside them, as
 * long as no other model refers to these.
 */
export function unused<M extends Aging>(models: ReadonlyMap<string, M>): M[] {
  const left = [...models].filter(([, model]) => model.dead && model.wasShown && !model.shown);
  const doomed = reach(
    models,
    left.map(([id]) => id),
  );
  const keeping = [...models].filter(([id, model]) => !doomed.has(id) || !model.dead || model.shown);
  const kept = reach(
    models,
    keeping.map(([id]) => id),
  );
  return [...models].filter(([id]) => doomed.has(id) && !kept.has(id)).map(([, model]) => model);
}

/** Frees what is unused, once after everything that has happened together. */
export class Sweep {
  readonly #models: ReadonlyMap<string, Aging & { release(): void }>;
  #awaited = false;

  constructor(models: ReadonlyMap<string, Aging & { release(): void }>) {
    this.#models = models;
  }

  /** Something may have become unused. */
  soon(): void {
    if (!this.#awaited) {
      this.#awaited = true;
      queueMicrotask(() => {
        this.#awaited = false;
        unused(this.#models).forEach(model => {
          model.release();
        });
      });
    }
  }
}

function reach(models: ReadonlyMap<string, Aging>, from: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const model = models.get(id);
    if (model !== undefined && !reached.has(id)) {
      reached.add(id);
      references(model.contents, open);
    }
  }
  return reached;
}

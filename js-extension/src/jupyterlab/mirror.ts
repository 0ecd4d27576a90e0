/**
 * A Backbone model whose attributes mirror the runtime's state, in spite of what base's `set` does with locks
 * and differences. What a change means is not known here.
 */

import { DOMWidgetModel } from '@jupyter-widgets/base';
import type { IBackboneModelOptions } from '@jupyter-widgets/base';
import type { State } from '#bundle';
import { toState } from '../values';

/** Trait name to value, as the page holds it. */
export type Attributes = Record<string, unknown>;

/** What base keeps to itself, and reads and writes in the `set` that we call. */
interface Internals {
  _state_lock: Attributes | null;
  _buffered_state_diff: Attributes;
  _buffered_state_diff_synced: Attributes | undefined;
  _changing: boolean;
}

/**
 * The mirror. Fields are declared, not initialised: base calls our overrides from its constructor, before an
 * initialiser would run and undo them.
 */
export class MirrorModel extends DOMWidgetModel {
  /** What the runtime last said, key by key. An attribute that differs was written by others. */
  declare mirrored: Attributes;
  /** Own changes that the kernel has not confirmed, as the runtime last said. */
  declare unconfirmed: State;

  override initialize(attributes: Attributes, options: IBackboneModelOptions): void {
    super.initialize(attributes, options);
    this.mirrored = { ...this.held };
    this.unconfirmed = {};
  }

  /** The only writer of the attributes on behalf of the runtime. Calls foreign listeners, and throws if they do. */
  mirror(patch: State, unconfirmed: State): void {
    Object.assign(this.mirrored, patch);
    this.unconfirmed = unconfirmed;
    const base = this.internals;
    // Base would drop the lock when a listener writes in between, and then book the kernel's values as ours.
    const outer = base._state_lock;
    base._state_lock = patch;
    try {
      this.set(patch);
    } finally {
      base._state_lock = outer;
      for (const key of Object.keys(patch)) {
        if (this.held[key] === patch[key]) {
          Reflect.deleteProperty(base._buffered_state_diff, key);
        }
      }
    }
  }

  /** The state as the runtime knew it last, or as the model came. */
  known(): State {
    return toState(this.mirrored);
  }

  /** What was written here and the runtime has not answered for. */
  unseen(): State {
    const keys = Object.keys(this.held);
    return this.present(keys.filter(key => !Object.is(this.held[key], this.mirrored[key])));
  }

  /** What was written here since the last call, with the present values. */
  protected takeWritten(): State {
    const base = this.internals;
    const written = base._buffered_state_diff;
    if (base._changing) {
      // Else the `set` we are inside of would book these keys once more as it ends.
      Object.assign(base._buffered_state_diff_synced ?? {}, written);
    }
    base._buffered_state_diff = {};
    return this.present(Object.keys(written));
  }

  /** The attributes. */
  protected get held(): Attributes {
    return this.attributes as Attributes;
  }

  private present(keys: readonly string[]): State {
    return toState(Object.fromEntries(keys.map(key => [key, this.held[key]])));
  }

  private get internals(): Internals {
    return this as unknown as Internals;
  }
}

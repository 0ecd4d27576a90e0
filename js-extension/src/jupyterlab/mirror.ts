/**
 * A Backbone model whose attributes mirror the runtime's state. What a change means is not known here.
 *
 * Base tells local changes from the kernel's by a lock and a running difference, and confuses them when a
 * listener writes while it is being told. Here each attribute is compared with what the runtime last said of it:
 * one that is not the very same value was written by somebody else.
 */

import { DOMWidgetModel } from '@jupyter-widgets/base';
import type { IBackboneModelOptions } from '@jupyter-widgets/base';
import type { State } from '#bundle';
import { toState } from '../values';

/** Trait name to value, as the page holds it. */
export type Attributes = Record<string, unknown>;

/**
 * The mirror. Fields are declared, not initialised: base calls our overrides from its constructor, before an
 * initialiser would run and undo them.
 */
export class MirrorModel extends DOMWidgetModel {
  /** What the runtime last said, key by key. */
  declare mirrored: Attributes;
  /** Own changes that the kernel has not confirmed, as the runtime last said. */
  declare unconfirmed: State;

  override initialize(attributes: Attributes, options: IBackboneModelOptions): void {
    super.initialize(attributes, options);
    this.mirrored = { ...this.held };
    this.unconfirmed = {};
  }

  /** Takes an attribute away that is the runtime's and none of the listeners' business. */
  protected takeAway(key: string): void {
    Reflect.deleteProperty(this.held, key);
    Reflect.deleteProperty(this.mirrored, key);
  }

  /** The only writer of the attributes on behalf of the runtime. Calls foreign listeners, and throws if they do. */
  mirror(patch: State, unconfirmed: State): void {
    Object.assign(this.mirrored, patch);
    this.unconfirmed = unconfirmed;
    this.set(patch);
  }

  /** The state as the runtime knew it last, or as the model came. */
  known(): State {
    return toState(this.mirrored);
  }

  /** What was written here and the runtime has not answered for. */
  unseen(): State {
    const written = Object.entries(this.held).filter(([key, value]) => !Object.is(value, this.mirrored[key]));
    return toState(Object.fromEntries(written));
  }

  /** The attributes. */
  protected get held(): Attributes {
    return this.attributes as Attributes;
  }
}

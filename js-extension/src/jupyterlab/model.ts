/**
 * The JavaScript face of a widget's state: every door by which ipywidgets' manager, links and other extensions
 * reach a model leads to one event for the runtime.
 */

import type { IBackboneModelOptions, ICallbacks } from '@jupyter-widgets/base';
import type { Plain, State } from '#bundle';
import { TREE } from '../trees';
import { bytes, toPlain, toSaved, toState } from '../values';
import { MirrorModel, type Attributes } from './mirror';
import type { Session } from './session';

type CommMessage = Parameters<MirrorModel['_handle_comm_msg']>[0];
type Saved = ReturnType<MirrorModel['get_state']>;
type Comm = NonNullable<MirrorModel['comm']>;

/** One model. Fields are declared, as in the mirror. */
export abstract class YewpyterModel extends MirrorModel {
  /** Where its events go. */
  declare session: Session;
  /** Whether a view was ever made. */
  declare wasShown: boolean;
  /** Whether it came with a comm, which may be dead by now. */
  declare hadComm: boolean;
  declare private live: boolean;
  declare private closing: boolean;

  /** The class's name on the wire. */
  protected abstract get className(): string;
  /** The session of this manager. */
  protected abstract sessionOf(manager: unknown): Session;

  override defaults(): Attributes {
    return {
      ...super.defaults(),
      _model_module: 'yewpyter',
      _model_module_version: '*',
      _model_name: this.className,
      _view_module: 'yewpyter',
      _view_module_version: '*',
      _view_name: this.className.replace(/Model$/, 'View'),
    };
  }

  /** References stay text and the layout stays a map: both are the runtime's to read. */
  static override _deserialize_state(state: Attributes): Promise<Attributes> {
    return Promise.resolve(state);
  }

  override initialize(attributes: Attributes, options: IBackboneModelOptions): void {
    super.initialize(attributes, options);
    this.wasShown = false;
    this.closing = false;
    this.hadComm = this.comm !== undefined;
    const session = this.sessionOf(this.widget_manager);
    if (!(TREE in session.trees.take(this.model_id, this.known()))) {
      this.takeAway(TREE);
    }
    session.open(this);
    this.session = session;
  }

  // ---- doors of the kernel

  override _handle_comm_msg(message: CommMessage): Promise<void> {
    const data = message.content.data as Plain;
    // Surplus buffers, such as the empty one JupyterLab 4.0 adds to every message, are Rust's to ignore.
    const buffers = (message.buffers ?? []).map(bytes);
    const parent = 'msg_id' in message.parent_header ? message.parent_header.msg_id : undefined;
    this.session.post(this.model_id, runtime => {
      runtime.commMessage(this.model_id, data, buffers, parent);
    });
    return Promise.resolve();
  }

  override get comm_live(): boolean {
    return this.live;
  }

  /** The only sign of a kernel's restart. First called by base, before there is a session. */
  override set comm_live(live: boolean) {
    this.live = live;
    this.trigger('comm_live_update');
    const session = this.session as Session | undefined;
    session?.post(this.model_id, runtime => {
      runtime.kernelStatus(this.model_id, live);
    });
    session?.sweep();
  }

  /** Called by the manager with the kernel's whole state, after a reconnect; or with a document's. */
  override set_state(state: Attributes): void {
    const plain = toState(state);
    this.session.post(this.model_id, runtime => {
      runtime.loadState(this.model_id, plain);
    });
  }

  // ---- doors of the page

  /** Writing alone is told too: our views follow it. It is sent with the next saving. */
  override set(key: unknown, value?: unknown, options?: unknown): unknown {
    const result: unknown = super.set(key, value, options);
    const written = (this.session as Session | undefined) === undefined ? {} : this.unseen();
    if (Object.keys(written).length > 0) {
      this.change(written, false);
    }
    return result;
  }

  override save_changes(callbacks?: ICallbacks): void {
    this.change(this.unseen(), true, callbacks);
  }

  /** Backbone's `save` ends here, and so does the manager's `new_widget`, of which the kernel knows no state yet. */
  override sync(
    method: string,
    _model: unknown,
    options: { attrs?: Attributes; callbacks?: ICallbacks } = {},
  ): void {
    const state = toState((method === 'patch' ? options.attrs : undefined) ?? this.held);
    if (method === 'create') {
      this.session.create(this, state);
    } else {
      this.change(state, true, options.callbacks);
    }
  }

  override send(
    content: unknown,
    callbacks?: ICallbacks,
    buffers: readonly (ArrayBuffer | ArrayBufferView)[] = [],
  ): void {
    const plain = toPlain(content);
    const own = buffers.map(bytes);
    this.session.post(
      this.model_id,
      runtime => {
        runtime.localCustom(this.model_id, plain, own);
      },
      callbacks,
    );
  }

  override get_state(dropDefaults?: boolean): Saved {
    const state = this.session.state(this.model_id, dropDefaults === true);
    return state === undefined ? super.get_state(dropDefaults) : asSaved(state);
  }

  /** Base would lose binary values here, by way of JSON. */
  override serialize(state: Attributes): Saved {
    return asSaved(toSaved(state));
  }

  override close(commClosed = false): Promise<void> {
    if (this.closing) {
      return Promise.resolve();
    }
    this.closing = true;
    this.session.close(this, commClosed);
    // The comm is closed by now, if it was to be; base throws on one that died with its kernel.
    return super.close(true);
  }

  // ---- what the session asks

  /** Sends on the model's comm. Throws where there is none. */
  sendNow(data: State, callbacks: ICallbacks, buffers: Uint8Array[]): string {
    if (this.comm === undefined || !this.live) {
      throw new Error(`Model ${this.model_id} has no kernel to send to`);
    }
    return this.comm.send(data as Parameters<Comm['send']>[0], callbacks, {}, buffers);
  }

  /** Asks the kernel for the whole state, which comes as an ordinary update. */
  requestState(): void {
    if (this.comm === undefined || !this.live) {
      return;
    }
    try {
      this.comm.send({ method: 'request_state' }, this.callbacks());
    } catch (error) {
      console.warn(`[yewpyter] model ${this.model_id}: its kernel could not be asked for its state`, error);
    }
  }

  /** Closes a living comm, once. */
  closeComm(): void {
    const { comm } = this;
    if (comm !== undefined && this.live) {
      delete this.comm;
      comm.close();
    }
  }

  /** Its kernel is gone for good. */
  get dead(): boolean {
    return this.hadComm && !this.live;
  }

  /** It has a view. */
  get shown(): boolean {
    return Object.keys(this.views ?? {}).length > 0;
  }

  /** Everything that is known of it and of the models below it. */
  get contents(): Attributes {
    return this.session.trees.whole(this.model_id, this.known(), {}).state;
  }

  /** Leaves the manager, which would keep it for ever. */
  release(): void {
    this.trigger('comm:close');
    void this.close(true);
  }

  private change(patch: State, save: boolean, callbacks?: ICallbacks): void {
    this.session.post(
      this.model_id,
      runtime => {
        runtime.localChange(this.model_id, patch, save);
      },
      callbacks,
    );
  }
}

/** ipywidgets' type leaves out the binary values that its own code puts there. */
function asSaved(state: State): Saved {
  return state as unknown as Saved;
}

/**
 * A page with ipywidgets' own manager on it, and a comm to a kernel that only notes what it is sent.
 */

import { DOMWidgetModel, DOMWidgetView } from '@jupyter-widgets/base';
import type { ExportMap, ICallbacks, IClassicComm, WidgetModel, WidgetView } from '@jupyter-widgets/base';
import { ManagerBase } from '@jupyter-widgets/base-manager';
import { Panel, Widget } from '@lumino/widgets';
import { Signal } from '@lumino/signaling';
import { widgetClasses } from '../src/jupyterlab/classes';
import type { YewpyterModel } from '../src/jupyterlab/model';
import type { YewpyterView } from '../src/jupyterlab/view';
import type { Bundle, Loader } from '../src/load';
import { Page } from '../src/page';
import { fakeBundle, FakeRuntime } from './fake-bundle';

/** One message to the kernel. */
export interface Sent {
  readonly data: unknown;
  readonly callbacks: ICallbacks | undefined;
  readonly buffers: readonly unknown[];
  readonly id: string;
}

/** A comm without a kernel. */
export class FakeComm implements IClassicComm {
  readonly target_name = 'jupyter.widget';
  readonly comm_id: string;
  readonly sent: Sent[] = [];
  closed = 0;
  #message: (message: unknown) => void = () => undefined;
  #close: (message: unknown) => void = () => undefined;

  constructor(id: string) {
    this.comm_id = id;
  }

  open(): string {
    return 'open';
  }

  send(data: unknown, callbacks?: ICallbacks, _metadata?: unknown, buffers: unknown[] = []): string {
    const id = `${this.comm_id}-${String(this.sent.length + 1)}`;
    this.sent.push({ data, callbacks, buffers, id });
    return id;
  }

  close(): string {
    this.closed += 1;
    return 'close';
  }

  on_msg(callback: (message: unknown) => void): void {
    this.#message = callback;
  }

  on_close(callback: (message: unknown) => void): void {
    this.#close = callback;
  }

  /** The kernel sends. */
  receive(data: unknown, buffers?: unknown[], parent = 'parent'): void {
    this.#message({ content: { comm_id: this.comm_id, data }, buffers, parent_header: { msg_id: parent } });
  }

  /** The kernel closes. */
  receiveClose(): void {
    this.#close({ content: {} });
  }
}

/** The manager of a notebook, as far as it matters here. */
export class FakeManager extends ManagerBase {
  readonly restored = new Signal<this, void>(this);
  readonly context: { disposed: Signal<object, void> } = { disposed: new Signal<object, void>({}) };
  readonly modules: Record<string, ExportMap> = {};

  protected override loadClass(
    name: string,
    module: string,
  ): Promise<typeof WidgetModel | typeof WidgetView> {
    const found = this.modules[module]?.[name];
    return found === undefined ? Promise.reject(new Error(`no ${module} ${name}`)) : Promise.resolve(found);
  }

  protected override _create_comm(_target: string, id?: string): Promise<IClassicComm> {
    return Promise.resolve(new FakeComm(id ?? 'fresh'));
  }

  protected override _get_comm_info(): Promise<object> {
    return Promise.resolve({});
  }
}

/** Another library's widget. */
export class ForeignModel extends DOMWidgetModel {
  override defaults(): Record<string, unknown> {
    return {
      ...super.defaults(),
      _model_module: 'foreign',
      _model_name: 'ForeignModel',
      _view_module: 'foreign',
      _view_name: 'ForeignView',
    };
  }
}

/** Its view. */
export class ForeignView extends DOMWidgetView {
  override render(): void {
    this.el.textContent = `foreign ${this.model.model_id}`;
  }
}

/** Everything a test needs. */
export class Lab {
  readonly page: Page;
  readonly classes: ExportMap;
  readonly manager: FakeManager;
  readonly comms = new Map<string, FakeComm>();
  now = 0;

  constructor(load: Loader = () => Promise.resolve(fakeBundle)) {
    this.page = new Page(load, () => this.now);
    this.classes = widgetClasses(this.page);
    this.manager = this.addManager();
  }

  addManager(): FakeManager {
    const manager = new FakeManager();
    manager.modules['yewpyter'] = this.classes;
    manager.modules['foreign'] = { ForeignModel, ForeignView };
    return manager;
  }

  /** The kernel opens a model, with our defaults unless told otherwise. */
  async open(
    id: string,
    state: Record<string, unknown> = {},
    manager = this.manager,
  ): Promise<YewpyterModel> {
    const comm = new FakeComm(id);
    this.comms.set(id, comm);
    return (await manager.new_model(naming(id, comm), { ...state })) as YewpyterModel;
  }

  /** A model from a document, without a kernel. */
  async openStatic(id: string, state: Record<string, unknown> = {}): Promise<YewpyterModel> {
    return (await this.manager.new_model(naming(id), { ...state })) as YewpyterModel;
  }

  /** Shows a model in a panel on the page, as an output does. */
  async show(model: YewpyterModel): Promise<YewpyterView> {
    const view = (await this.manager.create_view(model)) as unknown as YewpyterView;
    const panel = new Panel();
    Widget.attach(panel, document.body);
    panel.addWidget(view.luminoWidget);
    return view;
  }

  comm(id: string): FakeComm {
    const comm = this.comms.get(id);
    if (comm === undefined) {
      throw new Error(`no comm ${id}`);
    }
    return comm;
  }

  /** The newest runtime. */
  get runtime(): FakeRuntime {
    const runtime = FakeRuntime.made.at(-1);
    if (runtime === undefined) {
      throw new Error('no runtime was made');
    }
    return runtime;
  }
}

/** A page whose WASM has arrived. */
export async function readyLab(): Promise<Lab> {
  const lab = new Lab();
  lab.page.prepare();
  await settled();
  return lab;
}

/** A loader that the test opens or breaks. */
export class Gate {
  opened = 0;
  #resolve: (bundle: Bundle) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  readonly load: Loader = () => {
    this.opened += 1;
    return new Promise<Bundle>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  };

  async open(): Promise<void> {
    this.#resolve(fakeBundle);
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.#reject(error);
    await settled();
  }
}

/** All promises that can have run have run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
}

function naming(id: string, comm?: FakeComm) {
  return {
    model_name: 'ThingModel',
    model_module: 'yewpyter',
    model_module_version: '*',
    model_id: id,
    ...(comm === undefined ? {} : { comm }),
  };
}

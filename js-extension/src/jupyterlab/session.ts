/**
 * Our models and views of one ipywidgets manager, and the runtime behind them. Everything that happens to a
 * model becomes one event here; what follows from it is decided in Rust.
 */

import type { ICallbacks } from '@jupyter-widgets/base';
import type { HostInfo, State } from '#bundle';
import { Link, type Event } from '../link';
import type { Bundle } from '../load';
import { showNotice, showWaiting, type Notice } from '../notice';
import type { Page, Tenant } from '../page';
import { Trees } from '../trees';
import { Containment } from './containment';
import { LabHost } from './host';
import type { LabManager, Listenable } from './manager';
import type { YewpyterModel } from './model';
import { Slots } from './slots';
import { Sweep } from './unused';
import type { YewpyterView } from './view';

/** `countsViews`: `WidgetView` of @jupyter-widgets/base keeps `_view_count` as views are displayed and removed. */
const INFO: HostInfo = {
  name: 'JupyterLab',
  foreignModels: true,
  syncsModels: false,
  countsViews: true,
  inOrder: true,
};

/** One manager's share of the page. */
export class Session implements Tenant {
  readonly page: Page;
  readonly models = new Map<string, YewpyterModel>();
  readonly views = new Map<number, YewpyterView>();
  readonly link: Link<ICallbacks>;
  readonly slots: Slots;
  /** The models that have no comm and so are none of the manager's. */
  readonly trees = new Trees();
  #failure: Notice | undefined;
  /** Models of which something was not told. */
  readonly #missed = new Set<string>();
  readonly #crashes: Containment;
  readonly #sweep = new Sweep(this.models);
  #ended = false;

  constructor(manager: LabManager, page: Page) {
    this.page = page;
    this.#crashes = new Containment(page.now);
    this.link = new Link(error => {
      page.crashed(error, false);
    });
    this.slots = new Slots(manager, (slot, reason) => {
      this.link.tell(runtime => {
        runtime.slotFailed(slot, reason);
      });
    });
    manager.restored?.connect(() => {
      this.link.tell(runtime => {
        runtime.restored();
      });
    });
    const end: Listenable | undefined = manager.context?.disposed ?? manager.kernel?.disposed;
    end?.connect(() => {
      this.#ended = true;
      this.#retire();
    });
  }

  // ---- what models and views tell

  /** A new model. */
  open(model: YewpyterModel): void {
    this.page.enlist(this);
    this.models.set(model.model_id, model);
    this.#open(model);
  }

  /** The front-end made the model: the kernel has its class's defaults, and is sent the whole state. */
  create(model: YewpyterModel, state: State): void {
    this.post(model.model_id, runtime => {
      runtime.modelOpened(model.model_id, model.hadComm, {}, state);
    });
  }

  /** Something happened to a model. Without a runtime it is told later, in order. */
  post(modelId: string, event: Event, callbacks?: ICallbacks): void {
    if (!this.models.has(modelId)) {
      return; // base still saves the number of views of a model that is being closed
    }
    this.page.enlist(this);
    if (this.#failure !== undefined || this.#crashes.isolated.has(modelId)) {
      this.#missed.add(modelId);
    } else {
      this.link.post(modelId, event, callbacks);
    }
  }

  /** The model goes, by the kernel's wish or by the page's. */
  close(model: YewpyterModel, byKernel: boolean): void {
    const { model_id: id } = model;
    if (this.models.get(id) !== model) {
      return;
    }
    this.link.tell(runtime => {
      if (byKernel) {
        runtime.commClosed(id);
      } else {
        runtime.localClose(id);
      }
    });
    if (!byKernel) {
      model.closeComm(); // in case the runtime could not be told
    }
    this.models.delete(id);
    this.trees.drop(id);
    this.link.drop(id);
    this.#missed.delete(id);
    this.#crashes.forget(id);
  }

  /** The model's state as the runtime has it; `undefined` where it cannot be asked. */
  state(modelId: string, dropDefaults: boolean): State | undefined {
    return this.link.tell(runtime => runtime.getState(modelId, dropDefaults));
  }

  /** A new view. */
  mount(view: YewpyterView): void {
    this.page.enlist(this);
    this.views.set(view.viewId, view);
    this.#show(view);
  }

  /** The view is gone. */
  unmount(view: YewpyterView): void {
    if (this.views.delete(view.viewId)) {
      this.link.tell(runtime => {
        runtime.unmount(view.viewId);
      });
      this.slots.releaseAll(view);
      this.sweep();
      this.#retire();
    }
  }

  /** Frees models that died with their kernel, once all have been told and nothing shows them. */
  sweep(): void {
    this.#sweep.soon();
  }

  /** The runtime crashed, perhaps over this model. */
  panicked(message: string, modelId: string | undefined): void {
    this.page.crashed(message, modelId !== undefined && this.#contain(modelId, message));
  }

  // ---- what the page tells

  start(bundle: Bundle): void {
    this.slots.releaseAll();
    this.#failure = undefined;
    this.link.connect(new bundle.Runtime(new LabHost(this), INFO), () => {
      this.#rebuild();
    });
  }

  stop(): void {
    this.link.cut();
  }

  /** Nothing is kept in the meantime: what changes here stays in the models, and the kernel can be asked. */
  fail(notice: Notice): void {
    this.link.cut();
    this.slots.releaseAll();
    this.#failure = notice;
    this.link.drop().forEach(id => this.#missed.add(id));
    this.views.forEach(view => {
      this.#show(view);
    });
  }

  // ---- inside

  #contain(modelId: string, message: string): boolean {
    const owner = this.trees.rootOf(modelId) ?? modelId;
    return this.#crashes.note(modelId, message, this.models.has(owner) ? owner : undefined);
  }

  #rebuild(): void {
    this.#crashes.blocked.forEach((message, id) => {
      this.link.tell(runtime => {
        runtime.block(id, message);
      });
    });
    [...this.models.values()].forEach(model => {
      this.#open(model);
    });
    [...this.views.values()].forEach(view => {
      this.#show(view);
    });
  }

  #open(model: YewpyterModel): void {
    const { model_id: id } = model;
    if (!this.link.up || this.#crashes.isolated.has(id)) {
      return;
    }
    const missed = this.#missed.delete(id);
    const own = missed ? { ...model.unconfirmed, ...model.unseen() } : model.unconfirmed;
    const { state, unconfirmed } = this.trees.whole(id, model.known(), own);
    this.link.tell(runtime => {
      runtime.modelOpened(id, model.hadComm, state, unconfirmed);
      if (model.dead) {
        runtime.kernelStatus(id, false);
      }
    });
    if (missed) {
      model.requestState();
    }
  }

  #show(view: YewpyterView): void {
    const { model_id: id } = view.model;
    const isolation = this.#crashes.notice(id, () => {
      this.#readmit(id);
    });
    const notice = this.#failure ?? isolation;
    if (notice !== undefined) {
      showNotice(view.el, notice);
    } else if (this.link.up) {
      this.link.tell(runtime => {
        runtime.mount(view.viewId, id, view.el);
      });
    } else {
      showWaiting(view.el);
    }
  }

  #readmit(modelId: string): void {
    this.#crashes.readmit(modelId);
    const model = this.models.get(modelId);
    if (model !== undefined) {
      this.#missed.add(modelId);
      this.#open(model);
    }
    [...this.views.values()]
      .filter(view => view.model === model)
      .forEach(view => {
        this.#show(view);
      });
  }

  /** Gives the memory back once the notebook or console is closed and the last view is gone. */
  #retire(): void {
    if (this.#ended && this.views.size === 0) {
      this.page.dismiss(this);
      this.link.tell(runtime => {
        runtime.dispose();
        runtime.free();
      });
      this.link.cut();
    }
  }
}

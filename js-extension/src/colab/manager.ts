/**
 * Our widgets in one output frame of Colab: models are asked for when something shows them. Everything that
 * happens to a model becomes one event here; what follows from it is decided in Rust.
 */

import type { HostInfo, State } from '#bundle';
import { Link } from '../link';
import type { Bundle } from '../load';
import { showNotice, showWaiting, type Notice } from '../notice';
import type { Page, Tenant } from '../page';
import { Trees } from '../trees';
import { unknownModel, type ModelState, type WidgetEnvironment, type WidgetManager } from './environment';
import { Foreign } from './foreign';
import { ColabHost } from './host';
import { ColabModel } from './model';
import { Outputs } from './outputs';
import { showPlaceholder } from './placeholder';
import { ColabView } from './view';

const INFO: HostInfo = {
  name: 'Colab',
  foreignModels: true,
  syncsModels: false,
  countsViews: false,
  inOrder: false,
};

/** What our models say of themselves in `_model_module`. */
const MODULE = 'yewpyter';

/** The widget manager of one output frame. */
export class ColabManager implements Tenant, WidgetManager {
  readonly models = new Map<string, ColabModel>();
  readonly link: Link;
  readonly outputs: Outputs;
  /** The models that have no comm. */
  readonly trees = new Trees();
  readonly #environment: WidgetEnvironment;
  readonly #page: Page;
  readonly #foreign: Foreign;
  readonly #views = new Map<number, ColabView>();
  readonly #asked = new Map<string, Promise<ModelState | undefined>>();
  /** Models that crashed the instance, and how. */
  readonly #blocked = new Map<string, string>();
  #failure: Notice | undefined;

  /** @param foreignUrl where a manager for other libraries' widgets lies, if that is known */
  constructor(environment: WidgetEnvironment, page: Page, foreignUrl: string | null) {
    this.#environment = environment;
    this.#page = page;
    this.#foreign = new Foreign(environment, foreignUrl);
    this.outputs = new Outputs(environment, (modelId, element) => this.render(modelId, element));
    this.link = new Link(error => {
      page.crashed(error, false);
    });
  }

  async render(modelId: string, container: HTMLElement): Promise<void> {
    this.#page.enlist(this);
    showWaiting(container);
    const state = await this.#pull(modelId);
    if (state === undefined) {
      throw unknownModel(modelId);
    }
    if (state.modelModule === MODULE) {
      await new Promise<void>(shown => {
        const view = this.#page.nextView();
        this.#views.set(view, new ColabView(modelId, container, shown));
        this.#show(view);
      });
    } else {
      await this.#foreign.render(modelId, state, container);
    }
  }

  /** The kernel has opened a model; a place that was waiting for it is tried again. */
  commChannelOpened(): void {
    this.link.tell(runtime => {
      runtime.restored();
    });
  }

  // ---- what the runtime asks for

  /** Fills a place inside a view of ours. Ours is drawn by the runtime as soon as it is there. */
  async fill(slot: number, modelId: string, element: HTMLElement): Promise<void> {
    try {
      const state = await this.#pull(modelId);
      if (state === undefined) {
        throw new Error(`The kernel knows no widget ${modelId} (any more).`);
      }
      if (state.modelModule !== MODULE) {
        await this.#foreign.render(modelId, state, element).catch((error: unknown) => {
          showPlaceholder(element, state, messageOf(error));
        });
      }
    } catch (error) {
      this.failed(slot, error);
    }
  }

  /** What was drawn in this element is gone. */
  unmountIn(element: HTMLElement): void {
    this.#views.forEach((view, viewId) => {
      if (element.contains(view.element)) {
        this.#views.delete(viewId);
        this.link.tell(runtime => {
          runtime.unmount(viewId);
        });
      }
    });
  }

  /** The runtime has changed a model. */
  mirror(modelId: string, patch: State, unconfirmed: State): void {
    const model = this.models.get(modelId);
    model?.mirror(patch, unconfirmed);
    if (model !== undefined && ('layout' in patch || '_dom_classes' in patch)) {
      [...this.#views.values()]
        .filter(view => view.modelId === modelId)
        .forEach(view => {
          view.layOut(model.state);
        });
    }
  }

  /** A place could not be filled. */
  failed(slot: number, error: unknown): void {
    this.link.tell(runtime => {
      runtime.slotFailed(slot, messageOf(error));
    });
  }

  /** The runtime crashed, perhaps over this model. */
  panicked(message: string, modelId: string | undefined): void {
    const contained = modelId !== undefined && !this.#blocked.has(modelId);
    if (contained) {
      this.#blocked.set(modelId, message);
    }
    this.#page.crashed(message, contained);
  }

  // ---- what the page tells

  start(bundle: Bundle): void {
    this.#failure = undefined;
    this.link.connect(new bundle.Runtime(new ColabHost(this), INFO), () => {
      this.#blocked.forEach((message, id) => {
        this.link.tell(runtime => {
          runtime.block(id, message);
        });
      });
      this.models.forEach(model => {
        this.#open(model);
      });
      this.#showAll();
    });
  }

  stop(): void {
    this.link.cut();
  }

  fail(notice: Notice): void {
    this.link.cut();
    this.#failure = notice;
    this.#showAll();
  }

  // ---- inside

  /** Asks for a model, once at a time; one of ours is opened. */
  #pull(modelId: string): Promise<ModelState | undefined> {
    const asked = this.#asked.get(modelId) ?? this.#ask(modelId);
    this.#asked.set(modelId, asked);
    return asked;
  }

  async #ask(modelId: string): Promise<ModelState | undefined> {
    try {
      const state = await this.#environment.getModelState(modelId);
      if (state?.modelModule === MODULE && !this.models.has(modelId)) {
        const model = new ColabModel(modelId, state);
        model.state = this.trees.take(modelId, model.state);
        this.models.set(modelId, model);
        this.#open(model);
        void this.#listen(model);
      }
      return state;
    } finally {
      this.#asked.delete(modelId);
    }
  }

  #open(model: ColabModel): void {
    const { state, unconfirmed } = this.trees.whole(model.id, model.state, model.unconfirmed);
    this.link.tell(runtime => {
      runtime.modelOpened(model.id, model.comm !== undefined, state, unconfirmed);
      if (model.lost) {
        runtime.kernelStatus(model.id, false);
      }
    });
  }

  async #listen(model: ColabModel): Promise<void> {
    const closed = await model.listen({
      message: (data, buffers) => {
        this.link.post(model.id, runtime => {
          runtime.commMessage(model.id, data, buffers);
        });
      },
      state: state => {
        this.link.post(model.id, runtime => {
          runtime.loadState(model.id, state);
        });
      },
    });
    if (closed) {
      this.models.delete(model.id);
      this.trees.drop(model.id);
    }
    this.link.tell(runtime => {
      if (closed) {
        runtime.commClosed(model.id);
      } else {
        runtime.kernelStatus(model.id, false);
      }
    });
  }

  #showAll(): void {
    [...this.#views.keys()].forEach(view => {
      this.#show(view);
    });
  }

  #show(viewId: number): void {
    const view = this.#views.get(viewId);
    if (view === undefined) {
      return;
    }
    if (this.#failure !== undefined) {
      showNotice(view.element, this.#failure);
      view.shown();
    } else if (this.link.up) {
      view.layOut(this.models.get(view.modelId)?.state ?? {});
      this.link.tell(runtime => {
        runtime.mount(viewId, view.modelId, view.element);
      });
      view.shown();
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Places inside our views that others fill: another library's model, or an output.
 */

import type { WidgetView } from '@jupyter-widgets/base';
import type { IRenderMime } from '@jupyterlab/rendermime';
import { MessageLoop } from '@lumino/messaging';
import { Layout, Widget } from '@lumino/widgets';
import type { Output } from '#bundle';
import type { LabManager } from './manager';
import type { YewpyterView } from './view';

/**
 * Lets Lumino widgets live at elements anywhere below their parent's node, so that they are told of attaching,
 * showing and resizing.
 */
export class SlotLayout extends Layout {
  readonly #places = new Map<Widget, HTMLElement>();

  *[Symbol.iterator](): IterableIterator<Widget> {
    yield* [...this.#places.keys()];
  }

  /** Puts a widget without parent into an element of the parent's node. */
  place(widget: Widget, element: HTMLElement): void {
    this.#places.set(widget, element);
    widget.parent = this.parent;
    this.#tellIfAttached(widget, Widget.Msg.BeforeAttach);
    element.appendChild(widget.node);
    this.#tellIfAttached(widget, Widget.Msg.AfterAttach);
  }

  /** Called by Lumino when a widget leaves its parent, which closing and disposing it do. */
  override removeWidget(widget: Widget): void {
    if (!this.#places.delete(widget)) {
      return;
    }
    this.#tellIfAttached(widget, Widget.Msg.BeforeDetach);
    widget.node.remove();
    this.#tellIfAttached(widget, Widget.Msg.AfterDetach);
  }

  override dispose(): void {
    const widgets = [...this];
    this.#places.clear();
    widgets.forEach(widget => {
      widget.dispose();
    });
    super.dispose();
  }

  #tellIfAttached(widget: Widget, message: typeof Widget.Msg.AfterAttach): void {
    if (this.parent?.isAttached === true) {
      MessageLoop.sendMessage(widget, message);
    }
  }
}

interface Slot {
  readonly view: YewpyterView;
  widget?: Widget;
}

/** The filled slots of one runtime. */
export class Slots {
  readonly #manager: LabManager;
  readonly #failed: (slot: number, reason: string) => void;
  readonly #slots = new Map<number, Slot>();

  constructor(manager: LabManager, failed: (slot: number, reason: string) => void) {
    this.#manager = manager;
    this.#failed = failed;
  }

  /** Shows a model of the manager. */
  mountForeign(slot: number, view: YewpyterView, modelId: string, element: HTMLElement): void {
    void this.#fill(slot, view, async place => {
      place(await this.#createWidget(view, modelId), element);
    });
  }

  /** Shows a MIME bundle. Outputs inside a widget are trusted, as the widget's own output had to be. */
  renderOutput(slot: number, view: YewpyterView, output: Output, element: HTMLElement): void {
    void this.#fill(slot, view, async place => {
      const { rendermime } = this.#manager;
      const data = output.data as IRenderMime.IMimeModel['data'];
      const type = rendermime?.preferredMimeType(data, 'any');
      if (rendermime === undefined || type === undefined) {
        throw new Error(`this page shows none of ${Object.keys(data).join(', ')}`);
      }
      const renderer = rendermime.createRenderer(type);
      place(renderer, element);
      const metadata = output.metadata as IRenderMime.IMimeModel['metadata'];
      await renderer.renderModel(rendermime.createModel({ data, metadata, trusted: true }));
    });
  }

  /** Empties a slot. Unknown numbers are ignored. */
  release(slot: number): void {
    const filled = this.#slots.get(slot);
    this.#slots.delete(slot);
    filled?.widget?.dispose();
  }

  /** Empties the slots of one view, or all. */
  releaseAll(view?: YewpyterView): void {
    for (const [slot, filled] of [...this.#slots]) {
      if (view === undefined || filled.view === view) {
        this.release(slot);
      }
    }
  }

  async #fill(
    slot: number,
    view: YewpyterView,
    make: (place: (widget: Widget, element: HTMLElement) => void) => Promise<void>,
  ): Promise<void> {
    this.release(slot);
    const filled: Slot = { view };
    this.#slots.set(slot, filled);
    try {
      await make((widget, element) => {
        if (this.#slots.get(slot) === filled) {
          filled.widget = widget;
          view.slotLayout.place(widget, element);
        } else {
          widget.dispose(); // the slot went while the widget was made
        }
      });
    } catch (error) {
      if (this.#slots.get(slot) === filled) {
        this.release(slot);
        this.#failed(slot, error instanceof Error ? error.message : String(error));
      }
    }
  }

  async #createWidget(parent: YewpyterView, modelId: string): Promise<Widget> {
    const model = await this.#manager.get_model(modelId);
    const view: WidgetView = await this.#manager.create_view(model, { parent });
    if ('luminoWidget' in view && view.luminoWidget instanceof Widget) {
      return view.luminoWidget;
    }
    view.remove();
    throw new Error(`the view of model ${modelId} cannot stand in a page (it is no DOMWidgetView)`);
  }
}

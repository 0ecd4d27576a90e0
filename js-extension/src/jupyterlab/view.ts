/**
 * The JavaScript face of one view: an element for the runtime to draw in, told of as ipywidgets' boxes and
 * JupyterLab's cells move it about.
 */

import { DOMWidgetView, type WidgetView } from '@jupyter-widgets/base';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { keepKeys } from './keys';
import { applyLayout } from '../layout';
import type { YewpyterModel } from './model';
import { SlotLayout } from './slots';

/** One view. Fields are declared, as in the model. */
export class YewpyterView extends DOMWidgetView {
  declare model: YewpyterModel;
  /** The runtime's number for it. */
  declare viewId: number;
  declare private removed: boolean;

  override initialize(parameters: WidgetView.IInitializeParameters): void {
    this.viewId = this.model.session.page.nextView();
    this.removed = false;
    this.model.wasShown = true;
    super.initialize(parameters);
  }

  override render(): void {
    this.el.classList.add('jupyter-widgets', 'yewpyter-view');
    keepKeys(this.el);
    this.setLayout(this.model.get('layout'));
    this.model.session.mount(this);
  }

  /** Called twice for each view: Lumino's widget and the view end each other. */
  override remove(): this {
    if (this.removed) {
      return this;
    }
    this.removed = true;
    this.model.session.unmount(this);
    super.remove();
    return this;
  }

  /** A map of CSS; base expects a model of its own and throws. */
  override setLayout(layout: unknown): void {
    applyLayout(this.el, layout);
    if (this.luminoWidget.isAttached) {
      MessageLoop.postMessage(this.luminoWidget, Widget.ResizeMessage.UnknownSize);
    }
  }

  /** Our widgets have no style model. */
  override setStyle(): void {
    return;
  }

  /** Base throws for a widget that has a tooltip and no description. */
  override updateTooltip(): void {
    const tooltip: unknown = this.model.get('tooltip');
    if (typeof tooltip === 'string' && tooltip !== '') {
      this.el.setAttribute('title', tooltip);
    } else {
      this.el.removeAttribute('title');
    }
  }

  /** The runtime delivers custom messages; base throws for one whose content is null. */
  override handle_message(): void {
    return;
  }

  /** Where the slots inside this view take their widgets. */
  get slotLayout(): SlotLayout {
    const { layout } = this.luminoWidget;
    if (layout instanceof SlotLayout) {
      return layout;
    }
    const created = new SlotLayout();
    this.luminoWidget.layout = created;
    return created;
  }
}

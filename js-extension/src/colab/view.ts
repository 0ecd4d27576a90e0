/** One mounted view: the element that the runtime draws in, laid out as the model says. */

import type { State } from '#bundle';
import { applyLayout } from '../layout';

/** A view of one of our models. */
export class ColabView {
  readonly modelId: string;
  /** Never the container itself, which is Colab's. */
  readonly element: HTMLElement;
  /** Something stands in the element now. */
  readonly shown: () => void;

  constructor(modelId: string, container: HTMLElement, shown: () => void) {
    this.modelId = modelId;
    this.shown = shown;
    this.element = container.ownerDocument.createElement('div');
    this.element.className = 'yewpyter-view';
    container.replaceChildren(this.element);
  }

  /** Lays the view out; what is nested in it the runtime lays out. */
  layOut(state: State): void {
    const classes = state['_dom_classes'];
    const extra = Array.isArray(classes) ? classes.filter(name => typeof name === 'string') : [];
    this.element.className = ['yewpyter-view', ...extra].join(' ');
    applyLayout(this.element, state['layout']);
  }
}

/**
 * What stands in a widget's place while there is no WASM to draw it. Needs no stylesheet.
 */

import { noticeBox, style } from './notice-box';

/** One message to the reader. */
export interface Notice {
  /** What is wrong, in one line. */
  readonly title: string;
  /** What was expected, and what to do. */
  readonly detail: string;
  /** Offers a button that tries again. */
  readonly retry?: () => void;
}

/** Replaces what `place` holds by the notice. Text stays text. */
export function showNotice(place: HTMLElement, notice: Notice): void {
  const box = noticeBox(place.ownerDocument, notice.title, notice.detail);
  if (notice.retry !== undefined) {
    box.append(retryButton(place, notice.retry));
  }
  place.replaceChildren(box);
}

/** Says that the widget is on its way. */
export function showWaiting(place: HTMLElement): void {
  const box = place.ownerDocument.createElement('div');
  box.className = 'yewpyter-waiting';
  box.setAttribute('role', 'status');
  box.textContent = 'Loading widget…';
  place.replaceChildren(box);
}

function retryButton(place: HTMLElement, retry: () => void): HTMLButtonElement {
  const button = place.ownerDocument.createElement('button');
  button.type = 'button';
  button.className = 'jp-mod-styled';
  button.textContent = 'Try again';
  style(button, { 'margin-top': '6px' });
  button.addEventListener('click', () => {
    showWaiting(place);
    retry();
  });
  return button;
}

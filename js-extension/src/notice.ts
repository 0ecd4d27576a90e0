/**
 * What stands in a widget's place while there is no WASM to draw it. Needs no stylesheet.
 */

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
  const box = place.ownerDocument.createElement('div');
  box.className = 'yewpyter-notice';
  box.setAttribute('role', 'alert');
  style(box, {
    border: '1px solid var(--jp-error-color1, #c62828)',
    'border-left-width': '4px',
    padding: '6px 10px',
    'overflow-wrap': 'anywhere',
    'white-space': 'pre-wrap',
  });
  const title = place.ownerDocument.createElement('strong');
  title.textContent = notice.title;
  const detail = place.ownerDocument.createElement('div');
  detail.textContent = notice.detail;
  box.append(title, detail);
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

/** Single properties, not a style attribute: those a strict Content-Security-Policy lets through. */
function style(element: HTMLElement, properties: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(properties)) {
    element.style.setProperty(name, value);
  }
}

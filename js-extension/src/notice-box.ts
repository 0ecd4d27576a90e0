/**
 * A message in a box, for a widget's place. Needs no stylesheet.
 */

/** The box. Text stays text. */
export function noticeBox(document: Document, title: string, detail: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'yewpyter-notice';
  box.setAttribute('role', 'alert');
  style(box, {
    border: '1px solid var(--jp-error-color1, #c62828)',
    'border-left-width': '4px',
    padding: '6px 10px',
    'overflow-wrap': 'anywhere',
    'white-space': 'pre-wrap',
  });
  const first = document.createElement('strong');
  first.textContent = title;
  const rest = document.createElement('div');
  rest.textContent = detail;
  box.append(first, rest);
  return box;
}

/** Single properties, not a style attribute: those a strict Content-Security-Policy lets through. */
export function style(element: HTMLElement, properties: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(properties)) {
    element.style.setProperty(name, value);
  }
}

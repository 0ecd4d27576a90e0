/** What stands for another library's widget where nothing can draw it: its name and what it holds. */

import type { ModelState } from './environment';

/** Fills a place with the widget's name, its label and value, and why there is no more. */
export function showPlaceholder(place: HTMLElement, { modelName, state }: ModelState, reason: string): void {
  const document = place.ownerDocument;
  const box = document.createElement('div');
  box.className = 'yewpyter-foreign';
  box.setAttribute('role', 'note');
  box.style.cssText = 'padding: 4px 8px; border: 1px dashed; border-radius: 2px; overflow-wrap: anywhere';
  const name = document.createElement('strong');
  name.textContent = modelName.replace(/Model$/, '');
  const value = document.createElement('span');
  // A password stands nowhere in the clear.
  value.textContent = modelName === 'PasswordModel' ? '' : ` ${held(state)}`;
  const remark = document.createElement('div');
  remark.style.fontSize = 'smaller';
  remark.textContent = reason;
  box.append(name, value, remark);
  place.replaceChildren(box);
}

function held(state: ModelState['state']): string {
  const told = [state['description'], state['value']].filter(
    part =>
      (typeof part === 'string' && part !== '') || typeof part === 'number' || typeof part === 'boolean',
  );
  return told.map(String).join(': ');
}

/**
 * Which keys a widget keeps from the notebook around it. Its command mode acts on bare keys (`d` `d` deletes a cell,
 * arrows move between cells). JupyterLab looks at keys on their way up, and Notebook 7 on their way down.
 */

/** Lumino takes no shortcut from an element with this attribute. */
const NO_SHORTCUTS = 'data-lm-suppress-shortcuts';

/** Left to the notebook: Tab, chords, and Shift+Enter, which runs the cell. */
function belongsToWidget({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  const chord = ctrlKey || altKey || metaKey;
  return !chord && key !== 'Tab' && !(shiftKey && key === 'Enter');
}

/** Stops the widgets' keys on their way up, behind everything inside the view that wants them. */
export function keepKeys(view: HTMLElement): void {
  view.addEventListener('keydown', event => {
    if (belongsToWidget(event)) {
      event.stopPropagation();
    }
  });
}

/** Marks, on their way down, those that are the widgets'. Once per page. */
export function markKeys(target: Window): void {
  target.addEventListener(
    'keydown',
    event => {
      const { target: focused } = event;
      // On the very element: Lumino's selectors name what has the focus.
      if (focused instanceof Element && focused.closest('.yewpyter-view') !== null) {
        focused.toggleAttribute(NO_SHORTCUTS, belongsToWidget(event));
      }
    },
    { capture: true },
  );
}

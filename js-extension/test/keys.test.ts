/** A notebook around a widget, which acts on the keys that reach it. */

import { beforeEach, describe, expect, it } from 'vitest';
import { keepKeys, markKeys } from '../src/jupyterlab/keys';

let control: HTMLElement;
/** What shortcuts would act on, in an application that looks first and in one that looks last. */
let early: string[];
let late: string[];

markKeys(window);
document.addEventListener(
  'keydown',
  event => {
    if (!(event.target as Element).hasAttribute('data-lm-suppress-shortcuts')) {
      early.push(event.key);
    }
  },
  true,
);
document.addEventListener('keydown', event => late.push(event.key));

beforeEach(() => {
  document.body.innerHTML = '<div class="yewpyter-view"><div><input></div></div><input id="other">';
  keepKeys(document.querySelector<HTMLElement>('.yewpyter-view') ?? document.body);
  control = document.querySelector('input') ?? document.body;
  [early, late] = [[], []];
});

function press(target: Element, key: string, modifiers: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, ...modifiers }));
}

describe('a key pressed in a widget', () => {
  it('stays there if it is bare', () => {
    ['ArrowRight', 'd', 'Enter', 'Escape'].forEach(key => {
      press(control, key);
    });
    expect([early, late]).toEqual([[], []]);
  });

  it('reaches the notebook if it is a chord, Tab, or what runs the cell', () => {
    press(control, 's', { ctrlKey: true });
    press(control, 'p', { metaKey: true });
    press(control, 'Tab');
    press(control, 'Enter', { shiftKey: true });
    const all = ['s', 'p', 'Tab', 'Enter'];
    expect([early, late]).toEqual([all, all]);
  });

  it("is nobody's business elsewhere", () => {
    press(document.querySelector('#other') ?? document.body, 'd');
    expect([early, late]).toEqual([['d'], ['d']]);
  });
});

/** Views: drawn by the runtime, moved about by Lumino. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { applyLayout } from '../src/layout';
import type { YewpyterModel } from '../src/jupyterlab/model';
import { resetFakes } from './fake-bundle';
import { readyLab, settled, type Lab } from './lab';

let lab: Lab;
let model: YewpyterModel;

beforeEach(async () => {
  resetFakes();
  lab = await readyLab();
  model = await lab.open('m', { value: 1 });
});

describe('a view', () => {
  it('is mounted before it is on the page', async () => {
    const view = await lab.manager.create_view(model);
    expect(view.luminoWidget.isAttached).toBe(false);
    expect(lab.runtime.told('mount')).toEqual([['mount', 1, 'm', view.el]]);
  });

  it('has a number of its own on the page', async () => {
    const other = lab.addManager();
    const first = await lab.show(model);
    const second = await lab.show(await lab.open('o', {}, other));
    first.remove();
    const third = await lab.show(model);
    expect([first.viewId, second.viewId, third.viewId]).toEqual([1, 2, 3]);
  });

  it('is removed once, whoever begins', async () => {
    const removed = vi.fn();
    const one = await lab.show(model);
    one.on('remove', removed);
    one.remove();
    one.remove();
    expect(one.luminoWidget.isDisposed).toBe(true);
    const two = await lab.show(model);
    two.on('remove', removed);
    two.luminoWidget.dispose();
    two.luminoWidget.dispose();
    expect(lab.runtime.told('unmount')).toEqual([
      ['unmount', 1],
      ['unmount', 2],
    ]);
    expect(removed).toHaveBeenCalledTimes(2);
    expect(model.views).toEqual({});
  });

  it('lets base count the views, where the kernel wants to know', async () => {
    const counted = await lab.open('c', { _view_count: 0 });
    const view = await lab.show(counted);
    await settled();
    expect(counted.get('_view_count')).toBe(1);
    view.remove();
    expect(counted.get('_view_count')).toBe(0);
    const told = lab.runtime.told('localChange').filter(call => call[1] === 'c' && call[3] === true);
    expect(told).toHaveLength(2);
  });

  it('says nothing of a model that is closed, not even the number of its views', async () => {
    const counted = await lab.open('c', { _view_count: 0 });
    await lab.show(counted);
    await settled();
    await counted.close();
    expect(lab.runtime.told().at(-1)).toEqual(['unmount', 1]);
  });

  it('follows classes, tooltip, layout and the kernel', async () => {
    const view = await lab.show(model);
    await settled();
    lab.runtime.host.mirror('m', { _dom_classes: ['a'], tooltip: 'tip', layout: { width: '7px' } }, {});
    expect(view.el.classList.contains('a')).toBe(true);
    expect(view.el.getAttribute('title')).toBe('tip');
    expect(view.el.style.width).toBe('7px');
    lab.runtime.host.mirror('m', { _dom_classes: [], tooltip: null, layout: {} }, {});
    expect(view.el.classList.contains('a')).toBe(false);
    expect(view.el.hasAttribute('title')).toBe(false);
    expect(view.el.style.width).toBe('');
    model.comm_live = false;
    expect(view.el.classList.contains('jupyter-widgets-disconnected')).toBe(true);
  });

  it('has its layout from the start', async () => {
    const wide = await lab.open('w', { layout: { width: '50%', grid_area: 'a' } });
    const view = await lab.manager.create_view(wide);
    expect(view.el.style.width).toBe('50%');
  });

  it('lets null be the content of a custom message', async () => {
    await lab.show(model);
    expect(() => {
      lab.runtime.host.customReceived('m', null, []);
    }).not.toThrow();
  });
});

describe('the layout', () => {
  it('sets what is known and text, and removes what is gone', () => {
    const element = document.createElement('div');
    element.style.color = 'red';
    applyLayout(element, { max_width: '10px', order: 2, evil: 'x', color: 'blue', height: null, top: '' });
    expect(element.style.maxWidth).toBe('10px');
    expect(element.style.order).toBe('2');
    expect(element.style.color).toBe('red');
    applyLayout(element, undefined);
    expect(element.style.maxWidth).toBe('');
    applyLayout(element, 'IPY_MODEL_abc');
    expect(element.style.color).toBe('red');
  });

  it('lets one side differ from the border around', () => {
    const element = document.createElement('div');
    applyLayout(element, { border_left: '3px solid red', border: '1px solid blue' });
    expect(element.style.getPropertyValue('border-left-width')).toBe('3px');
    expect(element.style.getPropertyValue('border-top-width')).toBe('1px');
  });
});

describe('models of a dead kernel', () => {
  const restart = async () => {
    lab.manager.disconnect();
    await settled();
  };

  it('stay while they are shown, and go with their last view', async () => {
    const view = await lab.show(model);
    await restart();
    expect(lab.manager.has_model('m')).toBe(true);
    view.remove();
    await settled();
    expect(lab.manager.has_model('m')).toBe(false);
    expect(lab.runtime.told('commClosed')).toEqual([['commClosed', 'm']]);
  });

  it('take along what was only shown inside of them', async () => {
    await lab.open('inner');
    const box = await lab.open('box', { children: ['IPY_MODEL_inner'] });
    const view = await lab.show(box);
    await restart();
    expect(lab.manager.has_model('inner')).toBe(true);
    view.remove();
    await settled();
    expect(['box', 'inner', 'm'].map(id => lab.manager.has_model(id))).toEqual([false, false, true]);
  });

  it('stay if another that is shown refers to them', async () => {
    const inner = await lab.open('inner');
    const box = await lab.open('box', { spans: { deep: [{ x: 'IPY_MODEL_inner' }] } });
    await lab.show(box);
    const alone = await lab.show(inner);
    await restart();
    alone.remove();
    await settled();
    expect(lab.manager.has_model('inner')).toBe(true);
  });

  it('stay if they were never shown, or never had a kernel', async () => {
    const still = await lab.openStatic('still');
    const view = await lab.show(still);
    await restart();
    view.remove();
    await settled();
    expect(['m', 'still'].map(id => lab.manager.has_model(id))).toEqual([true, true]);
  });

  it('are none while the kernel lives', async () => {
    const view = await lab.show(model);
    view.remove();
    await settled();
    expect(lab.manager.has_model('m')).toBe(true);
  });
});

describe('inside of another library', () => {
  it('stands as a child of a foreign box', async () => {
    const foreign = await lab.manager.new_model({
      model_name: 'ForeignModel',
      model_module: 'foreign',
      model_module_version: '*',
      model_id: 'f',
    });
    const parent = await lab.manager.create_view(foreign);
    const child = await parent.create_child_view(model);
    expect(child.options).toEqual({ parent });
    expect(child.el.textContent).toBe('m');
  });
});

/** What others draw inside our views. */

import type { IRenderMime } from '@jupyterlab/rendermime';
import { Panel, Widget } from '@lumino/widgets';
import { beforeEach, describe, expect, it } from 'vitest';
import type { YewpyterView } from '../src/jupyterlab/view';
import { resetFakes } from './fake-bundle';
import { readyLab, settled, type FakeManager, type Lab } from './lab';

let lab: Lab;
let view: YewpyterView;

async function openForeign(id: string): Promise<void> {
  await lab.manager.new_model({
    model_name: 'ForeignModel',
    model_module: 'foreign',
    model_module_version: '*',
    model_id: id,
  });
}

/** An element that the runtime has made inside the view. */
function element(): HTMLElement {
  const made = document.createElement('div');
  view.el.querySelector('.drawn')?.append(made);
  return made;
}

function mountForeign(slot: number, id: string, place = element()): HTMLElement {
  lab.runtime.host.mountForeign(slot, view.viewId, id, place);
  return place;
}

/** A renderer that notes what Lumino tells it. */
class NotedRenderer extends Widget implements IRenderMime.IRenderer {
  readonly seen: string[] = [];

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const text = model.data['text/plain'] as string;
    if (text === 'broken') {
      return Promise.reject(new Error('cannot draw this'));
    }
    this.node.textContent = `${text} ${model.trusted ? 'trusted' : ''}`;
    return Promise.resolve();
  }

  override processMessage(message: Parameters<Widget['processMessage']>[0]): void {
    this.seen.push(message.type);
    super.processMessage(message);
  }
}

/** Renders plain text only. */
function withRenderers(manager: FakeManager): NotedRenderer[] {
  const made: NotedRenderer[] = [];
  const rendermime = {
    preferredMimeType: (data: object) => ('text/plain' in data ? 'text/plain' : undefined),
    createRenderer: () => {
      const renderer = new NotedRenderer();
      made.push(renderer);
      return renderer;
    },
    createModel: (options: object) => options,
  };
  Object.assign(manager, { rendermime });
  return made;
}

function renderOutput(slot: number, data: Record<string, string>, place = element()): HTMLElement {
  lab.runtime.host.renderOutput(slot, view.viewId, { data, metadata: {} }, place);
  return place;
}

beforeEach(async () => {
  resetFakes();
  lab = await readyLab();
  view = await lab.show(await lab.open('m'));
});

describe('models of other libraries', () => {
  it('are drawn by their own views, as children of ours', async () => {
    await openForeign('f');
    const place = mountForeign(1, 'f');
    await settled();
    expect(place.textContent).toBe('foreign f');
    const [child] = view.luminoWidget.children();
    expect(child?.parent).toBe(view.luminoWidget);
    expect(child?.isVisible).toBe(true);
  });

  it('come and go without touching the others', async () => {
    const places = [];
    for (const [slot, id] of ['a', 'b', 'c'].entries()) {
      await openForeign(id);
      places.push(mountForeign(slot, id));
    }
    await settled();
    const kept = places[2]?.firstElementChild;
    lab.runtime.host.releaseSlot(1);
    lab.runtime.host.releaseSlot(1);
    expect(places.map(place => place.textContent)).toEqual(['foreign a', '', 'foreign c']);
    await openForeign('d');
    const fourth = mountForeign(7, 'd');
    await settled();
    expect(fourth.textContent).toBe('foreign d');
    expect(places[2]?.firstElementChild).toBe(kept);
    expect([...view.luminoWidget.children()]).toHaveLength(3);
  });

  it('leave their slot when they close, and with our view', async () => {
    await openForeign('f');
    await openForeign('g');
    const place = mountForeign(1, 'f');
    mountForeign(2, 'g');
    await settled();
    await (await lab.manager.get_model('f')).close(true);
    expect(place.textContent).toBe('');
    const other = await lab.manager.get_model('g');
    view.remove();
    await settled();
    expect(other.views).toEqual({});
  });

  it('leave their slot when the parent is disposed by Lumino', async () => {
    await openForeign('f');
    mountForeign(1, 'f');
    await settled();
    view.luminoWidget.dispose();
    await settled();
    expect((await lab.manager.get_model('f')).views).toEqual({});
  });

  it('hear of hiding, showing and detaching', async () => {
    const renderers = withRenderers(lab.manager);
    renderOutput(1, { 'text/plain': 'x' });
    await settled();
    const panel = view.luminoWidget.parent as Panel;
    panel.hide();
    panel.show();
    lab.runtime.host.releaseSlot(1);
    expect(renderers[0]?.seen.filter(type => /attach|show|hide|detach/.test(type))).toEqual([
      'before-attach',
      'after-attach',
      'before-hide',
      'after-hide',
      'before-show',
      'after-show',
      'before-detach',
      'after-detach',
    ]);
  });

  it('do not appear in a slot that went meanwhile', async () => {
    await openForeign('f');
    const place = mountForeign(1, 'f');
    lab.runtime.host.releaseSlot(1);
    await settled();
    expect(place.textContent).toBe('');
    expect((await lab.manager.get_model('f')).views).toEqual({});
    expect(lab.runtime.told('slotFailed')).toEqual([]);
  });

  it('fail with a reason where they cannot be drawn, which is told to the runtime', async () => {
    lab.manager.get_model = id => Promise.reject(new Error(`no model ${id}`));
    mountForeign(1, 'none');
    await settled();
    expect(lab.runtime.told('slotFailed')).toEqual([['slotFailed', 1, 'no model none']]);
  });

  it('need a view of ours that is there', () => {
    expect(() => {
      lab.runtime.host.mountForeign(1, 99, 'f', document.createElement('div'));
    }).toThrow('View 99 is gone');
  });
});

describe('outputs', () => {
  it('are drawn by the page’s renderers, trusted', async () => {
    withRenderers(lab.manager);
    const place = renderOutput(1, { 'text/plain': 'hello' });
    await settled();
    expect(place.textContent).toBe('hello trusted');
  });

  it('replace what the slot held', async () => {
    const renderers = withRenderers(lab.manager);
    const place = renderOutput(1, { 'text/plain': 'one' });
    renderOutput(1, { 'text/plain': 'two' }, place);
    await settled();
    expect(place.textContent).toBe('two trusted');
    expect(renderers[0]?.isDisposed).toBe(true);
  });

  it('fail with a reason', async () => {
    renderOutput(1, { 'a/b': '' });
    withRenderers(lab.manager);
    renderOutput(2, { 'c/d': '', 'e/f': '' });
    const place = renderOutput(3, { 'text/plain': 'broken' });
    await settled();
    expect(lab.runtime.told('slotFailed')).toEqual([
      ['slotFailed', 1, 'this page shows none of a/b'],
      ['slotFailed', 2, 'this page shows none of c/d, e/f'],
      ['slotFailed', 3, 'cannot draw this'],
    ]);
    expect(place.textContent).toBe('');
  });
});

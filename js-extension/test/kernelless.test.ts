/** A notebook without a kernel: what its outputs are given in place of ipywidgets' manager. */

import type { WidgetModel, WidgetView } from '@jupyter-widgets/base';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { showWithoutKernel } from '../src/jupyterlab/kernelless';
import type { NotebookContext } from '../src/jupyterlab/notebook';
import { managerOf } from '../src/jupyterlab/open-managers';
import type { StateDocument } from '../src/jupyterlab/state-document';
import { FakeRuntime } from './fake-bundle';

// The page's own, as far as it starts the bundle: the real one would fetch it.
vi.mock('../src/load', async () => {
  const { fakeBundle } = await import('./fake-bundle');
  return { loadBundle: () => Promise.resolve(fakeBundle), explainLoadFailure: String };
});

interface Manager {
  get_model(id: string): Promise<WidgetModel>;
  create_view(model: WidgetModel): Promise<WidgetView>;
}

/** As ipywidgets': it waits until it is given a manager. */
class Renderer {
  given: Manager | undefined;
  set manager(manager: Manager) {
    this.given = manager;
  }
}

const model = (name: string, state: object) => ({ model_name: name, model_module: 'yewpyter', state });
const document: StateDocument = {
  version_major: 2,
  version_minor: 0,
  state: {
    s: model('SliderModel', { value: 3 }),
    odd: model('Nothing', {}),
    theirs: { ...model('IntSliderModel', {}), model_module: 'theirs' },
  },
};

function shown(): { present: Renderer; later: Renderer; context: NotebookContext } {
  const [present, later] = [new Renderer(), new Renderer()];
  const factories = [{ createRenderer: () => later }];
  const rendermime = {
    getFactory: () => factories.at(-1),
    removeMimeType: () => factories.pop(),
    addFactory: (factory: { createRenderer: () => Renderer }) => factories.push(factory),
  };
  const cell = { outputArea: { widgets: [{ children: () => [{}, present] }] } };
  const context = { sessionContext: { session: null } } as NotebookContext;
  const panel = {
    content: { rendermime: rendermime as unknown as IRenderMimeRegistry, widgets: [{}, cell] },
  };
  showWithoutKernel(panel, context, document);
  factories.at(-1)?.createRenderer();
  return { present, later, context };
}

describe('a notebook without a kernel', () => {
  afterEach(() => {
    FakeRuntime.made = [];
  });

  it('shows our widgets in the outputs that are there and in those to come', async () => {
    const { present, later, context } = shown();
    expect(later.given).toBe(present.given);
    const slider = await present.given?.get_model('s');
    expect(slider?.get('value')).toBe(3);
    const view = slider && (await present.given?.create_view(slider));
    expect(view?.el.classList.contains('yewpyter-view')).toBe(true);
    expect(managerOf(context)?.models.get('s')).toBe(slider);
    await vi.waitFor(() => {
      const [runtime] = FakeRuntime.made;
      expect(runtime?.told('modelOpened').map(([, id, live]) => [id, live])).toContainEqual(['s', false]);
      expect(runtime?.told('mount')).toHaveLength(1);
    });
  });

  it('says of every other model that it is not there', async () => {
    const { present } = shown();
    for (const id of ['odd', 'theirs', 'nobody']) {
      await expect(present.given?.get_model(id)).rejects.toThrow(`without a kernel there is no model ${id}`);
    }
  });
});

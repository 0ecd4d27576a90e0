/** A notebook that is opened and saved: what is written into its metadata, when, and what is said. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hasKernel } from '../src/jupyterlab/kernel';
import type { KernelPreference, NotebookContext, NotebookModel } from '../src/jupyterlab/notebook';
import type { NotebookPanel } from '../src/jupyterlab/kernelless';
import { follow } from '../src/jupyterlab/saving';
import { FakeRuntime } from './fake-bundle';
import { Lab } from './lab';

const MIME = 'application/vnd.jupyter.widget-state+json';
const VIEW = 'application/vnd.jupyter.widget-view+json';

const setting = { on: true, changed: new Signal<object, void>({}) };
const settings = { changed: setting.changed, get: () => ({ composite: setting.on }) };
vi.mock('@jupyterlab/settingregistry', () => ({ ISettingRegistry: {} }));
const app = {
  resolveOptionalService: () => Promise.resolve({ load: () => Promise.resolve(settings) }),
} as unknown as JupyterFrontEnd;

/** A notebook with one output, which shows the model `a`. */
class FakeNotebook implements NotebookContext {
  readonly path = 'fake.ipynb';
  readonly ready = Promise.resolve();
  readonly saveState = new Signal<this, string>(this);
  readonly save = vi.fn(() => Promise.resolve());
  readonly sessionContext = {
    session: { kernel: { id: String(Math.random()) } },
    kernelPreference: { name: '', language: '' } as KernelPreference,
    kernelPreferenceChanged: new Signal<object, unknown>({}),
    initialize: vi.fn(() => Promise.resolve()),
  };
  readonly writes: unknown[] = [];
  readonly model: NotebookModel & { widgets: unknown };

  constructor(widgets?: unknown) {
    const metadataChanged = new Signal<object, unknown>({});
    const output = { data: { [VIEW]: { model_id: 'a' } } };
    const list = <T>(...items: T[]) => ({ length: items.length, get: (at: number) => items[at] as T });
    const write = (value: unknown): void => {
      this.model.widgets = value;
      this.model.dirty = true;
      this.writes.push(value);
      metadataChanged.emit(value);
    };
    this.model = {
      widgets,
      dirty: false,
      defaultKernelName: 'python3',
      defaultKernelLanguage: 'python',
      cells: list({}, { outputs: list(output) }),
      metadataChanged,
      getMetadata: () => this.model.widgets,
      setMetadata: (_key, value) => {
        write(value);
      },
      deleteMetadata: () => {
        write(undefined);
      },
    };
  }

  /** Begins to save; afterwards the metadata are what the file would hold. */
  started(): unknown {
    this.saveState.emit('started');
    return this.model.widgets;
  }
}

/** A notebook that is followed, after this was heard of a saving. */
async function followed(notebook: FakeNotebook, early = ''): Promise<FakeNotebook> {
  notebook.sessionContext.kernelPreference = { name: 'python3', language: 'python' };
  await follow(app, {} as NotebookPanel, notebook, () => early);
  setting.changed.emit();
  return notebook;
}

/** The same, on a page that has the model it shows. */
async function live(early = ''): Promise<FakeNotebook> {
  const notebook = new FakeNotebook();
  const lab = new Lab();
  const { id } = notebook.sessionContext.session.kernel;
  const manager = Object.assign(lab.addManager(), { kernel: { id, disposed: new Signal<object, void>({}) } });
  Reflect.deleteProperty(manager, 'context');
  await lab.open('a', { _model_name: 'SliderModel' }, manager);
  return followed(notebook, early);
}

const entry = (value: number) => ({
  model_name: 'SliderModel',
  model_module: 'yewpyter',
  model_module_version: '*',
  state: { value },
});
const doc = (state: object) => ({ version_major: 2, version_minor: 0, state });

describe('saving a notebook', () => {
  beforeEach(() => {
    setting.on = true;
    FakeRuntime.answer = (_runtime, [name]) => (name === 'getState' ? { value: 3 } : undefined);
  });

  it('writes the model that the runtime has, once', async () => {
    const notebook = await live();
    expect(notebook.started()).toEqual({ [MIME]: doc({ a: entry(3) }) });
    notebook.started();
    expect(notebook.writes).toHaveLength(1);
  });

  it('has the last word when ipywidgets’ own saving comes later', async () => {
    const notebook = await live();
    const foreign = { model_name: 'LabelModel', model_module: 'theirs', state: {} };
    notebook.saveState.connect(() => {
      notebook.model.setMetadata('widgets', { [MIME]: doc({ l: foreign, a: entry(99) }) });
    });
    expect(notebook.started()).toEqual({ [MIME]: doc({ l: foreign, a: entry(3) }) });
    await Promise.resolve();
    notebook.model.setMetadata('widgets', { mine: 1 });
    expect(notebook.model.widgets).toEqual({ mine: 1 });
  });

  it('writes nothing while the setting is off', async () => {
    const notebook = await live();
    setting.on = false;
    setting.changed.emit();
    expect(notebook.started()).toBeUndefined();
  });

  it('keeps what was saved of a model that the page does not have', async () => {
    const before = { [MIME]: doc({ a: entry(1), old: entry(2) }) };
    const notebook = await followed(new FakeNotebook(before));
    expect(notebook.started()).toEqual({ [MIME]: doc({ a: entry(1) }) });
  });

  it('leaves a document of another version alone, and says so', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const before = { [MIME]: { version_major: 3 } };
    const notebook = await followed(new FakeNotebook(before));
    // Out of ipywidgets' way, and no change of the notebook's.
    expect([notebook.model.widgets, notebook.model.dirty]).toEqual([undefined, false]);
    expect(notebook.started()).toEqual(before);
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringContaining('fake.ipynb: its saved widgets cannot be shown'),
      expect.stringContaining('fake.ipynb: the state of its widgets was not saved'),
    ]);
  });

  it('takes damaged entries out as the notebook is opened', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const notebook = await followed(new FakeNotebook({ [MIME]: doc({ a: entry(1), b: null }) }));
    expect(notebook.model.widgets).toEqual({ [MIME]: doc({ a: entry(1) }) });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('damaged and were left out: b'));
  });
});

describe('a saving that comes before the code for it', () => {
  beforeEach(() => {
    setting.on = true;
    FakeRuntime.answer = (_runtime, [name]) => (name === 'getState' ? { value: 3 } : undefined);
  });

  it('is done again with what it lacks', async () => {
    const notebook = await live('completed');
    expect(notebook.model.widgets).toEqual({ [MIME]: doc({ a: entry(3) }) });
    expect(notebook.save).toHaveBeenCalledOnce();
  });

  it('is done again when it has ended, and once', async () => {
    const notebook = await live('started');
    expect(notebook.writes).toEqual([]);
    notebook.saveState.emit('completed');
    notebook.model.dirty = false;
    notebook.saveState.emit('completed');
    expect(notebook.writes).toEqual([{ [MIME]: doc({ a: entry(3) }) }]);
    expect(notebook.save).toHaveBeenCalledOnce();
  });

  it('is not done again when it has failed, lacks nothing, or the reader has gone on', async () => {
    const failed = await live('started');
    failed.saveState.emit('failed');
    failed.saveState.emit('completed');
    const complete = await followed(new FakeNotebook({ [MIME]: doc({ a: entry(3) }) }), 'completed');
    const changed = await live('started');
    changed.model.dirty = true;
    changed.saveState.emit('completed');
    expect([failed, complete, changed].map(({ writes }) => writes.length)).toEqual([0, 0, 1]);
    for (const { save } of [failed, complete, changed]) {
      expect(save).not.toHaveBeenCalled();
    }
  });

  it('is left as it is while the setting is off', async () => {
    const notebook = await live('started');
    setting.on = false;
    setting.changed.emit();
    notebook.saveState.emit('completed');
    expect(notebook.writes).toEqual([]);
  });
});

describe('looking for a kernel', () => {
  it('is not begun before the notebook’s preference is known', async () => {
    const { sessionContext, ...rest } = new FakeNotebook();
    const asked = hasKernel({ ...rest, sessionContext });
    sessionContext.kernelPreference = { language: 'python' };
    sessionContext.kernelPreferenceChanged.emit(undefined);
    await Promise.resolve();
    expect(sessionContext.initialize).not.toHaveBeenCalled();
    sessionContext.kernelPreference = { name: 'python3', language: 'python' };
    sessionContext.kernelPreferenceChanged.emit(undefined);
    await expect(asked).resolves.toBe(true);
    expect(sessionContext.initialize).toHaveBeenCalledOnce();
  });
});

/**
 * Puts our models' last states into a notebook as it is saved, so that its widgets show without a kernel; and
 * looks over what is there as it is opened.
 */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { State } from '#bundle';
import { bounded } from './bounded';
import { hasKernel } from './kernel';
import type { NotebookPanel } from './kernelless';
import { each, type NotebookContext } from './notebook';
import { WIDGET_STATE } from './mime-types';
import { managerOf, type OpenManager, type Savable } from './open-managers';
import { isRecord, references } from './references';
import { loadSetting, type Setting } from './setting';
import {
  brokenEntries,
  isOurs,
  merged,
  placed,
  problemOf,
  without,
  type Entry,
  type StateDocument,
} from './state-document';

const KEY = 'widgets';

let setting: Promise<Setting> | undefined;

/** Documents that cannot be read, kept out of ipywidgets' way until the file is written. */
const unreadable = new WeakMap<NotebookContext, unknown>();

/**
 * Follows a notebook for as long as it is open.
 *
 * @param early - what its `saveState` last told while there were widgets already, and this was not there yet
 */
export async function follow(
  app: JupyterFrontEnd,
  panel: NotebookPanel,
  notebook: NotebookContext,
  early: () => string,
): Promise<void> {
  const attended = (setting ??= loadSetting(app)).then(wanted => {
    attend(notebook, wanted, early());
  });
  await notebook.ready;
  const document = lookOver(notebook);
  if (document !== undefined && !(await hasKernel(notebook))) {
    const { showWithoutKernel } = await import(/* webpackChunkName: "no-kernel" */ './kernelless');
    showWithoutKernel(panel, notebook, document);
  }
  await attended;
}

/** Saves our models with the notebook from now on, and with the saving that came too early. */
function attend(notebook: NotebookContext, wanted: Setting, early: string): void {
  const { saveState } = notebook;
  saveState.connect((_sender, state) => {
    if (state === 'started' && wanted.saveWidgetState) {
      save(notebook);
    }
  });
  const makeGood = (_sender: unknown, state: string): void => {
    if (state !== 'started') {
      saveState.disconnect(makeGood);
    }
    if (state === 'completed' && wanted.saveWidgetState) {
      saveAgain(notebook);
    }
  };
  saveState.connect(makeGood);
  makeGood(undefined, early);
}

/** Has the file follow, unless its reader has gone on: what was written since then is not ours to save. */
function saveAgain(notebook: NotebookContext): void {
  const { dirty } = notebook.model;
  save(notebook);
  if (notebook.model.dirty && !dirty) {
    notebook.save().catch((error: unknown) => {
      say(notebook, `the state of its widgets was not saved: ${String(error)}`);
    });
  }
}

/** Brings the notebook's document up to date. Never fails: saving the rest matters more. */
export function save(notebook: NotebookContext): void {
  let writing = false;
  const write = (): void => {
    if (!writing) {
      writing = true;
      try {
        update(notebook);
      } catch (error) {
        say(notebook, `the state of its widgets was not saved: ${String(error)}`);
      }
      writing = false;
    }
  };
  write();
  // ipywidgets' own saving, where it is switched on, may have its turn after ours and puts its document in place.
  const { metadataChanged } = notebook.model;
  metadataChanged.connect(write);
  queueMicrotask(() => {
    metadataChanged.disconnect(write);
  });
}

function update(notebook: NotebookContext): void {
  const widgets = notebook.model.getMetadata(KEY);
  const before = (isRecord(widgets) ? widgets[WIDGET_STATE] : undefined) ?? unreadable.get(notebook);
  const problem = before === undefined ? undefined : problemOf(before);
  if (problem !== undefined) {
    put(notebook, { ...(isRecord(widgets) && widgets), [WIDGET_STATE]: before });
    throw new Error(
      `a document of states is in its metadata that cannot be read, and stays there: ${problem}`,
    );
  }
  const manager = managerOf(notebook);
  let foreign: Readonly<Record<string, unknown>> | undefined;
  const document = merged(before as StateDocument | undefined, {
    shown: shownModels(notebook),
    ours: id => entryOf(manager?.models.get(id)),
    foreign: id => (foreign ??= liveStates(manager))[id],
  });
  put(notebook, placed(widgets, document));
}

/** Writes only what differs: a notebook that is not changed is not marked as changed. */
function put(notebook: NotebookContext, widgets: Record<string, unknown> | undefined): void {
  const { model } = notebook;
  if (JSON.stringify(widgets) === JSON.stringify(model.getMetadata(KEY))) {
    return;
  }
  if (widgets === undefined) {
    model.deleteMetadata(KEY);
  } else {
    model.setMetadata(KEY, widgets);
  }
}

/** Has the rest of the page see this document, while the notebook counts as unchanged. */
function putAside(notebook: NotebookContext, widgets: unknown, document: StateDocument | undefined): void {
  const { model } = notebook;
  const { dirty } = model;
  put(notebook, placed(widgets, document));
  model.dirty = dirty;
}

function shownModels(notebook: NotebookContext): string[] {
  const shown: string[] = [];
  for (const cell of each(notebook.model.cells)) {
    for (const output of cell.outputs === undefined ? [] : each(cell.outputs)) {
      references(output.data, shown);
    }
  }
  return shown;
}

function entryOf(model: Savable | undefined): Entry | undefined {
  if (model === undefined) {
    return undefined;
  }
  const text = (name: string): string => String(model.get(name));
  return {
    model_name: text('_model_name'),
    model_module: text('_model_module'),
    model_module_version: text('_model_module_version'),
    state: bounded(model.get_state(true) as State),
  };
}

/** What ipywidgets would save of all live models; only asked for where ours are inside another library's. */
function liveStates(open: OpenManager | undefined): Readonly<Record<string, unknown>> {
  const document = open?.manager.get_state_sync?.({ drop_defaults: true });
  return isRecord(document) && isRecord(document['state']) ? document['state'] : {};
}

/**
 * Says what is wrong with the document that was opened, and takes out what would keep the rest from showing.
 *
 * @returns the document, if something of ours is in it
 */
function lookOver(notebook: NotebookContext): StateDocument | undefined {
  const widgets = notebook.model.getMetadata(KEY);
  const found = isRecord(widgets) ? widgets[WIDGET_STATE] : undefined;
  if (found === undefined) {
    return undefined;
  }
  const problem = problemOf(found);
  if (problem !== undefined) {
    say(
      notebook,
      `its saved widgets cannot be shown: the document of their states cannot be read, ${problem}`,
    );
    // ipywidgets would give up on it, and its outputs say for ever that they are loading.
    unreadable.set(notebook, found);
    putAside(notebook, widgets, undefined);
    return undefined;
  }
  const document = found as StateDocument;
  const broken = brokenEntries(document);
  const sound = broken.length === 0 ? document : without(document, broken);
  if (sound !== document) {
    say(notebook, `these saved widgets are damaged and were left out: ${broken.join(', ')}`);
    putAside(notebook, widgets, sound);
  }
  return Object.values(sound.state).some(isOurs) ? sound : undefined;
}

function say(notebook: NotebookContext, problem: string): void {
  console.warn(`[yewpyter] ${notebook.path}: ${problem}`);
}

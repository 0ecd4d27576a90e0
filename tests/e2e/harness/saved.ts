/** Notebooks that are saved with their widgets and opened again. */

import { expect } from '@playwright/test';
import type { Lab } from './lab.ts';
import type { Notebook } from './notebook.ts';

/** A grid with a slider, a text and a pane that has much to say. */
export const WIDGETS = `
import ipywidgets as W
from yewpyter import Button, Grid, OutputPane, Progress, Slider, Text
s = Slider(3, max=50, description="ours")
pane = OutputPane(description="log")
for n in range(2000):
    pane.write(f"line {n}\\n")
grid = Grid([s, Text("saved text", description="text"), pane], columns=2)
grid`;

/**
 * Saves a notebook that shows widgets, once, and waits for their states: where the first widget has only just come, the
 * file follows a moment later.
 */
export async function saveWithWidgets(lab: Lab, notebook: Notebook): Promise<void> {
  await notebook.save();
  await expect
    .poll(async () => {
      const states = await savedStates(lab, notebook);
      const ours = states.filter(({ model_module: module }) => module === 'yewpyter');
      // ipywidgets' own saving, where it is on, leaves such keys in.
      return ours.length > 0 && !ours.some(({ state }) => '_package_version' in state);
    }, 'the states of our widgets are in the file')
    .toBe(true);
}

/** Closes the page and opens the notebook on another kernel, which knows none of its widgets. */
export async function reopened(lab: Lab, notebook: Notebook): Promise<Notebook> {
  await lab.endKernels();
  await notebook.page.close();
  return lab.open(notebook.path);
}

/** One model in the file. */
export interface SavedModel {
  readonly id: string;
  readonly model_name: string;
  readonly model_module: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** The models in the file, in its order, each followed by those of its tree. */
export async function savedStates(lab: Lab, { path }: { readonly path: string }): Promise<SavedModel[]> {
  const { content } = (await lab.saved(path)) as {
    content: { metadata: { widgets?: Record<string, { state: Record<string, Omit<SavedModel, 'id'>> }> } };
  };
  const document = content.metadata.widgets?.['application/vnd.jupyter.widget-state+json'];
  return Object.entries(document?.state ?? {}).flatMap(([id, model]) => {
    const { _tree: tree, ...state } = model.state as { _tree?: { models: Record<string, object> } };
    const below = Object.entries(tree?.models ?? {}).map(([below, record]) => {
      const { _model_name: name, ...rest } = record as { _model_name: string };
      return { id: below, model_name: name, model_module: model.model_module, state: rest };
    });
    return [{ ...model, id, state }, ...below];
  });
}

/** The file's metadata, as text. */
export async function savedText(lab: Lab, { path }: { readonly path: string }): Promise<string> {
  const { content } = (await lab.saved(path)) as { content: { metadata: object } };
  return JSON.stringify(content.metadata);
}

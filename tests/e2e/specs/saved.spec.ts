/** Widget state saved in the notebook's file, and a notebook opened where there is no kernel to ask. */

import { expect, test } from '../harness/lab.ts';
import { reopened, savedStates, savedText, saveWithWidgets, WIDGETS } from '../harness/saved.ts';

test('a saved notebook shows its widgets as they were, without the kernel that made them', async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(WIDGETS);
  await cell.output.getByRole('slider', { name: 'ours' }).press('End');
  await notebook.expectValue('s.value', 50);
  await expect(cell.output.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await saveWithWidgets(lab, notebook);
  const states = await savedStates(lab, notebook);
  expect(states.map(({ model_name }) => model_name).sort()).toEqual([
    'GridModel',
    'OutputPaneModel',
    'SliderModel',
    'TextModel',
  ]);
  expect(Math.max(...states.map(entry => JSON.stringify(entry).length))).toBeLessThan(8000);

  const { page } = await reopened(lab, notebook);
  await expect(page.getByRole('slider', { name: 'ours' })).toHaveValue('50');
  await expect(page.getByRole('textbox', { name: 'text' })).toHaveValue('saved text');
  const log = page.getByRole('log', { name: 'log' });
  await expect(log).toContainText(/Saved output.*not saved: 1\d{3}/);
  await expect(log).toContainText('line 1999');
  await expect(log).not.toContainText('line 999\n');
  // Without a kernel nothing breaks by using it.
  await page.getByRole('slider', { name: 'ours' }).press('Home');
  await expect(page.locator('.yp-error')).toHaveCount(0);
});

test('a save that comes before the code for it is made good', async ({ lab }) => {
  const page = await lab.context.newPage();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>(resolve => (letGo = resolve));
  await page.route(/\/saving\.[^/]*\.js/, async route => {
    await held;
    await route.continue();
  });
  const notebook = await lab.notebookOn(page);
  const asked = page.waitForRequest(/\/saving\.[^/]*\.js/);
  const cell = await notebook.run(WIDGETS);
  await expect(cell.output.getByRole('slider', { name: 'ours' })).toBeVisible();
  await asked;
  await notebook.save();
  expect(await savedStates(lab, notebook)).toEqual([]);
  letGo();
  await expect.poll(() => savedStates(lab, notebook)).toHaveLength(4);
  await expect
    .poll(() => page.evaluate(() => window.jupyterapp.shell.currentWidget?.context.model.dirty))
    .toBe(false);
});

test('a saved notebook shows its widgets where there is no kernel at all', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(WIDGETS);
  await expect(cell.output.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await saveWithWidgets(lab, notebook);
  const document = (await lab.saved(notebook.path)) as { content: { metadata: Record<string, unknown> } };
  const { metadata } = document.content;
  metadata['kernelspec'] = { name: 'gone', display_name: 'Gone', language: 'gone' };
  metadata['language_info'] = { name: 'gone' };
  await lab.rewrite(notebook.path, document.content);
  await lab.endKernels();
  await notebook.page.close();

  const page = await lab.context.newPage();
  await page.goto(lab.address(notebook.path));
  await page.getByRole('dialog').getByRole('button', { name: 'No Kernel' }).click();
  await expect(page.getByRole('slider', { name: 'ours' })).toHaveValue('3');
  await expect(page.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await page.getByRole('slider', { name: 'ours' }).press('End');
  await expect(page.getByRole('slider', { name: 'ours' })).toHaveValue('50');
  await page.evaluate(() => window.jupyterapp.shell.currentWidget?.context.save());
  const slider = (await savedStates(lab, notebook)).find(({ model_name }) => model_name === 'SliderModel');
  expect(slider?.state['value']).toBe(50);
  expect(await savedStates(lab, notebook)).toHaveLength(4);
});

test('saving again and running again does not make the file grow', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(WIDGETS);
  await expect(cell.output.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await saveWithWidgets(lab, notebook);
  const first = await savedText(lab, notebook);
  await notebook.save();
  expect(await savedText(lab, notebook)).toBe(first);

  await notebook.rerun(cell);
  await expect(cell.output.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await notebook.save();
  const again = await savedText(lab, notebook);
  expect(again).not.toBe(first);
  expect(again.length).toBe(first.length);

  const other = await reopened(lab, notebook);
  await expect(other.page.getByRole('slider', { name: 'ours' })).toHaveValue('3');
  await other.save();
  expect(await savedText(lab, notebook)).toBe(again);
});

test('what no output shows is dropped, and what others saved is kept', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(`
import ipywidgets as W
from yewpyter import Grid, Slider, Text
shown, hidden = Slider(1, description="shown"), Slider(2, description="hidden")
box = W.VBox([Text("inside", description="inside")])
display(shown, box)`);
  const foreign = {
    model_name: 'LabelModel',
    model_module: '@jupyter-widgets/controls',
    state: { value: 'x' },
  };
  const stale = { model_name: 'SliderModel', model_module: 'yewpyter', state: { value: 9 } };
  await notebook.setMetadata('widgets', {
    'application/x-other': { theirs: true },
    'application/vnd.jupyter.widget-state+json': {
      version_major: 2,
      version_minor: 0,
      state: { 'a-label': foreign, 'an-old-slider': stale },
    },
  });
  await notebook.save();
  await expect
    .poll(async () => {
      const states = await savedStates(lab, notebook);
      return states.map(({ state }) => String(state['description'] ?? state['value'])).sort();
    })
    .toEqual(['inside', 'shown', 'x']);
  expect(await savedText(lab, notebook)).toContain('"application/x-other":{"theirs":true}');

  await notebook.command('notebook:clear-all-cell-outputs');
  await expect(cell.output).toHaveCount(0);
  await notebook.save();
  expect((await savedStates(lab, notebook)).map(({ id }) => id)).toEqual(['a-label']);
});

test('a damaged document is said, and does not keep the rest from showing', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\].*(damaged|cannot be read)|widget model not found/);
  const notebook = await lab.notebook();
  const cell = await notebook.run(WIDGETS);
  await expect(cell.output.getByRole('log', { name: 'log' })).toContainText('line 1999');
  await saveWithWidgets(lab, notebook);
  const document = (await lab.saved(notebook.path)) as SavedNotebook;
  const states = stateOf(document);
  const grid = Object.values(states).find(({ model_name }) => model_name === 'GridModel');
  const { models } = grid?.state['_tree'] as { models: Record<string, Record<string, unknown> | null> };
  for (const [id, record] of Object.entries(models)) {
    if (record?.['_model_name'] === 'OutputPaneModel') {
      record['_saved'] = { pieces: [{ kind: 'output', data: { 'text/html': '<b id="bad">' } }, 7] };
    }
    if (record?.['_model_name'] === 'TextModel') {
      models[id] = null;
    }
  }
  Object.assign(states, { null: null, text: 'gone' });
  await lab.rewrite(notebook.path, document.content);

  const other = await reopened(lab, notebook);
  const { page } = other;
  await expect(page.getByRole('slider', { name: 'ours' })).toHaveValue('3');
  await expect(page.getByRole('log', { name: 'log' })).toContainText('The saved output cannot be read');
  await expect(page.locator('#bad')).toHaveCount(0);
  await expect(page.getByRole('alert')).toContainText('expected a dict, got null');
  expect(lab.complaints.matching(/damaged and were left out:.*null, text/)).toHaveLength(1);
  lab.errorsAreExpected();

  document.content.metadata.widgets = { 'application/vnd.jupyter.widget-state+json': { version_major: 3 } };
  await lab.rewrite(notebook.path, document.content);
  const third = await reopened(lab, other);
  await expect.poll(() => lab.complaints.matching(/its version is 3/).length).toBeGreaterThan(0);
  await expect(third.page.getByText('model not found')).toBeVisible();
  await third.save();
  expect(await savedText(lab, third)).toContain('{"version_major":3}');
});

interface Entry {
  model_name: string;
  state: Record<string, unknown>;
}

interface SavedNotebook {
  content: {
    metadata: { widgets: Record<string, { version_major: number; state?: Record<string, Entry> }> };
  };
}

function stateOf(document: SavedNotebook): Record<string, Entry> {
  return document.content.metadata.widgets['application/vnd.jupyter.widget-state+json']?.state ?? {};
}

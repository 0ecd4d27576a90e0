/**
 * Every door by which JupyterLab, ipywidgets' manager and other extensions reach a model of ours. The other
 * extensions are played by code on the page that uses nothing but the manager.
 */

import { expect, test } from '../harness/lab.ts';
import type { Notebook } from '../harness/notebook.ts';
import { Wire } from '../harness/wire.ts';

const SLIDER = `
from yewpyter import Slider
s = Slider(3, max=50, description="s")
display(s)`;

async function idOf(notebook: Notebook, name: string): Promise<string> {
  return (await notebook.value(`${name}.model_id`)) as string;
}

test('the state a model is constructed with is shown, attributes and all', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(SLIDER);
  await expect(output.getByRole('slider', { name: 's' })).toHaveValue('3');
  const attributes = await notebook.withManager(
    async (manager, id) => {
      const model = await manager.get_model(id);
      return ['value', 'max', 'description', '_model_module', '_view_name', 'layout'].map(name =>
        model.get(name),
      );
    },
    await idOf(notebook, 's'),
  );
  expect(attributes).toEqual([3, 50, 's', 'yewpyter', 'SliderView', {}]);
});

test("the kernel's messages change the page and what others see and hear, buffers included", async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(SLIDER);
  const id = await idOf(notebook, 's');
  await notebook.withManager(async (manager, model_id) => {
    const model = await manager.get_model(model_id);
    const heard: unknown[] = [];
    Reflect.set(window, 'heard', heard);
    model.on('change:value', () => heard.push(model.get('value')));
    model.on('msg:custom', (content, buffers) => {
      const bytes = ({ buffer, byteOffset, byteLength }: DataView): number[] =>
        Array.from(new Uint8Array(buffer, byteOffset, byteLength));
      heard.push(content, (buffers as DataView[]).map(bytes));
    });
  }, id);
  await notebook.exec('s.value = 11; s.send({"hello": [1, 2.5, None]}, [b"\\x01\\x02", b"", b"\\xff"])');
  await expect(output.getByRole('slider')).toHaveValue('11');
  await expect
    .poll(() => notebook.page.evaluate(() => Reflect.get(window, 'heard') as unknown))
    .toEqual([11, { hello: [1, 2.5, null] }, [[1, 2], [], [255]]]);
});

test('a comm_close from the kernel takes the model out of the manager', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(SLIDER);
  const id = await idOf(notebook, 's');
  await expect(output.getByRole('slider')).toBeVisible();
  await notebook.exec('s.close()');
  await expect(output.getByRole('slider')).toHaveCount(0);
  expect(
    await notebook.withManager((manager, model_id) => Promise.resolve(manager.has_model(model_id)), id),
  ).toBe(false);
});

test('set_state after a reconnect brings what was missed', async ({ lab }) => {
  const page = await lab.context.newPage();
  const wire = new Wire(page);
  await wire.watch();
  const notebook = await lab.notebookOn(page);
  lab.complaints.expect(/WebSocket|Connection lost|reconnect/i);
  const { output } = await notebook.run(`
import os, threading, time
${SLIDER}
def later():
    while not os.path.exists("doors-cut"):
        time.sleep(0.01)
    s.value = 44
    open("doors-said", "w").close()
threading.Thread(target=later).start()`);
  await expect(output.getByRole('slider')).toHaveValue('3');
  await wire.cut();
  await lab.writeFile('doors-cut', '');
  await expect.poll(() => lab.hasFile('doors-said')).toBe(true);
  await expect(output.getByRole('slider')).toHaveValue('3');
  await wire.mend();
  await expect(output.getByRole('slider')).toHaveValue('44');
});

test('set and save_changes by another extension reach our view and the kernel', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(SLIDER);
  const id = await idOf(notebook, 's');
  await notebook.withManager(async (manager, model_id) => {
    (await manager.get_model(model_id)).set({ value: 12 });
  }, id);
  await expect(output.getByRole('slider')).toHaveValue('12');
  expect(await notebook.value('s.value'), 'set alone is not sent').toBe(3);
  await notebook.withManager(async (manager, model_id) => {
    (await manager.get_model(model_id)).save_changes();
  }, id);
  await notebook.expectValue('s.value', 12);
  await notebook.withManager(async (manager, model_id) => {
    const model = await manager.get_model(model_id);
    for (let value = 13; value <= 20; value += 1) {
      model.set({ value });
      model.save_changes();
    }
  }, id);
  await notebook.expectValue('s.value', 20);
  await expect(output.getByRole('slider')).toHaveValue('20');
});

test("Backbone's save, of some attributes and of all, reaches the kernel", async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(SLIDER);
  const id = await idOf(notebook, 's');
  await notebook.withManager(async (manager, model_id) => {
    (await manager.get_model(model_id)).save({ value: 21 }, { patch: true });
  }, id);
  await notebook.expectValue('s.value', 21);
  await notebook.withManager(async (manager, model_id) => {
    (await manager.get_model(model_id)).save({ value: 22 });
  }, id);
  await notebook.expectValue('[s.value, type(s.value).__name__]', [22, 'int']);
  await expect(output.getByRole('slider')).toHaveValue('22');
});

test('send by another extension, buffers included, reaches on_msg in the kernel', async ({ lab }) => {
  const notebook = await lab.notebook();
  await notebook.run(`${SLIDER}
got = []
s.on_msg(lambda widget, content, buffers: got.append([content, [bytes(b).hex() for b in buffers]]))`);
  const id = await idOf(notebook, 's');
  await notebook.withManager(async (manager, model_id) => {
    (await manager.get_model(model_id)).send({ say: 'hi', list: [1, null] }, {}, [
      new Uint8Array([1, 2, 255]).buffer,
    ]);
  }, id);
  await notebook.expectValue('got', [[{ say: 'hi', list: [1, null] }, ['0102ff']]]);
});

test('close by another extension closes the widget in the kernel', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${SLIDER}
comms = get_ipython().kernel.comm_manager.comms`);
  const id = await idOf(notebook, 's');
  await expect(output.getByRole('slider')).toBeVisible();
  expect(await notebook.value(`${JSON.stringify(id)} in comms`)).toBe(true);
  await notebook.withManager(async (manager, model_id) => {
    await (await manager.get_model(model_id)).close();
  }, id);
  await expect(output.getByRole('slider')).toHaveCount(0);
  await notebook.expectValue(`${JSON.stringify(id)} in comms`, false);
});

test("get_state and the manager's own saving give the state, references as text", async ({ lab }) => {
  const notebook = await lab.notebook();
  await notebook.run(`
from yewpyter import Slider, Grid
s = Slider(3, max=50)
g = Grid([s], columns=2)
display(g)`);
  await notebook.exec('s.value = 9');
  const ids = [await idOf(notebook, 's'), await idOf(notebook, 'g')];
  const [slider, grid] = ids as [string, string];
  await expect
    .poll(() =>
      notebook.withManager(async (manager, id) => (await manager.get_model(id)).get('value'), slider),
    )
    .toBe(9);
  const saved = await notebook.withManager(
    async manager => (await manager.get_state({ drop_defaults: true })).state,
  );
  expect(saved[slider]).toMatchObject({
    model_name: 'SliderModel',
    model_module: 'yewpyter',
    state: { value: 9, max: 50 },
  });
  expect(saved[slider]?.state).not.toHaveProperty('min');
  expect(saved[grid]?.state).toMatchObject({ children: [`IPY_MODEL_${slider}`], columns: 2 });
  const whole = await notebook.withManager(
    async (manager, id) => (await manager.get_model(id)).get_state(false),
    slider,
  );
  expect(whole).toMatchObject({ value: 9, min: 0, integer: true });
});

test('a widget that the page makes by itself opens in the kernel', async ({ lab }) => {
  const notebook = await lab.notebook();
  await notebook.run(`
from ipywidgets.widgets import widget
from yewpyter import Text
class Widget:
    get = staticmethod(lambda model_id: widget._instances[model_id])`);
  const id = await notebook.withManager(async manager => {
    const names = {
      model_module: 'yewpyter',
      model_module_version: '*',
      view_module: 'yewpyter',
      view_module_version: '*',
    };
    const model = await manager.new_widget(
      { ...names, model_name: 'TextModel', view_name: 'TextView' },
      { value: 'made on the page' },
    );
    return model.model_id;
  });
  const made = `Widget.get(${JSON.stringify(id)})`;
  await notebook.expectValue(`[${made}.value, type(${made}).__name__]`, ['made on the page', 'Text']);
  const cell = await notebook.run(`made = ${made}\nmade`);
  await cell.output.getByRole('textbox').fill('and used');
  await notebook.expectValue('made.value', 'and used');
});

test("output of a callback lands where ipywidgets' would", async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from yewpyter import Button
ours, theirs = Button(description="ours"), W.Button(description="theirs")
log = W.Output()
def say(b):
    print("printed by", b.description)
def show(b):
    with log:
        print("captured by", b.description)
for b in (ours, theirs):
    b.on_click(say)
    b.on_click(show)
display(ours, theirs, log)`);
  const lines = () => notebook.page.locator('.jp-LogConsolePanel').allInnerTexts();
  await notebook.command('logconsole:open');
  await expect(notebook.page.locator('.jp-LogConsolePanel')).toBeVisible();
  await output.getByRole('button', { name: 'theirs' }).click();
  await expect.poll(async () => (await lines()).join()).toContain('printed by theirs');
  await output.getByRole('button', { name: 'ours' }).click();
  await expect.poll(async () => (await lines()).join()).toContain('printed by ours');
  await expect(output.getByText('captured by ours')).toBeVisible();
  await expect(output.getByText('captured by theirs')).toBeVisible();
  await expect(output.getByText('printed by')).toHaveCount(0);
});

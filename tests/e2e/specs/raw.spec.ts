/** Widgets opened by a bare comm, as a kernel of any language would, without our Python. */

import { expect, test } from '../harness/lab.ts';
import { RAW } from '../harness/raw.ts';

test('a Slider is driven both ways by a bare comm, and keys it does not know survive', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import sys
from comm import create_comm
from IPython.display import display
state = {
    "_model_module": "yewpyter", "_model_module_version": "*", "_model_name": "SliderModel",
    "_view_module": "yewpyter", "_view_module_version": "*", "_view_name": "SliderView",
    "value": 3, "max": 10, "description": "by hand", "from_the_future": {"kept": [1, 2.5, "x"]},
}
slider = create_comm(target_name="jupyter.widget", data={"state": state, "buffer_paths": []}, metadata={"version": "2.1.0"})
display({"application/vnd.jupyter.widget-view+json": {"model_id": slider.comm_id, "version_major": 2, "version_minor": 0}}, raw=True)
got = []
slider.on_msg(lambda message: got.append(message["content"]["data"]))
loaded = "yewpyter" in sys.modules`);
  expect(await notebook.value('loaded'), 'the Python package is not needed').toBe(false);
  const track = output.getByRole('slider', { name: 'by hand' });
  await expect(track).toHaveValue('3');
  await expect(track).toHaveAttribute('max', '10');
  await notebook.exec('slider.send({"method": "update", "state": {"value": 7}, "buffer_paths": []})');
  await expect(track).toHaveValue('7');
  await track.press('ArrowRight');
  await notebook.expectValue('[m["state"] for m in got if m["method"] == "update"]', [{ value: 8 }]);
  expect(await notebook.value('type(got[-1]["state"]["value"]).__name__')).toBe('int');
  await notebook.exec('slider.send({"method": "echo_update", "state": {"value": 8}, "buffer_paths": []})');
  const id = (await notebook.value('slider.comm_id')) as string;
  const state = await notebook.withManager(
    async (manager, model) => (await manager.get_model(model)).get_state(),
    id,
  );
  expect(state).toMatchObject({ value: 8, from_the_future: { kept: [1, 2.5, 'x'] } });
  await notebook.exec('slider.close()');
  await expect(track).toHaveCount(0);
});

test('a pane is fed by a bare comm, and asks again for what it missed', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from comm import create_comm
from IPython.display import display
state = {f"_{part}_{key}": text for part in ("model", "view") for key, text in {"module": "yewpyter", "module_version": "*"}.items()}
state |= {"_model_name": "OutputPaneModel", "_view_name": "OutputPaneView"}
pane = create_comm(target_name="jupyter.widget", data={"state": state, "buffer_paths": []}, metadata={"version": "2.1.0"})
display({"application/vnd.jupyter.widget-view+json": {"model_id": pane.comm_id, "version_major": 2, "version_minor": 0}}, raw=True)
asked = []
pieces = ["zero\\n", "one\\n", "two\\n", "three\\n"]
def say(first, start, end):
    content = {"version": 1, "first": first, "from": start, "pieces": [{"kind": "stdout", "text": t} for t in pieces[start:end]]}
    pane.send({"method": "custom", "content": {"pane": content}})
def answer(message):
    data = message["content"]["data"]
    if data["method"] == "custom":
        asked.append(data["content"])
pane.on_msg(answer)`);
  const log = output.getByRole('log');
  await notebook.expectValue('asked', [{ event: 'attach', next: 0 }]);
  await notebook.exec('say(0, 0, 1)');
  await expect(log).toHaveText('zero\n', { useInnerText: true });
  await notebook.exec('say(0, 2, 3)');
  await notebook.expectValue('asked[-1]', { event: 'attach', next: 1 });
  await notebook.exec('say(0, 1, 4)');
  await expect(log).toHaveText('zero\none\ntwo\nthree\n', { useInnerText: true });
  await notebook.exec('say(4, 4, 4)');
  await expect(log).toHaveText('');
  expect(await notebook.value('len(asked)')).toBe(2);
});

test('a tree is opened and driven by a bare comm', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${RAW}
models = {
    "a": {"_model_name": "SliderModel", "value": 3, "description": "a"},
    "inner": {"_model_name": "GridModel", "children": ["IPY_MODEL_b", "IPY_MODEL_b"]},
    "b": {"_model_name": "TextModel", "description": "b"},
}
root = raw("Grid", children=["IPY_MODEL_a", "IPY_MODEL_inner"], _tree={"version": 1, "models": models})
got = []
root.on_msg(lambda message: got.append(message["content"]["data"]))
show(root)
def tell(**envelope):
    root.send({"method": "custom", "content": {"_tree": {"version": 1, **envelope}}})`);
  const slider = output.getByRole('slider', { name: 'a' });
  await expect(slider).toHaveValue('3');
  await expect(output.getByRole('textbox'), 'named twice, shown twice').toHaveCount(2);
  await slider.press('ArrowRight');
  const change = { method: 'update', state: { value: 4 }, buffer_paths: [] };
  await notebook.expectValue('[m["content"]["_tree"] for m in got]', [
    { version: 1, messages: [{ to: 'a', data: change, buffers: 0 }] },
  ]);
  await notebook.exec(`
update(root, children=["IPY_MODEL_a", "IPY_MODEL_c"])
tell(open={"c": {"_model_name": "SliderModel", "value": 7, "description": "c"}}, gone=["inner", "b"])`);
  await expect(output.getByRole('slider', { name: 'c' })).toHaveValue('7');
  await expect(output.getByRole('textbox')).toHaveCount(0);
  await expect(slider).toHaveValue('4');
});

const BAD_TREES: readonly (readonly [string, string, RegExp])[] = [
  ['of another version', '{"version": 9, "models": {}}', /kernel writes version 9, this page reads 1/],
  ['that is cut off', '{"version": 1, "models": "IPY_"}', /_tree\.models: expected a dict, got the text/],
  ['that is none', '[1, 2]', /_tree: expected a dict, got a list of 2/],
];

for (const [what, tree, message] of BAD_TREES) {
  test(`a tree ${what} is named in its place, and a good one heals it`, async ({ lab }) => {
    lab.complaints.expect(/\[yewpyter\]/);
    const notebook = await lab.notebook();
    const { output } = await notebook.run(`${RAW}
from yewpyter import Slider
root = raw("Grid", children=["IPY_MODEL_a"], _tree=${tree})
show(root)
display(Slider(1, description="beside"))`);
    await expect(output.getByRole('alert')).toContainText(message);
    await expect(output.getByRole('slider', { name: 'beside' })).toHaveValue('1');
    await notebook.exec(`
update(root, _tree={"version": 1, "models": {"a": {"_model_name": "SliderModel", "value": 2, "description": "a"}}})`);
    await expect(output.getByRole('slider', { name: 'a' })).toHaveValue('2');
    await expect(output.getByRole('alert')).toHaveCount(0);
  });
}

test('a tree a thousand levels deep ends in a message, and leaves the page alive', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]/);
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${RAW}
from yewpyter import Slider
models = {
    f"level{n}": {"_model_name": "GridModel", "children": [f"IPY_MODEL_level{n + 1}"]} for n in range(1000)
}
show(raw("Grid", children=["IPY_MODEL_level0"], _tree={"version": 1, "models": models}))
beside = Slider(1, description="beside")
display(beside)`);
  await expect(output.getByRole('alert')).toContainText('nested more than 100 deep');
  await output.getByRole('slider', { name: 'beside' }).press('End');
  await notebook.expectValue('beside.value', 100);
  lab.errorsAreExpected();
});

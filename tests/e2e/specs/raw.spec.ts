/** Widgets opened by a bare comm, as a kernel of any language would, without our Python. */

import { expect, test } from '../harness/lab.ts';

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
  await expect(track).toHaveAttribute('min', '0');
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

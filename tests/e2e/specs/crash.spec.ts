/** A widget that crashes on purpose: the others must not notice. Served by an extension built for this. */

import { crashExtension } from '../harness/environment.ts';
import { expect, test } from '../harness/lab.ts';
import type { Notebook } from '../harness/notebook.ts';
import { RAW } from '../harness/raw.ts';

test.use({ serverOptions: { extension: { name: 'yewpyter', folder: crashExtension() } } });

const NOTEBOOK = `${RAW}
import ipywidgets as W
from yewpyter import Button, Grid, OutputPane, Progress, Slider, Text
clicks = []
slider, text = Slider(3, description="slider"), Text("typed", description="text")
theirs = W.IntSlider(3)
W.jslink((slider, "value"), (theirs, "value"))
button = Button(description="press")
button.on_click(lambda b: clicks.append(1))
pane = OutputPane(description="log")
pane.write("before the crash\\n")
with pane:
    display(W.HTML("<i>rich</i>"))
progress = Progress(40, description="bar")
display(Grid([slider, W.VBox([text, theirs]), Grid([button, progress]), pane]))`;

/** Every model of ours on the page, as others see it. */
function states(notebook: Notebook): Promise<Record<string, unknown>> {
  return notebook.withManager(async manager => {
    const models = await Promise.all(Object.values(manager._models));
    const ours = models.filter(
      model => model.get('_model_module') === 'yewpyter' && model.get('_model_name') !== 'CrashModel',
    );
    return Object.fromEntries(ours.map(model => [model.model_id, model.get_state(false)]));
  });
}

for (const place of ['click', 'draw'] as const) {
  test(`after a crash in ${place} every other widget has its state and lives on`, async ({ lab }) => {
    lab.complaints.expect(/crashed on purpose|unreachable|Module terminated|previous WASM instance/i);
    const notebook = await lab.notebook();
    const cell = await notebook.run(NOTEBOOK);
    const crashing = await notebook.run('bad = raw("Crash")\nshow(bad)');
    const { output } = cell;
    const slider = output.getByRole('slider', { name: 'slider' });
    await slider.press('ArrowRight');
    await output.getByRole('textbox', { name: 'text' }).fill('typed by hand');
    await notebook.expectValue('[slider.value, theirs.value, text.value]', [4, 4, 'typed by hand']);
    await expect(output.getByRole('log')).toContainText('before the crash');
    const before = await states(notebook);
    expect(Object.keys(before).length, 'the grid, and the two that others use').toBe(3);

    const counter = crashing.output.getByRole('button', { name: /Clicked/ });
    await counter.click();
    await expect(counter).toHaveText('Clicked 1 times');
    await notebook.exec(`update(bad, crash_in="${place}")`);
    if (place === 'click') {
      await counter.click();
    }
    const box = crashing.output.getByRole('alert');
    await expect(box).toContainText('crashed');
    await expect(box).toContainText('on purpose');
    expect(lab.complaints.matching(/crashed on purpose/)).not.toEqual([]);

    expect(await states(notebook)).toEqual(before);
    await expect(slider).toHaveValue('4');
    await expect(output.getByRole('textbox', { name: 'text' })).toHaveValue('typed by hand');
    await expect(output.getByRole('progressbar', { name: 'bar' })).toHaveAttribute('aria-valuenow', '40');
    await expect(output.getByRole('log')).toContainText('before the crash');
    await expect(output.getByRole('log').locator('i')).toHaveText('rich');
    await expect(output.getByRole('slider')).toHaveCount(2);
    await slider.press('ArrowRight');
    await notebook.expectValue('[slider.value, theirs.value]', [5, 5]);
    await expect(output.locator('.widget-readout')).toHaveText('5');
    await output.getByRole('button', { name: 'press' }).click();
    await notebook.expectValue('clicks', [1]);
    await notebook.exec('pane.write("after the crash\\n"); progress.value = 80');
    await expect(output.getByRole('log')).toContainText('after the crash');
    await expect(output.getByRole('progressbar', { name: 'bar' })).toHaveAttribute('aria-valuenow', '80');

    // It is not tried again by itself, and not forgotten either.
    await notebook.exec('update(bad, crash_in="nowhere")');
    await expect(box).toBeVisible();
    await box.getByRole('button', { name: 'Try again' }).click();
    await expect(counter).toHaveText('Clicked 1 times');
    await counter.click();
    await expect(counter).toHaveText('Clicked 2 times');
  });
}

test('a widget that crashes inside another one is named in its place, and those beside it live on', async ({
  lab,
}) => {
  lab.complaints.expect(/crashed on purpose|unreachable|Module terminated|previous WASM instance/i);
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${RAW}
from yewpyter import Slider
models = {
    "crashing": {"_model_name": "CrashModel"},
    "beside": {"_model_name": "SliderModel", "value": 3, "description": "beside"},
}
root = raw("Grid", children=[f"IPY_MODEL_{name}" for name in models], _tree={"version": 1, "models": models})
show(root)
alone = Slider(1, description="alone")
display(alone)`);
  const slider = output.getByRole('slider', { name: 'beside' });
  await slider.press('ArrowRight');
  await notebook.exec(`
change = {"method": "update", "state": {"crash_in": "draw"}, "buffer_paths": []}
envelope = {"version": 1, "messages": [{"to": "crashing", "data": change}]}
root.send({"method": "custom", "content": {"_tree": envelope}})`);
  const box = output.getByRole('alert');
  await expect(box).toContainText('on purpose');
  await expect(slider).toHaveValue('4');
  await slider.press('ArrowRight');
  await expect(slider).toHaveValue('5');
  // Again and again: at last the whole of it is stopped, and the rest of the page is not.
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await box.getByRole('button', { name: 'Try again' }).click();
    await expect(box).toContainText('crashed');
  }
  await output.getByRole('slider', { name: 'alone' }).press('End');
  await notebook.expectValue('alone.value', 100);
  lab.errorsAreExpected();
});

test('a widget that crashes again and again is stopped, and the page stays usable', async ({ lab }) => {
  lab.complaints.expect(/crashed on purpose|unreachable|Module terminated|previous WASM instance/i);
  const notebook = await lab.notebook();
  const cell = await notebook.run(`${RAW}
from yewpyter import Slider
s = Slider(1, description="beside")
display(s)`);
  const crashing = await notebook.run(`
crash_in = "draw"
bad = raw("Crash", crash_in=crash_in)
# A stopped widget hears nothing; when it is tried again the kernel is asked.
bad.on_msg(lambda m: update(bad, crash_in=crash_in) if m["content"]["data"]["method"] == "request_state" else None)
show(bad)`);
  const box = crashing.output.getByRole('alert');
  const slider = cell.output.getByRole('slider');
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await expect(box).toContainText('crashed');
    await box.getByRole('button', { name: 'Try again' }).click();
    await expect(box).toContainText('crashed');
    await slider.press('ArrowRight');
    await notebook.expectValue('s.value', attempt + 2);
  }
  await notebook.exec('crash_in = "nowhere"; update(bad, crash_in=crash_in)');
  // The first attempt may still be with what the widget knew when it was stopped.
  await expect(async () => {
    await box.getByRole('button', { name: 'Try again' }).click();
    await expect(crashing.output.getByRole('button', { name: /Clicked/ })).toBeVisible({ timeout: 2_000 });
  }).toPass();
});

test('what the kernel and the user did right before a crash is not lost', async ({ lab }) => {
  lab.complaints.expect(/crashed on purpose|unreachable|Module terminated|previous WASM instance/i);
  const notebook = await lab.notebook();
  const cell = await notebook.run(`${RAW}
from yewpyter import Slider, Text
s, t = Slider(1, description="moved"), Text("", description="text")
display(s, t)`);
  const crashing = await notebook.run('bad = raw("Crash")\nshow(bad)');
  const counter = crashing.output.getByRole('button', { name: /Clicked/ });
  await notebook.exec('update(bad, crash_in="click")');
  await expect(counter).toBeVisible();
  // The kernel is busy, so nothing of this is confirmed before the crash.
  const busy = await notebook.start(
    'import time, os\nwhile not os.path.exists("crash-release"):\n    time.sleep(0.01)',
  );
  const slider = cell.output.getByRole('slider', { name: 'moved' });
  for (let step = 0; step < 4; step += 1) {
    await slider.press('ArrowRight');
  }
  await cell.output.getByRole('textbox').pressSequentially('hello');
  await counter.click();
  await expect(crashing.output.getByRole('alert')).toContainText('crashed');
  await expect(slider).toHaveValue('5');
  await expect(cell.output.getByRole('textbox')).toHaveValue('hello');
  await lab.writeFile('crash-release', '');
  await notebook.finished(busy);
  await notebook.expectValue('[s.value, t.value]', [5, 'hello']);
  await expect(slider).toHaveValue('5');
  lab.errorsAreExpected();
});

/** What becomes of messages that are lost between the kernel and the page: nothing. */

import { expect, test, type Lab } from '../harness/lab.ts';
import type { Notebook } from '../harness/notebook.ts';
import { Wire } from '../harness/wire.ts';

async function watched(lab: Lab): Promise<{ wire: Wire; notebook: Notebook }> {
  const page = await lab.context.newPage();
  const wire = new Wire(page);
  await wire.watch();
  return { wire, notebook: await lab.notebookOn(page) };
}

const WIDGETS = `
from yewpyter import Grid, Progress, Slider
alone = Slider(1, max=10000, description="alone")
inside, bar = Slider(1, max=10000, description="inside"), Progress(0, max=5000, description="bar")
grid = Grid([inside, bar])
display(alone, grid)`;

test('the last value is shown though the message that told it was lost', async ({ lab }) => {
  const { wire, notebook } = await watched(lab);
  const { output } = await notebook.run(WIDGETS);
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('1');
  wire.lose(({ type }) => type === 'comm_msg');
  const before = wire.count('comm_msg');
  await notebook.exec('alone.value = 7; inside.value = 8');
  await expect.poll(() => wire.count('comm_msg')).toBeGreaterThan(before + 1);
  wire.lose(() => false);
  await expect(output.getByRole('slider', { name: 'alone' })).toHaveValue('7');
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('8');
});

test('of a loop every third message arrives, and it ends right', async ({ lab }) => {
  const { wire, notebook } = await watched(lab);
  const { output } = await notebook.run(WIDGETS);
  let place = 0;
  wire.lose(({ type }) => type === 'comm_msg' && (place += 1) % 3 !== 0);
  await notebook.run(`
import time
for i in range(1, 301):
    alone.value = inside.value = bar.value = i
    time.sleep(0.002)
grid.append(Slider(5, description="late"))`);
  wire.lose(() => false);
  await expect(output.getByRole('slider', { name: 'alone' })).toHaveValue('300');
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('300');
  await expect(output.getByRole('slider', { name: 'late' })).toHaveValue('5');
  await expect(output.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '6');
});

test('a value set beside a flood that the server cuts off is shown', async ({ lab }) => {
  // Not watched: what stands between page and server would be the slowest part.
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${WIDGETS}
from ipywidgets import IntProgress
flood = IntProgress(0, max=20000)
display(flood)`);
  await notebook.start(`
for i in range(8000):
    flood.value = i
    if i % 1000 == 0:
        alone.value = inside.value = i
for i in range(1, 5001):
    bar.value = i`);
  await expect(output.getByRole('progressbar', { name: 'bar' })).toHaveAttribute('aria-valuenow', '100');
  await expect(output.getByRole('slider', { name: 'alone' })).toHaveValue('7000');
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('7000');
});

test('a first change is seen at once, while the cell that made it sleeps', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(WIDGETS);
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('1');
  const cell = await notebook.start(`
import time, os
inside.value = 42
while not os.path.exists("seen-at-once"): time.sleep(0.01)`);
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('42');
  await lab.writeFile('seen-at-once', '');
  await notebook.finished(cell);
});

test('a lost end of a message holds nothing up for good', async ({ lab }) => {
  const { wire, notebook } = await watched(lab);
  const { output } = await notebook.run(WIDGETS);
  const slider = output.getByRole('slider', { name: 'inside' });
  await expect(slider).toHaveValue('1');
  wire.lose(({ type, content }) => type === 'status' && content['execution_state'] === 'idle');
  const before = wire.count('status');
  await slider.press('ArrowRight');
  await expect.poll(() => wire.count('status')).toBeGreaterThan(before + 1);
  wire.lose(() => false);
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await expect(slider).toHaveValue('4');
  await notebook.expectValue('inside.value', 4);
});

test('where nothing is lost the wire is silent', async ({ lab }) => {
  const { wire, notebook } = await watched(lab);
  const { output } = await notebook.run(WIDGETS);
  await notebook.exec('inside.value = 9');
  await expect(output.getByRole('slider', { name: 'inside' })).toHaveValue('9');
  const isBeacon = (text: string): boolean => text.includes('"beacon"');
  const beacons = (): number => wire.heard.filter(({ content }) => isBeacon(JSON.stringify(content))).length;
  await expect.poll(beacons).toBeGreaterThan(0);
  await notebook.exec('from yewpyter._beacon import beacon');
  // The page has answered for all there is.
  await notebook.expectValue('len(beacon._roots)', 0);
  const answered = beacons();
  // The time for a repetition has come and gone, and no other is set.
  await notebook.expectValue('beacon._alarm.due', null);
  expect(beacons()).toBe(answered);
});

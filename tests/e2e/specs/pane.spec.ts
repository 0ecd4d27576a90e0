/** The OutputPane: everything a cell can put out, and how it scrolls. */

import { expect, test } from '../harness/lab.ts';
import { saveWithWidgets } from '../harness/saved.ts';

/** The smallest PNG. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('print, stderr and tracebacks look different, and markup in text is text', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import sys
from yewpyter import OutputPane
pane = OutputPane(description="log")
display(pane)
print("plain <b>text</b> <img src=x onerror=\\"window.ran = true\\"> & more", file=pane)
with pane:
    print("captured")
    print("to stderr <i>", file=sys.stderr)
    raise ValueError("bad <u>value</u>")
after = "the cell goes on"`);
  const log = output.getByRole('log', { name: 'log' });
  await expect(log).toContainText('plain <b>text</b> <img src=x onerror="window.ran = true"> & more');
  await expect(log).toContainText('captured');
  await expect(log).toContainText('to stderr <i>');
  await expect(log).toContainText('ValueError: bad <u>value</u>');
  await expect(log.locator('b, i, u, img')).toHaveCount(0);
  expect(await notebook.page.evaluate(() => 'ran' in window)).toBe(false);
  expect(await notebook.value('after')).toBe('the cell goes on');
  const look = (text: string): Promise<string> =>
    log
      .locator('> div > *')
      .filter({ hasText: text })
      .last()
      .evaluate(
        node => `${getComputedStyle(node).backgroundColor} ${getComputedStyle(node).borderLeftWidth}`,
      );
  const looks = await Promise.all(['captured', 'to stderr', 'ValueError'].map(look));
  expect(new Set(looks).size, looks.join(' | ')).toBe(3);
  // Nothing of it went into the cell's own output.
  await expect(output).toHaveCount(1);
});

test("an image, HTML, a table, LaTeX, and widgets of both kinds are drawn by the page's own renderers", async ({
  lab,
}) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import base64
import ipywidgets as W
from IPython.display import HTML, Image, Latex, display
from yewpyter import OutputPane, Slider
class Frame:
    def _repr_html_(self):
        return '<table class="dataframe"><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>'
    def __repr__(self):
        return "a b\\n1 2"
ours, theirs = Slider(2, description="ours"), W.IntSlider(3, description="theirs")
pane = OutputPane(description="rich", layout={"height": "600px"})
display(pane)
with pane:
    print("before")
    display(Image(base64.b64decode("${PIXEL}")), HTML("<em>some <span>HTML</span></em>"), Frame(), Latex("$x^2_1$"))
    display(ours, theirs)
    print("after")`);
  const log = output.getByRole('log', { name: 'rich' });
  await expect(log.locator('img')).toBeVisible();
  expect(await log.locator('img').evaluate(node => (node as HTMLImageElement).naturalWidth)).toBe(1);
  await expect(log.locator('em')).toHaveText('some HTML');
  await expect(log.locator('table td').nth(1)).toHaveText('2');
  await expect(log.locator('mjx-container')).toBeVisible();
  const mine = log.getByRole('slider', { name: 'ours' });
  await mine.press('ArrowRight');
  await notebook.expectValue('ours.value', 3);
  const handle = log.locator('.widget-slider').getByRole('slider');
  await handle.focus();
  await handle.press('ArrowRight');
  await notebook.expectValue('theirs.value', 4);
  const text = await log.innerText();
  expect(text.indexOf('before')).toBeLessThan(text.indexOf('some HTML'));
  expect(text.indexOf('some HTML')).toBeLessThan(text.indexOf('after'));
});

test('threads and asyncio tasks write to their own panes at the same time', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import asyncio, threading
from yewpyter import Grid, OutputPane
a, b, c, d = panes = [OutputPane(description=name) for name in "abcd"]
display(Grid(panes, columns=2))
together = threading.Barrier(2)
def work(pane, name):
    with pane:
        for i in range(3):
            together.wait()
            print(name, i)
threads = [threading.Thread(target=work, args=(p, n)) for p, n in ((a, "first"), (b, "second"))]
for t in threads: t.start()
for t in threads: t.join()
async def task(pane, name):
    with pane:
        for i in range(3):
            await asyncio.sleep(0)
            print(name, i)
await asyncio.gather(task(c, "third"), task(d, "fourth"))
print("the cell itself")`);
  for (const [pane, name] of [
    ['a', 'first'],
    ['b', 'second'],
    ['c', 'third'],
    ['d', 'fourth'],
  ] as const) {
    await expect(output.getByRole('log', { name: pane })).toHaveText(`${name} 0\n${name} 1\n${name} 2\n`, {
      useInnerText: true,
    });
  }
  await expect(output.filter({ hasText: 'the cell itself' })).toHaveCount(1);
});

test('clear empties the pane, and what follows begins at the top', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from IPython.display import clear_output, HTML
from yewpyter import OutputPane
pane = OutputPane()
display(pane)
with pane:
    print("old")
    display(HTML("<em>old</em>"))`);
  const log = output.getByRole('log');
  await expect(log.locator('em')).toBeVisible();
  await notebook.exec('pane.clear()');
  await expect(log).toHaveText('');
  await notebook.exec('pane.write("new\\n")');
  await expect(log).toHaveText('new\n', { useInnerText: true });
  await notebook.exec('with pane:\n    clear_output(wait=True)\n    print("newer")');
  await expect(log).toHaveText('newer\n', { useInnerText: true });
});

test('the pane follows its end until it is scrolled up, and again after the jump', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import OutputPane
pane = OutputPane(layout={"height": "200px"})
display(pane)
def lines(first, last):
    for i in range(first, last):
        print("line", i, file=pane)
lines(0, 100)`);
  const log = output.getByRole('log');
  const distance = (): Promise<number> =>
    log.evaluate(node => Math.round(node.scrollHeight - node.scrollTop - node.clientHeight));
  await expect(log).toContainText('line 99');
  await expect.poll(distance).toBeLessThan(9);
  await log.hover();
  await notebook.page.mouse.wheel(0, -600);
  await expect(output.getByRole('button', { name: 'Jump to the end' })).toBeVisible();
  const before = await log.evaluate(node => node.scrollTop);
  await notebook.exec('lines(100, 200)');
  await expect(log).toContainText('line 199');
  expect(await log.evaluate(node => node.scrollTop), 'it stays where the reader is').toBe(before);
  await output.getByRole('button', { name: 'Jump to the end' }).click();
  await expect.poll(distance).toBeLessThan(9);
  await expect(output.getByRole('button', { name: 'Jump to the end' })).toHaveCount(0);
  await notebook.exec('lines(200, 300)');
  await expect(log).toContainText('line 299');
  await expect.poll(distance).toBeLessThan(9);
});

test('the end is followed too when an output is drawn late or lines wrap anew', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
import ipywidgets as W
from IPython.display import HTML, display
from yewpyter import OutputPane
pane = OutputPane(layout={"height": "200px"})
box = W.Box([pane], layout={"width": "800px"})
display(box)
with pane:
    for i in range(30):
        print("a line that wraps when there is little room for it", i)
    display(HTML("<div style='height: 150px'>tall</div>"))`);
  const log = output.getByRole('log');
  const distance = (): Promise<number> =>
    log.evaluate(node => Math.round(node.scrollHeight - node.scrollTop - node.clientHeight));
  await expect(log.getByText('tall')).toBeVisible();
  await expect.poll(distance).toBeLessThan(9);
  await notebook.exec('box.layout.width = "250px"');
  await expect.poll(async () => (await log.boundingBox())?.width).toBeLessThan(260);
  await expect.poll(distance).toBeLessThan(9);
});

test('a long log keeps its last lines, all of them once, and a reload brings the same', async ({ lab }) => {
  const notebook = await lab.notebook();
  const cell = await notebook.run(`
from yewpyter import OutputPane
pane = OutputPane(max_lines=500)
display(pane)
for i in range(3000):
    print("line", i, file=pane)`);
  const lines = (): Promise<string[]> =>
    notebook.page.getByRole('log').evaluate(node => node.textContent.trim().split('\n'));
  const expected = Array.from({ length: 500 }, (_, at) => `line ${String(2500 + at)}`);
  await expect.poll(async () => (await lines()).slice(-500)).toEqual(expected);
  expect((await lines()).length).toBeLessThanOrEqual(600);
  await expect(cell.output.getByRole('log')).toHaveCount(1);
  await saveWithWidgets(lab, notebook);
  await notebook.reload();
  await expect.poll(async () => (await lines()).slice(-500)).toEqual(expected);
});

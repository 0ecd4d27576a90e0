/** For those who do not use a mouse, or see the page otherwise: rules of axe, keys, forced colours, zoom. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seriousViolations } from '../harness/axe.ts';
import { shots } from '../harness/environment.ts';
import { expect, test } from '../harness/lab.ts';
import { useTheme } from '../harness/look.ts';

const GALLERY = `
import ipywidgets as W
from IPython.display import HTML
from yewpyter import Button, Grid, InstallButton, OutputPane, Progress, Slider, Text
styles = ["", "primary", "success", "info", "warning", "danger"]
pane = OutputPane(description="log")
with pane:
    print("printed")
    import sys; print("to stderr", file=sys.stderr)
    display(HTML("<em>rich</em>"))
    1 / 0
clicks, submitted = [], []
button, slider, text = Button(description="press me"), Slider(3, max=10, description="slider"), Text("", description="text", placeholder="type here")
button.on_click(lambda b: clicks.append(1))
text.on_submit(lambda t: submitted.append(t.value))
install = InstallButton("no-such-package-of-yewpyter", extra_args=["--no-index"])
gallery = Grid([
    button, slider, text,
    *[Button(description=style or "plain", button_style=style) for style in styles],
    Button(description="disabled", disabled=True), Slider(2, description="disabled", disabled=True), Text("disabled", description="disabled", disabled=True),
    *[Progress(40, description=style or "plain", bar_style=style) for style in styles[:1] + styles[2:]],
    Progress(description="unknown", indeterminate=True), Slider(0.5, max=1, orientation="vertical", description="vertical"),
    install, pane,
], min_column_width="220px", spans={pane: 2})
display(gallery)`;

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in any widget in a ${theme} theme`, async ({ lab }) => {
    const notebook = await lab.notebook();
    const { page } = notebook;
    await useTheme(page, theme);
    const { output } = await notebook.run(GALLERY);
    await expect(output.getByRole('log')).toContainText('ZeroDivisionError');
    await notebook.exec('install.install(); install.wait()');
    await expect(output.locator('.yp-failed')).toBeVisible();
    expect(await seriousViolations(page, '.yp-root')).toEqual([]);
    mkdirSync(shots, { recursive: true });
    await notebook.onlyTheNotebook();
    await notebook.wholeHeight(1400);
    await output.screenshot({ path: join(shots, `gallery-${theme}.png`) });
  });
}

test('axe finds nothing serious in the tour', async ({ lab }) => {
  const notebook = await lab.open('tour.ipynb');
  for (const cell of await notebook.runAll()) {
    await cell.scrollIntoView();
  }
  for (const theme of ['light', 'dark'] as const) {
    await useTheme(notebook.page, theme);
    expect(await seriousViolations(notebook.page, '.yp-root'), theme).toEqual([]);
  }
});

test('axe finds nothing serious in error boxes and lost widgets', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]/);
  const notebook = await lab.notebook();
  const cell = await notebook.run(`
from yewpyter import Slider, Grid
s = Slider(3, description="lost")
display(s)
g = Grid([s])
display(g)
g.comm.send({"method": "update", "state": {"children": ["IPY_MODEL_nowhere"]}, "buffer_paths": []})
s.comm.send({"method": "update", "state": {"max": "many"}, "buffer_paths": []})`);
  await expect(cell.output.getByRole('alert')).toHaveCount(2);
  expect(await seriousViolations(notebook.page, '.yp-root')).toEqual([]);
  await notebook.exec('s.comm.send({"method": "update", "state": {"max": 9}, "buffer_paths": []})');
  await notebook.restartKernel();
  await expect(cell.output.getByText('Disconnected').first()).toBeVisible();
  expect(await seriousViolations(notebook.page, '.yp-root')).toEqual([]);
  lab.errorsAreExpected();
});

test('every widget is used by the keyboard alone', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(GALLERY);
  const { keyboard } = notebook.page;
  await output.getByRole('button', { name: 'press me' }).focus();
  await keyboard.press('Enter');
  await keyboard.press('Space');
  await notebook.expectValue('clicks', [1, 1]);
  await keyboard.press('Tab');
  await expect(output.getByRole('slider', { name: 'slider' })).toBeFocused();
  await keyboard.press('ArrowRight');
  await keyboard.press('End');
  await notebook.expectValue('slider.value', 10);
  await keyboard.press('Tab');
  await expect(output.getByRole('textbox', { name: 'text' })).toBeFocused();
  await keyboard.type('a word dd');
  await keyboard.press('Enter');
  await notebook.expectValue('submitted', ['a word dd']);
  await keyboard.press('Shift+Tab');
  await expect(output.getByRole('slider', { name: 'slider' })).toBeFocused();
  const vertical = output.getByRole('slider', { name: 'vertical' });
  await vertical.focus();
  await keyboard.press('ArrowUp');
  await expect(output.locator('.yp-vertical output')).toHaveText('0.6');
  // Disabled ones are passed over.
  await keyboard.press('Tab');
  const install = output.getByRole('button', { name: /^Install no-such/ });
  await expect(install).toBeFocused();
  await keyboard.press('Enter');
  const yes = output.getByRole('button', { name: 'Install', exact: true });
  await expect(yes).toBeVisible();
  await expect(yes, 'the question takes over the focus').toBeFocused();
  await keyboard.press('Enter');
  await notebook.expectValue('install.status', 'failed');
  await output.getByRole('log', { name: 'log' }).focus();
  await expect(output.getByRole('log', { name: 'log' })).toBeFocused();
});

test('focus is visible on every control', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(GALLERY);
  await output.getByRole('button', { name: 'press me' }).focus();
  const seen: string[] = [];
  for (let step = 0; step < 12; step += 1) {
    await notebook.page.keyboard.press('Tab');
    const look = await notebook.page.evaluate(() => {
      const node = document.activeElement;
      const style = node === null ? null : getComputedStyle(node);
      return node?.closest('.yp-root') == null
        ? null
        : `${node.className}: ${style?.outlineStyle ?? ''} ${style?.outlineWidth ?? ''}`;
    });
    if (look !== null) {
      seen.push(look);
    }
  }
  expect(seen.length).toBeGreaterThan(9);
  expect(seen.filter(look => look.includes('none') || look.endsWith(' 0px'))).toEqual([]);
});

test('forced colours and 200 % zoom leave every widget in sight', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { page } = notebook;
  await useTheme(page, 'light');
  await page.emulateMedia({ forcedColors: 'active' });
  const { output } = await notebook.run(GALLERY);
  await expect(output.getByRole('log')).toContainText('ZeroDivisionError');
  const fill = output.locator('.yp-progress-fill').first();
  const colours = await fill.evaluate(node => [
    getComputedStyle(node).backgroundColor,
    getComputedStyle(node.parentElement ?? node).backgroundColor,
  ]);
  expect(colours[0], 'the bar stands out').not.toBe(colours[1]);
  const lines = await output
    .locator('.yp-stdout, .yp-stderr')
    .evaluateAll(all => all.map(node => getComputedStyle(node).textDecorationLine));
  expect(new Set(lines).size, 'stderr stands out').toBe(2);
  mkdirSync(shots, { recursive: true });
  await notebook.onlyTheNotebook();
  await notebook.wholeHeight(1400);
  await output.screenshot({ path: join(shots, 'gallery-forced-colors.png') });
  await page.emulateMedia({ forcedColors: 'none' });
  // Zooming to 200 % halves the CSS pixels there are.
  await notebook.wholeHeight(700);
  await expect(output.getByRole('slider', { name: 'slider' })).toBeVisible();
  const sticking = await output
    .locator('.yp-root')
    .first()
    .evaluate(root => {
      const edge = root.getBoundingClientRect().right + 1;
      return Array.from(root.querySelectorAll('button, input, output, label'))
        .filter(node => node.getBoundingClientRect().right > edge)
        .map(node => node.outerHTML);
    });
  expect(sticking).toEqual([]);
  await output.screenshot({ path: join(shots, 'gallery-zoom-200.png') });
});

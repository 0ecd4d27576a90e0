/** Bad messages and bad states: each costs at most its own widget's place, and says what was wrong. */

import { expect, test, type Lab } from '../harness/lab.ts';
import type { Cell, Notebook } from '../harness/notebook.ts';
import { RAW } from '../harness/raw.ts';

/** A healthy Slider beside what is bad, to be asked afterwards whether it still works. */
async function withNeighbour(
  lab: Lab,
  bad: string,
): Promise<{ notebook: Notebook; cell: Cell; works: () => Promise<void> }> {
  const notebook = await lab.notebook();
  const neighbour = await notebook.run(`${RAW}
from yewpyter import Slider
neighbour = Slider(1, description="neighbour")
display(neighbour)`);
  const cell = await notebook.run(bad);
  const works = async (): Promise<void> => {
    const before = (await notebook.value('neighbour.value')) as number;
    const track = neighbour.output.getByRole('slider', { name: 'neighbour' });
    await track.press('ArrowRight');
    await notebook.expectValue('neighbour.value', before + 1);
    await notebook.exec('neighbour.description = "neighbour"; neighbour.value += 1');
    await expect(track).toHaveValue(String(before + 2));
    lab.errorsAreExpected();
  };
  return { notebook, cell, works };
}

test('a model name that is not there is named in its place', async ({ lab }) => {
  lab.complaints.expect(/Sliderrr/);
  const { cell, works } = await withNeighbour(lab, 'show(raw("Sliderrr"))');
  await expect(cell.output.getByRole('alert')).toContainText('SliderrrModel');
  await works();
});

test('a view name that is not there does not matter where the model is known', async ({ lab }) => {
  const { cell, works } = await withNeighbour(lab, 'show(raw("Slider", _view_name="NoSuchView", value=4))');
  await expect(cell.output.getByRole('slider')).toHaveValue('4');
  await works();
});

test('a field of the wrong type is named in its place, and a good update heals it', async ({ lab }) => {
  lab.complaints.expect(/SliderModel.*value/s);
  const { notebook, cell, works } = await withNeighbour(lab, 'bad = raw("Slider", value=3)\nshow(bad)');
  const track = cell.output.getByRole('slider');
  await expect(track).toHaveValue('3');
  await notebook.exec('update(bad, value="three")');
  await expect(cell.output.getByRole('alert')).toContainText('value');
  await expect(cell.output.getByRole('alert')).toContainText(/number/);
  await expect(track).toHaveCount(0);
  await works();
  await notebook.exec('update(bad, value=5)');
  await expect(track).toHaveValue('5');
  await expect(cell.output.getByRole('alert')).toHaveCount(0);
});

test('every widget names the field of the wrong type', async ({ lab }) => {
  lab.complaints.expect(/cannot use its state/);
  const wrong = {
    Button: ['disabled', '"yes"'],
    Text: ['value', '12'],
    Progress: ['max', '[1]'],
    Grid: ['children', '"none"'],
    OutputPane: ['max_lines', '-1'],
    InstallButton: ['packages', '{"a": 1}'],
    Slider: ['orientation', '"diagonal"'],
  } as const;
  const code = Object.entries(wrong).map(
    ([name, [field, value]]) => `show(raw("${name}", ${field}=${value}))`,
  );
  const { cell, works } = await withNeighbour(lab, code.join('\n'));
  const alerts = cell.output.getByRole('alert');
  await expect(alerts).toHaveCount(code.length);
  const texts = await alerts.allInnerTexts();
  Object.entries(wrong).forEach(([name, [field]], at) => {
    expect(texts[at]).toContain(`${name}Model`);
    expect(texts[at]).toContain(field);
  });
  await works();
});

test('missing and surplus buffers, and paths into nothing, cost at most that message', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]|buffer/i);
  const { notebook, cell, works } = await withNeighbour(lab, 'bad = raw("Slider", value=3)\nshow(bad)');
  const track = cell.output.getByRole('slider');
  await notebook.exec('update(bad, buffers=[b"surplus", b"more"], value=4)');
  await expect(track).toHaveValue('4');
  await notebook.exec('update(bad, buffer_paths=[["data"]], value=5)');
  await notebook.exec('update(bad, buffer_paths=[["value", "deep", 3]], buffers=[b"x"], value=6)');
  await notebook.exec('update(bad, buffer_paths=[[]], buffers=[b"x"], value=6)');
  await notebook.exec('update(bad, buffer_paths="nonsense", value=6)');
  await notebook.exec(
    'bad.send({"method": "update"}); bad.send({"method": "dance"}); bad.send({}); bad.send([1])',
  );
  await notebook.exec('update(bad, value=7)');
  await expect(track).toHaveValue('7');
  await works();
});

test('a comm that speaks protocol 3 is refused by the manager, the others live on', async ({ lab }) => {
  const refusal = /received protocol version '3\.0\.0'/;
  lab.complaints.expect(refusal);
  lab.complaints.expect(/Exception opening new comm/);
  // JupyterLab expects an Error where the manager gives it a text.
  lab.complaints.expect(/reading 'startsWith'/);
  const { notebook, works } = await withNeighbour(lab, 'mine = raw("Slider", value=2)\nshow(mine)');
  // Not waited for: JupyterLab loses what comes right after a comm that it refuses.
  await notebook.start('raw("Slider", version="3.0.0")');
  await expect.poll(() => lab.complaints.matching(refusal)).not.toEqual([]);
  await works();
});

test('a reference that never comes is named in the Grid, the other children live, and it heals when it comes', async ({
  lab,
}) => {
  lab.complaints.expect(/not found|\[yewpyter\]/);
  const { notebook, cell, works } = await withNeighbour(
    lab,
    'inner = raw("Slider", value=2, description="inner")\n' +
      'grid = raw("Grid", children=["IPY_MODEL_neverthere", f"IPY_MODEL_{inner.comm_id}"])\nshow(grid)',
  );
  await expect(cell.output.getByText('neverthere')).toBeVisible();
  await expect(cell.output.getByRole('slider', { name: 'inner' })).toHaveValue('2');
  await works();
  await notebook.exec('late = raw("Slider", comm_id="neverthere", value=9, description="late")');
  const retry = cell.output.getByRole('button', { name: 'Try again' });
  const late = cell.output.getByRole('slider', { name: 'late' });
  await expect(late.or(retry)).toBeVisible();
  if (await retry.isVisible()) {
    await retry.click();
  }
  await expect(late).toHaveValue('9');
});

test('Grids that contain each other stop at the circle', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]|contains itself/);
  const { cell, works } = await withNeighbour(
    lab,
    'inner = raw("Slider", value=2, description="inner")\n' +
      'a, b = raw("Grid"), raw("Grid")\n' +
      'update(a, children=[f"IPY_MODEL_{b.comm_id}", f"IPY_MODEL_{inner.comm_id}"])\n' +
      'update(b, children=[f"IPY_MODEL_{a.comm_id}"])\nshow(a)',
  );
  await expect(cell.output.getByText('contains itself')).toBeVisible();
  await expect(cell.output.getByRole('slider', { name: 'inner' })).toHaveValue('2');
  await works();
});

test('an update after the close, and a second open with the same id, do no harm', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]|comm|not found/i);
  const { notebook, cell, works } = await withNeighbour(
    lab,
    'first = raw("Slider", comm_id="twice", value=1, description="first")\nshow("twice")',
  );
  await expect(cell.output.getByRole('slider', { name: 'first' })).toHaveValue('1');
  await notebook.exec('first.close(); update(first, value=2)');
  await expect(cell.output.getByRole('slider')).toHaveCount(0);
  await works();
  await notebook.exec('second = raw("Slider", comm_id="twice", value=5, description="second")');
  const again = await notebook.run('show("twice")');
  await expect(again.output.getByRole('slider', { name: 'second' })).toHaveValue('5');
  await notebook.exec('third = raw("Slider", comm_id="twice", value=6, description="third")');
  const third = await notebook.run('show("twice")');
  await expect(third.output.getByRole('slider', { name: 'third' })).toHaveValue('6');
  await works();
});

test('NaN, infinities, null and numbers beyond 64 bits are shown or refused, never fatal', async ({
  lab,
}) => {
  lab.complaints.expect(/\[yewpyter\]/);
  const { notebook, cell, works } = await withNeighbour(
    lab,
    'p = raw("Progress", value=1, description="bar")\ns = raw("Slider", value=1, integer=False, description="slider")\nshow(p, s)',
  );
  const bar = cell.output.getByRole('progressbar');
  const alert = cell.output.getByRole('alert');
  await expect(bar).toHaveAttribute('aria-valuenow', '1');
  for (const value of ['nan', 'inf', '-inf']) {
    // As text, which is how the kernel's message layer writes them.
    await notebook.exec(`update(p, value="${value}"); update(s, value="${value}")`);
    await expect(bar, value).not.toHaveAttribute('aria-valuenow');
    await expect(cell.output.locator('output')).toHaveText(new RegExp(value, 'i'));
    await expect(alert).toHaveCount(0);
    await notebook.exec('update(p, value=1); update(s, value=1)');
    await expect(bar).toHaveAttribute('aria-valuenow', '1');
  }
  await notebook.exec('update(p, value=None); update(s, value=None)');
  await expect(alert).toHaveCount(2);
  await expect(alert.first()).toContainText('value');
  for (const value of ['2**63', '-2**64', '1e308', '10**400', 'math.inf', 'math.nan', '-math.inf']) {
    // The kernel's own JSON refuses some of these; what it sends must do no harm.
    await notebook.exec(`
try:
    update(p, value=${value}); update(s, value=${value})
except ValueError as error:
    print(error)`);
  }
  await notebook.exec('update(p, value=50); update(s, value=2)');
  await expect(bar).toHaveAttribute('aria-valuenow', '50');
  await expect(cell.output.getByRole('slider')).toHaveValue('2');
  await expect(alert).toHaveCount(0);
  await works();
});

test('a whole number goes out as one, large ones too', async ({ lab }) => {
  const { notebook, cell, works } = await withNeighbour(
    lab,
    'got = []\n' +
      'big = raw("Slider", value=2**53 - 3, min=0, max=2**53 - 1, description="big")\n' +
      'small = raw("Slider", value=3.0, max=10, description="small")\n' +
      'for c in (big, small): c.on_msg(lambda m: got.append(m["content"]["data"].get("state")))\nshow(big, small)',
  );
  await cell.output.getByRole('slider', { name: 'small' }).press('ArrowRight');
  await notebook.expectValue('[(m["value"], type(m["value"]).__name__) for m in got]', [[4, 'int']]);
  await cell.output.getByRole('slider', { name: 'big' }).press('ArrowRight');
  await notebook.expectValue('[(m["value"], type(m["value"]).__name__) for m in got][-1]', [
    2 ** 53 - 2,
    'int',
  ]);
  await works();
});

test('markup in every text is shown as text and never run', async ({ lab }) => {
  const markup = '<img src=x onerror=window.ran=1><b>bold</b>';
  const { notebook, cell, works } = await withNeighbour(
    lab,
    `evil = ${JSON.stringify(markup)}
log = raw("OutputPane", description=evil)
shown = [
    raw("Button", description=evil, tooltip=evil), raw("Slider", description=evil, tooltip=evil),
    raw("Text", description=evil, value=evil, placeholder=evil), raw("Progress", description=evil, text=evil),
    raw("OutputPane", description=evil), raw("Grid", gap=evil, columns=evil, min_column_width=evil),
    raw("InstallButton", description=evil, packages=[evil], python=evil, status="failed", message=evil, restart=[evil], log=f"IPY_MODEL_{log.comm_id}"),
    raw(evil), raw("Slider", value=evil), raw("Button", _dom_classes=[evil], layout={"width": evil}),
]
show(*shown)`,
  );
  lab.complaints.expect(/\[yewpyter\]/);
  // ipywidgets' own, for a class name with spaces.
  lab.complaints.expect(/InvalidCharacterError/);
  const { page } = notebook;
  await expect(cell.output.getByRole('button', { name: markup }).first()).toBeVisible();
  await expect(cell.output.getByRole('slider', { name: markup })).toBeVisible();
  await expect(cell.output.getByRole('textbox', { name: markup })).toHaveValue(markup);
  await expect(cell.output.getByRole('alert').first()).toBeVisible();
  await notebook.exec(
    'log.send({"method": "custom", "content": {"pane": {"version": 1, "first": 0, "from": 0, "pieces": ' +
      '[{"kind": kind, "text": evil} for kind in ("stdout", "stderr", "error")]}}})',
  );
  await expect(cell.output.getByRole('log', { name: markup }).last()).toContainText('<b>bold</b>');
  await expect(page.locator('.yp-root img, .yp-root b')).toHaveCount(0);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  await works();
});

test('a Python package that does not fit the page names both versions', async ({ lab }) => {
  lab.complaints.expect(/9\.9\.9/);
  const { cell, works } = await withNeighbour(lab, 'show(raw("Slider", _package_version="9.9.9"))');
  const alert = cell.output.getByRole('alert');
  await expect(alert).toContainText('9.9.9');
  await expect(alert).toContainText(/\b0\.1\.0\b/);
  await works();
});

/** What is fetched, when, from where; and what stands in the widgets' place when it does not come. */

import { expect, test } from '../harness/lab.ts';

const OURS = '/lab/extensions/yewpyter/';
const SLIDER = 'from yewpyter import Slider\ns = Slider(3)\ndisplay(s)';

test('before the first widget a page fetches a few kilobytes of ours; the WASM once, by streaming, for all notebooks', async ({
  lab,
}) => {
  const page = await lab.context.newPage();
  const fetched: { url: string; size: number }[] = [];
  page.on('requestfinished', request => {
    if (request.url().includes(OURS)) {
      void request
        .sizes()
        .then(({ responseBodySize }) => fetched.push({ url: request.url(), size: responseBodySize }));
    }
  });
  await page.addInitScript(() => {
    const compiled: string[] = [];
    Reflect.set(window, 'compiled', compiled);
    for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming'] as const) {
      const original = WebAssembly[name] as (...given: unknown[]) => unknown;
      Reflect.set(WebAssembly, name, (...given: unknown[]) => {
        compiled.push(name);
        return original.apply(WebAssembly, given);
      });
    }
  });
  const notebook = await lab.notebookOn(page, '1 + 1');
  await notebook.run('import ipywidgets as W\nW.IntSlider(3)');
  await expect(page.locator('.widget-slider')).toBeVisible();
  expect(fetched.map(({ url }) => url).filter(url => url.includes('.wasm'))).toEqual([]);
  const before = fetched.reduce((sum, { size }) => sum + size, 0);
  expect(before, fetched.map(({ url, size }) => `${url} ${String(size)}`).join('\n')).toBeLessThan(24_000);
  const compiledBefore = await page.evaluate(() => (Reflect.get(window, 'compiled') as string[]).length);

  const cell = await notebook.run(SLIDER);
  await expect(cell.output.getByRole('slider')).toHaveValue('3');
  const second = await lab.another(page);
  const again = await second.run(SLIDER);
  await expect(again.output.getByRole('slider')).toHaveValue('3');
  const wasm = fetched.map(({ url }) => url).filter(url => url.includes('.wasm'));
  expect(wasm).toHaveLength(1);
  const compiled = await page.evaluate(() => Reflect.get(window, 'compiled') as string[]);
  expect(compiled.slice(compiledBefore)).toEqual(['instantiateStreaming']);
});

test('when the WASM does not come its place says so, and Try again brings the widget', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]|net::ERR_FAILED/);
  await lab.context.route(/\.wasm(\?|$)/, route => route.abort());
  const notebook = await lab.notebook();
  const cell = await notebook.run(
    `import ipywidgets as W\n${SLIDER}\ns.description = "ours"\ntheirs = W.IntSlider(4)\ndisplay(theirs)`,
  );
  const alert = cell.output.getByRole('alert');
  await expect(alert).toContainText('could not be loaded');
  // The rest of the page is not held up.
  await expect(cell.output.locator('.widget-slider')).toBeVisible();
  await notebook.exec('s.value = 9');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(alert).toContainText('could not be loaded');
  await lab.context.unroute(/\.wasm(\?|$)/);
  await alert.getByRole('button', { name: 'Try again' }).click();
  const track = cell.output.getByRole('slider', { name: 'ours' });
  await expect(track).toHaveValue('9');
  await track.press('ArrowRight');
  await notebook.expectValue('s.value', 10);
});

test('a server that answers with something else is named', async ({ lab }) => {
  lab.complaints.expect(/\[yewpyter\]|404/);
  await lab.context.route(/\.wasm(\?|$)/, route => route.fulfill({ status: 404, body: 'no such file' }));
  const notebook = await lab.notebook();
  const cell = await notebook.run(SLIDER);
  await expect(cell.output.getByRole('alert')).toContainText('404');
  lab.errorsAreExpected();
});

test('while the WASM is on its way other messages pass, and what happens meanwhile is not lost', async ({
  lab,
}) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  await lab.context.route(/\.wasm(\?|$)/, async route => {
    await held;
    await route.continue();
  });
  const notebook = await lab.notebook();
  const cell = await notebook.run(`${SLIDER}\nprint("not held back")`);
  await expect(cell.output.getByText('Loading widget')).toBeVisible();
  await expect(cell.output.getByText('not held back')).toBeVisible();
  await notebook.exec('s.value = 55\ns.description = "later"');
  release();
  await expect(cell.output.getByRole('slider', { name: 'later' })).toHaveValue('55');
});

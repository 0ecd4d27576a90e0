/** Many widgets in one notebook. */

import { expect, test } from '../harness/lab.ts';

test('two hundred Sliders all show, and the last one works', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Grid, Slider
sliders = [Slider(i, max=200, description=f"number {i}") for i in range(200)]
display(Grid(sliders, min_column_width="200px"))`);
  await expect(output.getByRole('slider')).toHaveCount(200);
  const values = await output
    .getByRole('slider')
    .evaluateAll(all => all.map(one => Number((one as HTMLInputElement).value)));
  expect(values).toEqual(Array.from({ length: 200 }, (_, at) => at));
  const last = output.getByRole('slider', { name: 'number 199' });
  await last.press('ArrowRight');
  await notebook.expectValue('sliders[-1].value', 200);
  await notebook.exec('for s in sliders: s.value = 7');
  await expect
    .poll(() =>
      output
        .getByRole('slider')
        .evaluateAll(all => all.filter(one => (one as HTMLInputElement).value === '7').length),
    )
    .toBe(200);
});

test('a tight loop in Python ends at its last value, on the page too', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import Progress, Slider, Grid
p, s = Progress(0, max=20000, description="loop"), Slider(0, max=20000, description="slider")
display(Grid([p, s]))
for i in range(20000):
    p.value = i + 1
    s.value = i + 1`);
  await expect(output.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
  await expect(output.getByRole('slider')).toHaveValue('20000');
});

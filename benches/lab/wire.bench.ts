/**
 * What the way from the kernel to the page costs: the same work done with a comm opened by hand, ipywidgets, anywidget
 * and yewpyter, in one run, in one browser, on real servers. Each turn of a peer has a page and a kernel of its own.
 */

import { test } from '../../tests/e2e/harness/lab.ts';
import { create } from './wire/create.ts';

// Every wait in a page has an end of its own.
test.setTimeout(0);

test('create', async ({ browser, lab }) => {
  await create({ browser, lab });
});

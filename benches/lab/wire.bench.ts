/**
 * What the way from the kernel to the page costs: the same work done with a comm opened by hand, ipywidgets, anywidget
 * and yewpyter, in one run, in one browser, on real servers. Each turn of a peer has a page and a kernel of its own.
 */

import { Lab, test } from '../../tests/e2e/harness/lab.ts';
import { startServer } from '../../tests/e2e/harness/server.ts';
import { binary } from './wire/binary.ts';
import { closing } from './wire/closing.ts';
import { create } from './wire/create.ts';
import { roundTrip } from './wire/round-trip.ts';
import { updates } from './wire/updates.ts';

// Every wait in a page has an end of its own.
test.setTimeout(0);

for (const [name, measure] of Object.entries({ create, updates, binary, closing })) {
  test(name, ({ browser, lab }) => measure({ browser, lab }));
}

test('round trip', async ({ browser, lab, context }) => {
  const server = await startServer({ args: ['--YewpyterServer.nodelay=False'] });
  const stock = new Lab(server, context);
  try {
    await roundTrip({ stock: { browser, lab: stock }, ours: { browser, lab } });
  } finally {
    await server.stop();
  }
});

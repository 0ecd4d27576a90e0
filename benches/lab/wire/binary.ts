/** Buffers of 8 MB sent to the page by custom messages, against the same over a raw comm. */

import type { BarePage } from '../bare-page.ts';
import { known, median, publish, runs, share, shown } from '../figures.ts';
import { byPeer, inTurn, measured, PEERS, TITLES, type Peer, type Place } from './notebook.ts';

const BYTES = 8_000_000;
const COUNT = 20;

/** What sends: anything with a `send(content, buffers=…)`. */
const SENDERS: Readonly<Record<Peer, string>> = {
  raw: "sender = create_comm(target_name='bench.buffers')",
  ipywidgets: 'sender = ipywidgets.IntProgress()\ndisplay(sender)',
  anywidget: 'sender = peers.Progress()\ndisplay(sender)',
  yewpyter: 'sender = yewpyter.Progress()\ndisplay(sender)',
};

/** How often in each notebook. */
const LOOPS = 3;

interface Received {
  /** Megabytes a second, from the loop's begin to the last buffer's handler; undefined: some never came. */
  readonly speed?: number;
}

/** Measures and reports. */
export async function binary(place: Place): Promise<void> {
  const turns = await inTurn(runs(3), peer => measured(place, peer, page => sent(page, peer)));
  const results = byPeer(peer => turns[peer].flat());
  const speed = (peer: Peer): number => median(known(results[peer].map(received => received.speed)));
  publish({
    scenario: 'binary',
    title: `${String(COUNT)} buffers of ${String(BYTES / 1e6)} MB from the kernel; medians`,
    head: ['', 'all came', 'MB/s', 'to raw'],
    rows: PEERS.map(peer => [
      TITLES[peer],
      share(results[peer].map(received => received.speed !== undefined)),
      shown(speed(peer)),
      shown(speed(peer) / speed('raw'), 2),
    ]),
    goals: [
      {
        what: 'throughput against the raw comm',
        measured: speed('yewpyter') / speed('raw'),
        sense: 'at least',
        limit: 0.97,
      },
    ],
    runs: results,
  });
}

async function sent(page: BarePage, peer: Peer): Promise<Received[]> {
  await page.evaluate(listenRaw, undefined);
  const model = await page.evaluate(showSender, SENDERS[peer]);
  if (peer !== 'raw') {
    await page.evaluate(listen, model);
  }
  await page.evaluate(code => window.wire.ask(code), `import os, time\npayload = os.urandom(${String(BYTES)})`);
  const wanted = { loop: loop(COUNT), count: COUNT, bytes: BYTES };
  // The first buffers find everything cold.
  await page.evaluate(timeBuffers, { ...wanted, loop: loop(2), count: 2 });
  const received: Received[] = [];
  for (let time = 0; time < LOOPS; time += 1) {
    const milliseconds = await page.evaluate(timeBuffers, wanted);
    received.push(milliseconds === null ? {} : { speed: (COUNT * BYTES) / 1e3 / milliseconds });
  }
  return received;
}

function loop(count: number): string {
  return `
began = time.time()
for i in range(${String(count)}):
    sender.send({'number': i}, buffers=[payload])`;
}

interface Arrival {
  readonly bytes: number;
  readonly at: number;
}

declare global {
  interface Window {
    /** The buffers that came. */
    received: Arrival[];
  }
}

/** Runs in the page: shows the sender; its model's id, if it has one. */
async function showSender(source: string): Promise<string> {
  const { wire } = window;
  await wire.insert(source);
  wire.run();
  await wire.settle();
  const id = await wire.ask('', "getattr(sender, 'model_id', '')");
  return id.slice(1, -1);
}

/** Runs in the page. */
function listenRaw(): void {
  window.received = [];
  window.wire.kernel().registerCommTarget('bench.buffers', comm => {
    comm.onMsg = ({ buffers }) => {
      window.received.push({ bytes: buffers?.[0]?.byteLength ?? 0, at: Date.now() });
    };
  });
}

/** Runs in the page: hears a widget's custom messages as any extension would. */
async function listen(id: string): Promise<void> {
  const { rendermime } = window.jupyterapp.shell.currentWidget?.content ?? {};
  const manager = await rendermime?.createRenderer('application/vnd.jupyter.widget-view+json')._manager?.promise;
  const model = await manager?.get_model(id);
  if (model === undefined) {
    throw new Error('the notebook has no widget manager');
  }
  model.on('msg:custom', (_content, buffers) => {
    const [buffer] = buffers as ArrayBufferView[];
    window.received.push({ bytes: buffer?.byteLength ?? 0, at: Date.now() });
  });
}

interface Wanted {
  readonly loop: string;
  readonly count: number;
  readonly bytes: number;
}

/** Runs in the page: how long the loop took, to the last buffer's handler. */
async function timeBuffers({ loop, count, bytes }: Wanted): Promise<number | null> {
  const { wire } = window;
  await wire.settle();
  window.received = [];
  const done = wire.ask(loop);
  const whole = (): number => window.received.filter(one => one.bytes === bytes).length;
  const all = await wire.until(whole, count);
  await done;
  const began = 1000 * Number(await wire.ask('', 'began'));
  return all === null ? null : (window.received.at(-1)?.at ?? Number.NaN) - began;
}

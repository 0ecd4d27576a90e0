/** Buffers of 8 MB sent to the page by custom messages, against the same over a raw comm. */

import type { BarePage } from '../bare-page.ts';
import { known, median, publish, runs, share, shown } from '../figures.ts';
import { inTurn, LIBRARIES, measured, TITLES, type Library, type Place } from './notebook.ts';

const BYTES = 8_000_000;
const COUNT = 20;

/** How often in each notebook. */
const LOOPS = 3;

/** What sends: a widget of the library's, which has a model on the page. */
const SENDERS: Readonly<Record<Library, string>> = {
  ipywidgets: 'sender = ipywidgets.IntProgress()\ndisplay(sender)',
  anywidget: 'sender = peers.Progress()\ndisplay(sender)',
  yewpyter: 'sender = yewpyter.Progress()\ndisplay(sender)',
};

/** Megabytes a second, from the loop's begin to the last buffer's handler, in the same kernel and page; null: some never came. */
interface Speeds {
  readonly own: number | null;
  readonly raw: number | null;
}

/** Measures and reports. */
export async function binary(place: Place): Promise<void> {
  const turns = await inTurn(LIBRARIES, runs(3), peer => measured(place, peer, page => sent(page, peer)));
  const speeds = (peer: Library): Speeds[] => turns[peer].flat();
  const ratio = (peer: Library): number =>
    median(speeds(peer).map(({ own, raw }) => (own === null || raw === null ? Number.NaN : own / raw)));
  const row = (title: string, all: readonly (number | null)[], toRaw: number): string[] => [
    title,
    share(all.map(speed => speed !== null)),
    shown(median(known(all))),
    shown(toRaw, 2),
  ];
  publish({
    scenario: 'binary',
    title: `${String(COUNT)} buffers of ${String(BYTES / 1e6)} MB from the kernel, in turn with a raw comm; medians`,
    head: ['', 'all came', 'MB/s', 'to raw'],
    rows: [
      row(
        TITLES.raw,
        LIBRARIES.flatMap(peer => speeds(peer).map(({ raw }) => raw)),
        1,
      ),
      ...LIBRARIES.map(peer =>
        row(
          TITLES[peer],
          speeds(peer).map(({ own }) => own),
          ratio(peer),
        ),
      ),
    ],
    goals: [
      {
        what: 'throughput against the raw comm',
        measured: ratio('yewpyter'),
        sense: 'at least',
        limit: 0.97,
      },
    ],
    runs: turns,
  });
}

async function sent(page: BarePage, peer: Library): Promise<Speeds[]> {
  await page.evaluate(listenRaw, undefined);
  await page.evaluate(listen, await page.evaluate(showSender, SENDERS[peer]));
  const setup = `import os\npayload = os.urandom(${String(BYTES)})\nraw = create_comm(target_name='bench.buffers')`;
  await page.evaluate(code => window.wire.ask(code), setup);
  const speed = async (sender: string, count = COUNT): Promise<number | null> => {
    const milliseconds = await page.evaluate(timeBuffers, { loop: loop(sender, count), count, bytes: BYTES });
    return milliseconds === null ? null : (count * BYTES) / 1e3 / milliseconds;
  };
  // The first buffers find everything cold.
  await speed('raw', 2);
  await speed('sender', 2);
  const speeds: Speeds[] = [];
  for (let time = 0; time < LOOPS; time += 1) {
    speeds.push({ raw: await speed('raw'), own: await speed('sender') });
  }
  return speeds;
}

function loop(sender: string, count: number): string {
  return `
began = time.time()
for i in range(${String(count)}):
    ${sender}.send({'number': i}, buffers=[payload])`;
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

/** Runs in the page: shows the sender; its model's id. */
async function showSender(source: string): Promise<string> {
  const { wire } = window;
  await wire.insert(source);
  wire.run();
  await wire.settle();
  const id = await wire.ask('', 'sender.model_id');
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

/** Runs in the page: hears a widget's custom messages in the way of other extensions. */
async function listen(id: string): Promise<void> {
  const { rendermime } = window.jupyterapp.shell.currentWidget?.content ?? {};
  const manager = await rendermime?.createRenderer('application/vnd.jupyter.widget-view+json')._manager
    ?.promise;
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

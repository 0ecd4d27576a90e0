/** One step of a slider, to a callback in the kernel, to a changed text on the page; on a server as it comes, and on ours. */

import type { BarePage } from '../bare-page.ts';
import { median, percentile, publish, runs, shown } from '../figures.ts';
import { inTurn, LIBRARIES, measured, TITLES, type Library, type Place } from './notebook.ts';
import { hostEcho } from './raw.ts';

const TRIPS = 200;
/** Before them, uncounted. */
const FIRST = 10;

/** The servers: without our extension's setting, and with it. */
export interface Servers {
  readonly stock: Place;
  readonly ours: Place;
}
type Server = keyof Servers;
const SERVERS: Readonly<Record<Server, string>> = { stock: 'without nodelay', ours: 'with the extension' };

const RAW = `
def opened(comm, _):
    comm.on_msg(lambda message: comm.send({'text': 'v%d' % message['content']['data']['value']}))
get_ipython().kernel.comm_manager.register_target('bench.echo', opened)
display(HTML('<input type="range" max="100000" class="raw-slider"><span class="raw-target">v0</span>'))`;

/** How each shows a slider up to 100000 and a text of class `own-target` that its callback sets to `v<value>`. */
const SHOWS: Readonly<Record<Library, string>> = {
  ipywidgets: `
slider, target = ipywidgets.IntSlider(max=100000), ipywidgets.Label('v0')
slider.observe(lambda change: setattr(target, 'value', 'v%d' % change['new']), 'value')
target.add_class('own-target')
display(ipywidgets.VBox([slider, target]))`,
  anywidget: `
slider, target = peers.Slider(max=100000), peers.Label(value='v0')
slider.observe(lambda change: setattr(target, 'value', 'v%d' % change['new']), 'value')
target.add_class('own-target')
display(ipywidgets.VBox([slider, target]))`,
  yewpyter: `
slider, target = yewpyter.Slider(max=100000), yewpyter.Button(description='v0')
slider.observe(lambda change: setattr(target, 'description', 'v%d' % change['new']), 'value')
target.add_class('own-target')
display(yewpyter.Grid([slider, target], columns=1))`,
};

/** What is dragged. ipywidgets' slider is no input element: its handle takes an arrow key, which moves it by one. */
const HANDLES: Readonly<Record<Library, string>> = {
  ipywidgets: '.noUi-handle',
  anywidget: '.any-slider input',
  yewpyter: '.yp-slider-track',
};

/** Measures and reports. */
export async function roundTrip(servers: Servers): Promise<void> {
  const results = await inTurn(LIBRARIES, runs(1, 3), async peer => ({
    stock: await measured(servers.stock, peer, page => trips(page, peer)),
    ours: await measured(servers.ours, peer, page => trips(page, peer)),
  }));
  const both = (peer: Library, server: Server): Both[] => results[peer].map(run => run[server]);
  const own = (peer: Library, server: Server): Trips => pooled(both(peer, server).map(trips => trips.own));
  const raw = (peers: readonly Library[], server: Server): Trips =>
    pooled(peers.flatMap(peer => both(peer, server)).map(trips => trips.raw));
  const middle = (peer: Library, server: Server): number => median(own(peer, server).milliseconds);
  const toRaw = (peer: Library, server: Server): number =>
    middle(peer, server) / median(raw([peer], server).milliseconds);
  const each = (make: (server: Server) => readonly string[]): string[] => [...make('stock'), ...make('ours')];
  const others = Math.min(middle('ipywidgets', 'stock'), middle('anywidget', 'stock'));
  publish({
    scenario: 'round trip',
    title: `${String(TRIPS)} steps of a slider to a callback and back, in turn with a raw comm's, ms`,
    head: ['', ...each(server => [SERVERS[server], 'p95', 'missed', 'to raw'])],
    rows: [
      [TITLES.raw, ...each(server => [...figures(raw(LIBRARIES, server)), '1.00'])],
      ...LIBRARIES.map(peer => [
        TITLES[peer],
        ...each(server => [...figures(own(peer, server)), shown(toRaw(peer, server), 2)]),
      ]),
    ],
    goals: [
      ...(['stock', 'ours'] as const).map(server => ({
        what: `time against the raw echo, ${SERVERS[server]}`,
        measured: toRaw('yewpyter', server),
        sense: 'at most' as const,
        limit: 1.05,
      })),
      {
        what: 'best of the other libraries without the extension, against ours with it',
        measured: others / middle('yewpyter', 'ours'),
        sense: 'at least',
        limit: 4,
      },
    ],
    runs: results,
  });
}

interface Trips {
  readonly milliseconds: readonly number[];
  /** Steps that no answer came to. */
  readonly missed: number;
}

/** A library's, and those of the raw comm in the same kernel and page. */
interface Both {
  readonly own: Trips;
  readonly raw: Trips;
}

function pooled(all: readonly Trips[]): Trips {
  return {
    milliseconds: all.flatMap(({ milliseconds }) => milliseconds),
    missed: all.reduce((sum, { missed }) => sum + missed, 0),
  };
}

function figures({ milliseconds, missed }: Trips): string[] {
  return [shown(median(milliseconds), 1), shown(percentile(milliseconds, 0.95), 1), String(missed)];
}

async function trips(page: BarePage, peer: Library): Promise<Both> {
  const tracks = [
    { handle: '.raw-slider', target: '.raw-target' },
    { handle: HANDLES[peer], target: '.own-target' },
  ];
  await page.evaluate(show, { source: `${RAW}\n${SHOWS[peer]}`, tracks });
  await page.evaluate(hostEcho, undefined);
  const [raw, own] = await page.evaluate(drag, { tracks, first: FIRST, count: FIRST + TRIPS });
  if (raw === undefined || own === undefined) {
    throw new Error('the page did not answer for both');
  }
  return { raw, own };
}

interface Track {
  readonly handle: string;
  readonly target: string;
}

/** Runs in the page. */
async function show({ source, tracks }: { source: string; tracks: readonly Track[] }): Promise<void> {
  const { wire } = window;
  await wire.insert(source);
  wire.run();
  const all = tracks.flatMap(({ handle, target }) => [handle, target]);
  const there = (): number => all.filter(selector => document.querySelector(selector) !== null).length;
  if ((await wire.until(there, all.length)) === null) {
    throw new Error(`not all of ${all.join(', ')} were shown: ${wire.said()}`);
  }
  await wire.settle();
}

interface Wanted {
  readonly tracks: readonly Track[];
  readonly first: number;
  readonly count: number;
}

/** Runs in the page: steps one by one, the tracks in turn, each when the one before has been answered and the kernel is idle. */
async function drag({ tracks, first, count }: Wanted): Promise<Trips[]> {
  const ANSWERED = 3_000;
  const PAUSE = 20;
  const MOST_MISSED = 5;
  const { wire } = window;
  const step = (dragged: Element, value: number): void => {
    if (dragged instanceof HTMLInputElement) {
      dragged.value = String(value);
      dragged.dispatchEvent(new InputEvent('input', { bubbles: true }));
    } else {
      dragged.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    }
  };
  const answered = (target: Element, value: number): Promise<number> =>
    new Promise(resolve => {
      const observer = new MutationObserver(() => {
        if (target.textContent.trim() === `v${String(value)}`) {
          end(performance.now());
        }
      });
      const late = setTimeout(() => {
        end(Number.NaN);
      }, ANSWERED);
      const end = (at: number): void => {
        observer.disconnect();
        clearTimeout(late);
        resolve(at);
      };
      observer.observe(target, { childList: true, characterData: true, subtree: true });
    });
  const idle = async (): Promise<void> => {
    for (const end = Date.now() + ANSWERED; wire.kernel().status !== 'idle' && Date.now() < end;) {
      await wire.pause(1);
    }
    await wire.pause(PAUSE);
  };
  const results = tracks.map(() => ({ milliseconds: [] as number[], missed: 0 }));
  for (let value = 1; value <= count; value += 1) {
    for (const [index, track] of tracks.entries()) {
      const [dragged, target] = [document.querySelector(track.handle), document.querySelector(track.target)];
      const result = results[index];
      if (dragged === null || target === null || result === undefined || result.missed >= MOST_MISSED) {
        continue;
      }
      const answer = answered(target, value);
      const start = performance.now();
      step(dragged, value);
      const took = (await answer) - start;
      if (Number.isNaN(took)) {
        result.missed += 1;
      } else if (value > first) {
        result.milliseconds.push(took);
      }
      await idle();
    }
  }
  return results;
}

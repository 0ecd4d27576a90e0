/**
 * How long a widget takes to show in an output frame, transfer of the code included, against what the bytes of that
 * code take by themselves over the same comm; and the second output of the page against the first. Each repetition has
 * a kernel, a browser context and a page of its own, and measures all three.
 */

import config from '../../tests/e2e/playwright.colab.config.ts';
import { Colab, test } from '../../tests/e2e/colab/fixtures.ts';
import { best, worst, type Facts } from '../../tests/e2e/colab/facts.ts';
import type { Cell } from '../../tests/e2e/colab/notebook.ts';
import type { Comm, Message } from '../../tests/e2e/colab/frame/comm.ts';

const REPETITIONS = 9;

/** What one repetition measured, in milliseconds and bytes. */
interface Run {
  readonly raw: number;
  readonly bytes: number;
  readonly first: number;
  readonly second: number;
}

interface FileInfo {
  readonly sha256: string;
  readonly size: number;
  readonly pieces: number;
}

test.use({ launchOptions: config.use?.launchOptions ?? {} });

for (const [name, facts] of [
  ['every uncertain fact at its worst', worst],
  ['every uncertain fact at its worst, but outputs reach each other', { ...worst, siblings: true }],
  ['every uncertain fact at its best', best],
] as const) {
  test(name, async ({ browser, jupyter, emulator }) => {
    const runs: Run[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const colab = new Colab(await browser.newContext(), { jupyter, emulator }, facts);
      runs.push(await once(colab, facts));
      await colab.end();
    }
    report(name, runs);
  });
}

async function once(colab: Colab, facts: Facts): Promise<Run> {
  await colab.context.addInitScript(markWhenVisible);
  const notebook = await colab.notebook({ facts });
  const bare = await notebook.run(
    'from IPython.display import HTML\nfrom yewpyter import Slider\nHTML("ready")',
  );
  // The first pull may find the kernel cold; the least of three is what the bytes take.
  const pulls = [await bare.inFrame(pull), await bare.inFrame(pull), await bare.inFrame(pull)];
  const raw = Math.min(...pulls.map(({ milliseconds }) => milliseconds));
  const first = await timeShown(await notebook.run('display(Slider(5))'));
  const second = await timeShown(await notebook.run('display(Slider(6))'));
  return { raw, bytes: pulls[0]?.bytes ?? 0, first, second };
}

/** Runs in every frame: notes when the first slider has been painted. */
function markWhenVisible(): void {
  const look = (): void => {
    const track = document.querySelector('.yp-slider-track');
    if (track === null || track.getBoundingClientRect().width === 0) {
      requestAnimationFrame(look);
    } else {
      requestAnimationFrame(() => performance.mark('widget visible'));
    }
  };
  requestAnimationFrame(look);
}

/** From the frame's being given the output until the widget in it has been painted. */
async function timeShown(cell: Cell): Promise<number> {
  await cell.frame.locator('.yp-slider-track').waitFor();
  return cell.inFrame(async () => {
    const marked = (name: string): number | undefined => performance.getEntriesByName(name)[0]?.startTime;
    while (marked('widget visible') === undefined) {
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
    return (marked('widget visible') ?? Number.NaN) - (marked('output given') ?? Number.NaN);
  });
}

/** Runs in a frame: opens the comm of the widgets' code and pulls all pieces, each when the one before has come. */
async function pull(): Promise<{ milliseconds: number; bytes: number }> {
  const start = performance.now();
  const comm: Comm = await google.colab.kernel.comms.open('yewpyter.frame', { version: 1 });
  const messages = comm.messages[Symbol.asyncIterator]();
  let id = 0;
  const ask = async (question: object): Promise<Message> => {
    await comm.send({ ...question, id: ++id });
    return (await messages.next()).value as Message;
  };
  const { files } = (await ask({ ask: 'files' })).data as { files: Record<string, FileInfo> };
  let bytes = 0;
  for (const { sha256, pieces, size } of Object.values(files)) {
    for (let piece = 0; piece < pieces; piece += 1) {
      await ask({ ask: 'piece', file: sha256, piece });
    }
    bytes += size;
  }
  const milliseconds = performance.now() - start;
  comm.close();
  return { milliseconds, bytes };
}

function report(name: string, runs: readonly Run[]): void {
  const [raw, first, second, bytes] = (['raw', 'first', 'second', 'bytes'] as const).map(key =>
    median(runs, key),
  );
  const ratio = (a = Number.NaN, b = Number.NaN): string => (a / b).toFixed(2);
  console.log(`\n${name}, medians of ${String(runs.length)}`);
  console.log(`the code's bytes alone   ${ms(raw)}   ${((bytes ?? 0) / 1000).toFixed(0)} kB`);
  console.log(`first output             ${ms(first)}   ${ratio(first, raw)} of the bytes alone (budget 3)`);
  console.log(`second output            ${ms(second)}   ${ratio(second, first)} of the first (budget 0.5)`);
}

function ms(value = Number.NaN): string {
  return `${value.toFixed(0).padStart(5)} ms`;
}

function median(runs: readonly Run[], key: keyof Run): number {
  const values = runs.map(run => run[key]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

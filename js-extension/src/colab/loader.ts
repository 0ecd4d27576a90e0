/**
 * The inline script of an output: opens our comm, pulls the code once per frame, and has it draw. The build wraps
 * it into `(place, model) => {…}`; both are texts that the kernel puts behind it.
 */

import { showNotice } from '../notice';
import { Channel, opening, type Question } from './channel';
import { fetchCode, readKept } from './code';
import { findColab, type Colab, type Comm } from './environment';
import type { Frame, Start } from './frame';
import { TARGET, VERSION } from './target';
import { watchKernel } from './watch';

declare const place: string;
declare const model: string;

declare global {
  /** The one runtime of the frame, or the attempt to get it; set by the first output. */
  var __yewpyter: Promise<Frame> | undefined;
  /** Set by the code that was pulled. */
  var __yewpyterStart: Start | undefined;
}

/** What a person reads under the picture of the widget meanwhile. */
const STATUS = {
  loading: 'Loading widget…',
  waiting: 'Waiting for the kernel, which may be busy with a cell…',
};

/** Milliseconds until a kernel that has not taken the comm counts as busy. */
const PATIENCE = 2000;

async function loadFrame(colab: Colab): Promise<Frame> {
  const kept = readKept();
  const questions = [{ ask: 'files' }, { ask: 'model', model }];
  const comm = await openComm(colab, questions);
  const channel = new Channel(comm, questions);
  // A kernel that is not told goes on talking to nobody.
  window.addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) {
      comm.close();
    }
  });
  channel.onWaiting = overdue => {
    say(overdue ? STATUS.waiting : STATUS.loading);
  };
  const kernel: { session?: string } = {};
  watchKernel(colab, channel, () => kernel.session);
  const code = await fetchCode(channel, await kept);
  kernel.session = code.session;
  const script = document.createElement('script');
  script.textContent = new TextDecoder().decode(code.script);
  document.head.append(script);
  if (globalThis.__yewpyterStart === undefined) {
    throw new Error("The page's Content-Security-Policy forbids the widgets' script.");
  }
  return globalThis.__yewpyterStart({
    colab,
    channel,
    foreign: code.foreign,
    // A fresh one each time: it can be read once only.
    wasm: () => new Response(code.wasm, { headers: { 'Content-Type': 'application/wasm' } }),
  });
}

/** Colab may give the comm only when the kernel has taken it. */
async function openComm(colab: Colab, questions: readonly Question[]): Promise<Comm> {
  const overdue = setTimeout(say, PATIENCE, STATUS.waiting);
  try {
    return await colab.kernel.comms.open(TARGET, { version: VERSION, questions: opening(questions) });
  } finally {
    clearTimeout(overdue);
    say(STATUS.loading);
  }
}

function say(text: string): void {
  document.querySelectorAll('.yewpyter-status').forEach(status => {
    status.textContent = text;
  });
}

async function show(output: HTMLElement, colab: Colab): Promise<void> {
  const live = output.ownerDocument.createElement('div');
  const status = output.ownerDocument.createElement('div');
  status.className = 'yewpyter-status';
  status.setAttribute('role', 'status');
  status.textContent = STATUS.loading;
  output.append(live, status);
  try {
    globalThis.__yewpyter ??= loadFrame(colab);
    const frame = await globalThis.__yewpyter;
    status.remove();
    await frame.render(model, live);
    output.replaceChildren(live); // the picture has served
  } catch (error) {
    console.error('[yewpyter]', error);
    globalThis.__yewpyter = undefined;
    showNotice(live, {
      title: 'This widget could not be brought to life',
      detail: error instanceof Error ? error.message : String(error),
      retry: () => {
        live.remove();
        void show(output, colab);
      },
    });
    status.remove();
  }
}

const output = document.getElementById(place);
const colab = findColab();
// Elsewhere, and in a notebook of an earlier session, the picture says what it is.
if (output !== null && colab?.kernel.accessAllowed === true) {
  void show(output, colab);
}

/**
 * The inline script of an output: opens our comm, gets the code once per frame, and has it draw. The build wraps it
 * into `(place, model, carried) => {…}`; all three are texts that the kernel puts behind it.
 */

import { showNotice } from '../notice';
import { Channel, opening, type Question } from './channel';
import { fetchCode, firstQuestions, readKept, type Manifest } from './code';
import { findColab, type Colab, type Comm } from './environment';
import type { Frame, Start } from './frame';
import type { ModelRecord } from './kernel-environment';
import { TARGET, VERSION } from './target';
import { watchKernel } from './watch';

declare const place: string;
declare const model: string;
declare const carried: string;

declare global {
  /** The one runtime of the frame, or the attempt to get it; set by the first output. */
  var __yewpyter: Promise<Frame> | undefined;
  /** Set by the code that was pulled. */
  var __yewpyterStart: Start | undefined;
}

/** What the kernel has written into the output. */
interface Carried {
  /** Another one in each kernel. */
  readonly session: string;
  /** Where Google's own widget manager lies, if the kernel knows. */
  readonly foreign: string | null;
  readonly files: Manifest;
  /** How the widget was when it was displayed; absent where that is too much to carry. */
  readonly model?: ModelRecord;
}

/** What a person reads under the widget until the kernel has been heard. */
const STATUS = {
  connecting: 'Connecting to the kernel…',
  waiting: 'Waiting for the kernel, which may be busy with a cell…',
};

/** Milliseconds until a kernel that has not taken the comm counts as busy. */
const PATIENCE = 2000;

async function loadFrame(colab: Colab, { files, session, foreign }: Carried): Promise<Frame> {
  const kept = await readKept(files);
  const questions = [{ ask: 'model', model }, ...firstQuestions(files, kept)];
  const channel = new Channel(openComm(colab, questions), questions);
  channel.onWaiting = overdue => {
    say(overdue ? STATUS.waiting : STATUS.connecting);
  };
  watchKernel(colab, channel, session);
  const code = await fetchCode(channel, files, kept);
  const script = document.createElement('script');
  script.textContent = new TextDecoder().decode(code.script);
  document.head.append(script);
  if (globalThis.__yewpyterStart === undefined) {
    throw new Error("The page's Content-Security-Policy forbids the widgets' script.");
  }
  return globalThis.__yewpyterStart({
    colab,
    channel,
    foreign,
    // A fresh one each time: it can be read once only.
    wasm: () => new Response(code.wasm, { headers: { 'Content-Type': 'application/wasm' } }),
  });
}

/** Colab may give the comm only when the kernel has taken it. */
async function openComm(colab: Colab, questions: readonly Question[]): Promise<Comm> {
  const overdue = setTimeout(say, PATIENCE, STATUS.waiting);
  try {
    const data = { version: VERSION, questions: opening(questions) };
    const comm = await colab.kernel.comms.open(TARGET, data);
    // A kernel that is not told goes on talking to nobody.
    window.addEventListener('pagehide', ({ persisted }) => {
      if (!persisted) {
        comm.close();
      }
    });
    return comm;
  } finally {
    clearTimeout(overdue);
    say(STATUS.connecting);
  }
}

function say(text: string): void {
  document.querySelectorAll('.yewpyter-status').forEach(status => {
    status.textContent = text;
  });
}

async function show(output: HTMLElement, colab: Colab, told: Carried): Promise<void> {
  const picture = [...output.childNodes];
  const live = output.ownerDocument.createElement('div');
  const status = output.ownerDocument.createElement('div');
  status.className = 'yewpyter-status';
  status.setAttribute('role', 'status');
  status.textContent = STATUS.connecting;
  output.append(status);
  try {
    globalThis.__yewpyter ??= loadFrame(colab, told);
    const frame = await globalThis.__yewpyter;
    await frame.render(model, live, told.model);
    output.replaceChildren(live, status); // the picture has served, unless the kernel is gone
    await frame.confirmed(model);
    status.remove();
  } catch (error) {
    console.error('[yewpyter]', error);
    globalThis.__yewpyter = undefined;
    showNotice(live, {
      title: 'This widget could not be brought to life',
      detail: error instanceof Error ? error.message : String(error),
      retry: () => {
        live.remove();
        void show(output, colab, told);
      },
    });
    output.replaceChildren(...picture, live);
  }
}

const output = document.getElementById(place);
const colab = findColab();
// Elsewhere, and in a notebook of an earlier session, the picture says what it is.
if (output !== null && colab?.kernel.accessAllowed === true) {
  void show(output, colab, JSON.parse(carried) as Carried);
}

/** The cells on the page: a source, and an output frame as soon as there is output. */

import type { FrameCalls, FrameSetup, OutputItem, PageCalls } from '../calls.ts';
import { policyOf } from '../facts.ts';
import { Line } from '../line.ts';
import type { Listener } from './comms.ts';
import { markdown } from './markdown.ts';

/** What Colab's frames are allowed. */
const SANDBOX = [
  'allow-downloads',
  'allow-forms',
  'allow-pointer-lock',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
  'allow-same-origin',
  'allow-scripts',
  'allow-storage-access-by-user-activation',
];

/** What a frame needs of the page. */
export interface FrameHost {
  /** Where own managers are published. */
  readonly assets: string;
  /** Names the notebook in its frames' origins. */
  readonly notebook: string;
  readonly setup: () => FrameSetup;
  readonly answers: (frame: Listener) => Omit<PageCalls, 'setHeight'>;
  readonly joined: (frame: Listener) => void;
  readonly left: (frame: Listener) => void;
}

let frames = 0;

/** One cell. */
export class Cell {
  readonly index: number;
  readonly source: string;
  /** What a saved notebook would hold. */
  outputs: OutputItem[] = [];
  readonly #host: FrameHost;
  readonly #place: HTMLElement;
  #frame: Promise<Listener> | undefined;
  #shown: Promise<void> = Promise.resolve();

  constructor(index: number, cell: { type: 'code' | 'markdown'; source: string }, host: FrameHost) {
    this.index = index;
    this.source = cell.source;
    this.#host = host;
    const element = document.createElement('section');
    element.id = `cell-${String(index)}`;
    element.className = cell.type;
    this.#place = document.createElement('div');
    if (cell.type === 'markdown') {
      element.append(...markdown(cell.source));
    } else {
      const code = document.createElement('pre');
      code.textContent = cell.source;
      element.append(code, this.#place);
    }
    document.querySelector('main')?.append(element);
  }

  /** Adds an output. */
  show(item: OutputItem): void {
    this.outputs.push(item);
    this.#frame ??= this.#open();
    const frame = this.#frame;
    this.#shown = this.#shown.then(async () => {
      await (await frame).line.call('showOutput', item);
    });
  }

  /** Resolves when all outputs so far were drawn; rejects if one could not be. */
  drawn(): Promise<void> {
    return this.#shown;
  }

  /** Removes the frame with everything in it. */
  async clear(): Promise<void> {
    this.outputs = [];
    const frame = await this.#frame;
    if (frame !== undefined) {
      this.#host.left(frame);
    }
    this.#frame = undefined;
    this.#shown = Promise.resolve();
    this.#place.replaceChildren();
  }

  /** Removes the outputs; the frame stays. */
  empty(): void {
    this.outputs = [];
    const frame = this.#frame;
    this.#shown = this.#shown.then(async () => {
      await (await frame)?.line.call('clear', undefined);
    });
  }

  async #open(): Promise<Listener> {
    const setup = this.#host.setup();
    const iframe = document.createElement('iframe');
    iframe.sandbox.add(...SANDBOX);
    iframe.title = `Output of cell ${String(this.index)}`;
    iframe.src = this.#address(setup);
    const loaded = new Promise(resolve => {
      iframe.onload = resolve;
    });
    this.#place.replaceChildren(iframe);
    await loaded;
    const { port1, port2 } = new MessageChannel();
    iframe.contentWindow?.postMessage('colab frame', '*', [port2]);
    return this.#connect(iframe, port1, setup);
  }

  async #connect(iframe: HTMLIFrameElement, port: MessagePort, setup: FrameSetup): Promise<Listener> {
    const later: { frame?: Listener } = {};
    const answers = (): Omit<PageCalls, 'setHeight'> => {
      if (later.frame === undefined) {
        throw new Error('The frame asks before it has begun');
      }
      return this.#host.answers(later.frame);
    };
    const calls: PageCalls = {
      openComm: opened => answers().openComm(opened),
      sendComm: message => answers().sendComm(message),
      closeComm: comm => {
        answers().closeComm(comm);
      },
      modelState: model => answers().modelState(model),
      invokeFunction: call => answers().invokeFunction(call),
      proxyPort: number => answers().proxyPort(number),
      setHeight: height => {
        iframe.style.height = `${String(height)}px`;
      },
    };
    const frame: Listener = { cell: this.index, line: new Line<FrameCalls>(port, calls) };
    later.frame = frame;
    this.#host.joined(frame);
    await frame.line.call('begin', setup);
    return frame;
  }

  #address({ facts }: FrameSetup): string {
    frames += 1;
    const origin =
      facts.frameOrigins === 'output' ? `${this.#host.notebook}-${String(frames)}` : this.#host.notebook;
    const url = new URL(`http://${origin}-0-colab.localhost:${location.port}/frame`);
    url.searchParams.set('policy', policyOf(facts, this.#host.assets));
    return url.href;
  }
}

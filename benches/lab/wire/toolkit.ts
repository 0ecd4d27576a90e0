/** Put into each measured page before anything of its own: the websocket's frames, waiting with an end, cells, questions. */

import type { Kernel } from '../../../tests/e2e/harness/page-types.ts';

/** A message that came over a comm. */
export interface CommMessage {
  readonly content: { readonly data: Readonly<Record<string, unknown>> };
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** A comm in JupyterLab's kernel connection. */
export interface Comm {
  onMsg: (message: CommMessage) => void;
  open(data: object): unknown;
  send(data: object): unknown;
}

/** What JupyterLab's kernel connection offers beside what the tests use. */
export interface CommKernel extends Omit<Kernel, 'requestExecute'> {
  registerCommTarget(name: string, opened: (comm: Comm) => void): void;
  createComm(target: string): Comm;
  requestExecute(content: object): { onReply: (reply: { content: Reply }) => void };
}

/** A kernel's answer to an execution request. */
export interface Reply {
  readonly status: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly user_expressions?: Record<string, { readonly evalue?: string; readonly data?: Record<string, string> }>;
}

/** What went over the kernel's websocket, in both directions. */
export interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  readonly opens: number;
  /** The most comm messages that came within one second. */
  readonly busiest: number;
}

/** `window.wire`. */
export interface Toolkit {
  /** Waits for the next picture. */
  frame(): Promise<void>;
  pause(milliseconds: number): Promise<void>;
  kernel(): CommKernel;
  /** Adds a cell at the end and makes it the active one; its index. */
  insert(source: string): Promise<number>;
  /** Runs the active cell. */
  run(): void;
  /** What the active cell's code was refused with, if it was. */
  said(): string;
  /** Runs code in the kernel and gives an expression's value, as soon as the reply comes. */
  ask(code: string, expression?: string): Promise<string>;
  /** Looks at every picture until the probe gives the goal; the time then, or null after long without any news. */
  until(probe: () => number, goal: number): Promise<number | null>;
  /** Waits, though not for ever, until the kernel is idle and the wire silent. */
  settle(): Promise<void>;
  /** Forgets the frames so far. */
  reset(): void;
  traffic(): Traffic;
}

declare global {
  interface Window {
    wire: Toolkit;
  }
}

/** Runs in the page. */
export function toolkit(): void {
  const STALLED = 5_000;
  const SILENT = 250;

  interface Frame {
    readonly at: number;
    readonly bytes: number;
    /** Decoded only afterwards: measuring must not make the page busy. */
    readonly header: string | ArrayBuffer;
  }
  let frames: Frame[] = [];

  // The kernel protocol's binary layout: a count, offsets, then channel, header and so on.
  const note = (data: string | ArrayBuffer): void => {
    if (typeof data === 'string') {
      frames.push({ at: Date.now(), bytes: data.length, header: data });
      return;
    }
    const offsets = new DataView(data);
    const [from, to] = [Number(offsets.getBigUint64(16, true)), Number(offsets.getBigUint64(24, true))];
    frames.push({ at: Date.now(), bytes: data.byteLength, header: data.slice(from, to) });
  };
  const kind = ({ header }: Frame): string => {
    const text = typeof header === 'string' ? header : new TextDecoder().decode(header);
    return /"msg_type":\s*"(\w+)"/.exec(text)?.[1] ?? '';
  };

  window.WebSocket = class extends window.WebSocket {
    readonly #counts: boolean;
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.#counts = String(url).includes('/channels');
      this.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
        if (this.#counts) {
          note(data);
        }
      });
    }
    override send(data: string | ArrayBuffer): void {
      if (this.#counts) {
        note(data);
      }
      super.send(data);
    }
  };

  const panel = (): NonNullable<typeof window.jupyterapp.shell.currentWidget> => {
    const found = window.jupyterapp.shell.currentWidget;
    if (found === null) {
      throw new Error('no notebook is open');
    }
    return found;
  };
  const frame = (): Promise<void> =>
    new Promise(resolve => {
      requestAnimationFrame(() => {
        resolve();
      });
    });
  const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

  window.wire = {
    frame,
    pause,
    kernel: () => panel().sessionContext.session?.kernel as unknown as CommKernel,
    async insert(source) {
      const { content } = panel();
      const end = content.model.cells.length;
      content.model.sharedModel.insertCell(end, { cell_type: 'code', source, metadata: { trusted: true } });
      content.deselectAll();
      content.activeCellIndex = end;
      await frame();
      await frame();
      return end;
    },
    run() {
      void window.jupyterapp.commands.execute('notebook:run-cell');
    },
    said() {
      const { content } = panel();
      const outputs = content.model.cells.get(content.activeCellIndex).outputs.toJSON();
      return outputs.map(({ ename, evalue }) => (ename === undefined ? '' : `${ename}: ${evalue ?? ''}`)).join('');
    },
    ask(code, expression = '0') {
      const request = { code, silent: false, store_history: false, user_expressions: { wanted: expression } };
      const future = window.wire.kernel().requestExecute(request);
      return new Promise((resolve, reject) => {
        future.onReply = ({ content }) => {
          const { ename, evalue, user_expressions } = content;
          const value = user_expressions?.['wanted']?.data?.['text/plain'];
          if (value === undefined) {
            reject(new Error(`${ename ?? ''} ${evalue ?? user_expressions?.['wanted']?.evalue ?? ''} in ${code}`));
          } else {
            resolve(value);
          }
        };
      });
    },
    async until(probe, goal) {
      let [seen, count, news] = [Number.NaN, frames.length, Date.now()];
      for (;;) {
        await frame();
        const [value, now] = [probe(), Date.now()];
        if (value === goal) {
          return now;
        }
        if (value !== seen || frames.length !== count) {
          [seen, count, news] = [value, frames.length, now];
        }
        if (now - news > STALLED) {
          return null;
        }
      }
    },
    async settle() {
      const end = Date.now() + STALLED;
      const busy = (now: number): boolean =>
        window.wire.kernel().status !== 'idle' || now - (frames.at(-1)?.at ?? 0) < SILENT;
      while (Date.now() < end && busy(Date.now())) {
        await pause(20);
      }
    },
    reset() {
      frames = [];
    },
    traffic() {
      const kinds = frames.map(kind);
      const times = frames.filter((_, index) => kinds[index] === 'comm_msg').map(({ at }) => at);
      let [first, busiest] = [0, 0];
      times.forEach((time, index) => {
        while (time - (times[first] ?? time) >= 1000) {
          first += 1;
        }
        busiest = Math.max(busiest, index - first + 1);
      });
      const bytes = frames.reduce((sum, one) => sum + one.bytes, 0);
      return { messages: frames.length, bytes, opens: kinds.filter(name => name === 'comm_open').length, busiest };
    },
  };
}

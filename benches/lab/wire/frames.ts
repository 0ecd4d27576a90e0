/** What goes over the kernel's websocket. */

/** One frame, noted as it passes. */
export interface Frame {
  readonly at: number;
  readonly bytes: number;
  /** Decoded only afterwards: measuring must not make the page busy. */
  readonly header: string | ArrayBuffer;
}

/** What went over the kernel's websocket, in both directions. */
export interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  readonly opens: number;
  /** The most comm messages that came within one second. */
  readonly busiest: number;
}

/** The frames' part of the toolkit. */
export interface Frames {
  readonly frames: Frame[];
  /** Forgets the frames so far. */
  reset(): void;
  traffic(): Traffic;
}

/** Runs in the page: notes the frames. */
export function listening(): void {
  const frames: Frame[] = [];

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

  window.wire = { ...window.wire, frames };
}

/** Runs in the page: adds them up. */
export function counting(): void {
  const kind = ({ header }: Frame): string => {
    const text = typeof header === 'string' ? header : new TextDecoder().decode(header);
    return /"msg_type":\s*"(\w+)"/.exec(text)?.[1] ?? '';
  };

  window.wire = {
    ...window.wire,
    reset() {
      window.wire.frames.length = 0;
    },
    traffic() {
      const { frames } = window.wire;
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
      const opens = kinds.filter(name => name === 'comm_open').length;
      return { messages: frames.length, bytes, opens, busiest };
    },
  };
}

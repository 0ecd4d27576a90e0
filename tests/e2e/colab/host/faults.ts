/** What goes wrong on purpose between the kernel and a frame. */

import type { CommData } from '../calls.ts';

/** One thing that goes wrong, once. */
export interface Fault {
  /** Messages from the kernel on comms of this target are counted, from 1 and from when the fault was planned. */
  readonly target: string;
  readonly nth: number;
  /** Whether messages without a buffer count too. */
  readonly counts?: 'buffers' | 'all';
  /** `delay`: comes after the next message of the comm; `hold`: never comes, and nothing after it. */
  readonly what: 'lose' | 'damage' | 'double' | 'delay' | 'hold';
}

/** The faults ahead, and what is held back by one. */
export class Faults {
  /** How many messages each fault has seen. */
  readonly #ahead = new Map<Fault, number>();
  readonly #delayed = new Map<string, CommData>();
  readonly #held = new Set<string>();
  readonly #happened: Fault[] = [];

  plan(fault: Fault): void {
    this.#ahead.set(fault, 0);
  }

  happened(): readonly Fault[] {
    return this.#happened;
  }

  /** What really arrives when the kernel sends this. */
  through(target: string, message: CommData): CommData[] {
    if (this.#held.has(message.comm)) {
      return [];
    }
    const late = this.#delayed.get(message.comm);
    this.#delayed.delete(message.comm);
    return [...this.#struck(target, message), ...(late === undefined ? [] : [late])];
  }

  #struck(target: string, message: CommData): CommData[] {
    let fault: Fault | undefined;
    for (const [ahead, seen] of this.#ahead) {
      if (ahead.target === target && (ahead.counts === 'all' || message.buffers.length > 0)) {
        this.#ahead.set(ahead, seen + 1);
        fault ??= seen + 1 === ahead.nth ? ahead : undefined;
      }
    }
    if (fault === undefined) {
      return [message];
    }
    this.#happened.push(fault);
    switch (fault.what) {
      case 'lose':
        return [];
      case 'damage':
        return [damaged(message)];
      case 'double':
        return [message, message];
      case 'delay':
        this.#delayed.set(message.comm, message);
        return [];
      case 'hold':
        this.#held.add(message.comm);
        return [];
    }
  }
}

function damaged(message: CommData): CommData {
  const [first = new ArrayBuffer(0), ...others] = message.buffers;
  const bytes = new Uint8Array(first.slice(0));
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  return { ...message, buffers: [bytes.buffer, ...others] };
}

/** What goes wrong on purpose between the kernel and a frame. */

import type { CommData } from '../calls.ts';

/** One thing that goes wrong, once. */
export interface Fault {
  /** Messages from the kernel on comms of this target that carry a buffer are counted, from 1. */
  readonly target: string;
  readonly nth: number;
  /** `delay`: comes after the next message of the comm; `hold`: never comes, and nothing after it. */
  readonly what: 'lose' | 'damage' | 'double' | 'delay' | 'hold';
}

/** The faults ahead, and what is held back by one. */
export class Faults {
  readonly #ahead: Fault[] = [];
  readonly #seen = new Map<string, number>();
  readonly #delayed = new Map<string, CommData>();
  readonly #held = new Set<string>();
  readonly #happened: Fault[] = [];

  plan(fault: Fault): void {
    this.#ahead.push(fault);
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
    if (message.buffers.length === 0) {
      return [message];
    }
    const nth = (this.#seen.get(target) ?? 0) + 1;
    this.#seen.set(target, nth);
    const fault = this.#ahead.find(ahead => ahead.target === target && ahead.nth === nth);
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

/**
 * Questions to the kernel on a comm of our own, which answers each by its number. Messages may be lost, doubled or
 * late: a question is asked again until it is answered or the comm ends.
 */

import type { Binary, Comm } from './environment';

/** Milliseconds until a question is asked again, the first time and at most. */
const PATIENCE = { first: 2000, most: 30_000 };

const GONE = 'The kernel behind this output was restarted or is gone. Run the cell again.';

/** One message of the kernel. */
export interface Received {
  readonly data: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Binary[];
}

/** What is asked. */
export type Question = Readonly<Record<string, unknown>>;

/** One comm and the questions under way on it. */
export class Channel {
  /** Told of each message that answers nothing; set before the first model is asked for. */
  onPush: (push: Received) => void = () => undefined;
  /** Told when answers have become overdue, and when they have come. */
  onWaiting: (overdue: boolean) => void = () => undefined;
  /** Told when the comm has ended. */
  onEnd: (reason: Error) => void = () => undefined;
  readonly #comm: Comm;
  /** By each number under which a question was sent. */
  readonly #open = new Map<number, Asking>();
  #end: Error | undefined;
  #lastId = 0;
  #overdue = 0;

  constructor(comm: Comm) {
    this.#comm = comm;
    this.#listen().then(
      () => {
        this.#finish(new Error(GONE));
      },
      (error: unknown) => {
        this.#finish(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  /**
   * Asks, and asks again.
   *
   * @returns the answer
   * @throws what the kernel says against it, or why there is no kernel any more
   */
  async ask(question: Question, buffers: ArrayBuffer[] = []): Promise<Received> {
    const asking = new Asking((id, first) => {
      this.#open.set(id, asking);
      const again = id === first ? {} : { again: first };
      this.#comm.send({ ...question, id, ...again }, { buffers }).catch((error: unknown) => {
        asking.reject(new Error(`The kernel cannot be reached: ${String(error)}`));
      });
    });
    const overdue = this.#repeat(asking);
    try {
      return await asking.answer;
    } finally {
      overdue();
      asking.ids.forEach(id => this.#open.delete(id));
    }
  }

  /** Sends the question now and then. Returns what ends it. */
  #repeat(asking: Asking): () => void {
    let patience = PATIENCE.first;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = (): void => {
      if (this.#end !== undefined) {
        asking.reject(this.#end);
        return;
      }
      if (asking.ids.length === 1) {
        this.#count(1);
      }
      asking.send(++this.#lastId);
      timer = setTimeout(send, patience);
      patience = Math.min(2 * patience, PATIENCE.most);
    };
    send();
    return () => {
      clearTimeout(timer);
      if (asking.ids.length > 1) {
        this.#count(-1);
      }
    };
  }

  #count(change: number): void {
    const before = this.#overdue > 0;
    this.#overdue += change;
    if (this.#overdue > 0 !== before) {
      this.onWaiting(!before);
    }
  }

  async #listen(): Promise<void> {
    for await (const { data, buffers = [] } of this.#comm.messages) {
      if (typeof data === 'object' && data !== null) {
        this.#receive({ data: data as Received['data'], buffers });
      }
    }
  }

  #receive(message: Received): void {
    const { re, error } = message.data;
    if (typeof re !== 'number') {
      this.onPush(message);
    } else if (typeof error === 'string') {
      this.#open.get(re)?.reject(new Error(error));
    } else {
      this.#open.get(re)?.resolve(message);
    }
  }

  #finish(reason: Error): void {
    this.#end = reason;
    this.#open.forEach(asking => {
      asking.reject(reason);
    });
    this.onEnd(reason);
  }
}

/** One question, sent once or more often; an answer to any of these is the answer. */
class Asking {
  readonly ids: number[] = [];
  readonly answer: Promise<Received>;
  resolve!: (answer: Received) => void;
  reject!: (reason: Error) => void;
  readonly #transmit: (id: number, first: number) => void;

  constructor(transmit: (id: number, first: number) => void) {
    this.#transmit = transmit;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  send(id: number): void {
    this.ids.push(id);
    this.#transmit(id, this.ids[0] ?? id);
  }
}

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

/** The questions, as they go along with the opening of a comm. */
export function opening(questions: readonly Question[]): Question[] {
  return questions.map((question, index) => ({ ...question, id: index + 1 }));
}

/** One comm and the questions under way on it. */
export class Channel {
  /** Told when answers have become overdue, and when they have come. */
  onWaiting: (overdue: boolean) => void = () => undefined;
  /** Told each time that a question has to be asked again. */
  onRepeat: () => void = () => undefined;
  /** Told when the comm has ended. */
  onEnd: (reason: Error) => void = () => undefined;
  #comm: Comm | undefined;
  /** What waits for the comm, in order. */
  #unsent: (() => void)[] = [];
  /** Asked with the opening of the comm, and not yet here. */
  readonly #early = new Map<string, Promise<Received>>();
  #push: ((push: Received) => void) | undefined;
  #unheard: Received[] = [];
  /** By each number under which a question was sent. */
  readonly #open = new Map<number, Asking>();
  #end: Error | undefined;
  #lastId = 0;
  #overdue = 0;

  /**
   * @param comm being opened; until it is there, what is asked is kept
   * @param questions that went along with the opening of the comm, as {@link opening} puts them
   */
  constructor(comm: Promise<Comm>, questions: readonly Question[] = []) {
    for (const question of questions) {
      const answer = this.#ask(question, [], ++this.#lastId);
      answer.catch(() => undefined); // whoever asks is told
      this.#early.set(JSON.stringify(question), answer);
    }
    this.#listen(comm).then(
      () => {
        this.end(new Error(GONE));
      },
      (error: unknown) => {
        this.end(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  /**
   * Asks, and asks again.
   *
   * @returns the answer
   * @throws what the kernel says against it, or why there is no kernel any more
   */
  ask(question: Question, buffers: ArrayBuffer[] = []): Promise<Received> {
    const key = JSON.stringify(question);
    const early = this.#early.get(key);
    this.#early.delete(key);
    return early ?? this.#ask(question, buffers);
  }

  /** Told of each message that answers nothing, also of those that came before. */
  set onPush(listener: (push: Received) => void) {
    this.#push = listener;
    const unheard = this.#unheard;
    this.#unheard = [];
    unheard.forEach(listener);
  }

  /** Nothing more will come: every question fails with the reason, now and later. */
  end(reason: Error = new Error(GONE)): void {
    if (this.#end !== undefined) {
      return;
    }
    this.#end = reason;
    this.#open.forEach(asking => {
      asking.reject(reason);
    });
    this.#flush();
    this.onEnd(reason);
  }

  async #ask(question: Question, buffers: ArrayBuffer[], sent?: number): Promise<Received> {
    const asking = new Asking((id, first) => {
      this.#open.set(id, asking);
      const again = id === first ? {} : { again: first };
      this.#comm?.send({ ...question, id, ...again }, { buffers }).catch((error: unknown) => {
        asking.reject(new Error(`The kernel cannot be reached: ${String(error)}`));
      });
    });
    if (sent !== undefined) {
      asking.ids.push(sent);
      this.#open.set(sent, asking);
    }
    const stop = this.#repeat(asking, sent !== undefined);
    try {
      return await asking.answer;
    } finally {
      stop();
      asking.ids.forEach(id => this.#open.delete(id));
    }
  }

  /** Sends the question now, unless it was, and then again and again. Returns what ends it. */
  #repeat(asking: Asking, sent: boolean): () => void {
    let patience = PATIENCE.first;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let overdue = false;
    const send = (): void => {
      if (this.#end !== undefined) {
        asking.reject(this.#end);
        return;
      }
      asking.send(++this.#lastId);
      wait();
    };
    const wait = (): void => {
      timer = setTimeout(() => {
        if (!overdue) {
          overdue = true;
          this.#count(1);
        }
        this.onRepeat();
        send();
      }, patience);
      patience = Math.min(2 * patience, PATIENCE.most);
    };
    this.#onceOpen(sent ? wait : send);
    return () => {
      clearTimeout(timer);
      if (overdue) {
        this.#count(-1);
      }
    };
  }

  /** Acts when there is a comm, or will never be one. */
  #onceOpen(action: () => void): void {
    if (this.#comm === undefined && this.#end === undefined) {
      this.#unsent.push(action);
    } else {
      action();
    }
  }

  #flush(): void {
    this.#unsent.splice(0).forEach(action => {
      action();
    });
  }

  #tell(push: Received): void {
    if (this.#push === undefined) {
      this.#unheard.push(push);
    } else {
      this.#push(push);
    }
  }

  #count(change: number): void {
    const before = this.#overdue > 0;
    this.#overdue += change;
    if (this.#overdue > 0 !== before) {
      this.onWaiting(!before);
    }
  }

  async #listen(opening: Promise<Comm>): Promise<void> {
    const comm = await opening;
    this.#comm = comm;
    this.#flush();
    for await (const { data, buffers = [] } of comm.messages) {
      if (typeof data === 'object' && data !== null) {
        this.#receive({ data: data as Received['data'], buffers });
      }
    }
  }

  #receive(message: Received): void {
    const { re, error } = message.data;
    if (typeof re !== 'number') {
      this.#tell(message);
    } else if (typeof error === 'string') {
      this.#open.get(re)?.reject(new Error(error));
    } else {
      this.#open.get(re)?.resolve(message);
    }
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

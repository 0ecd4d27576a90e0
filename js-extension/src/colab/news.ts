/**
 * What the kernel tells unasked, each message once and in order. A message may get lost, and Colab may not deliver
 * to the output of one cell what another cell has caused: so the kernel is asked for news now and then, often
 * where that has proved necessary, and seldom where it has not.
 */

import type { Channel, Received } from './channel';

/** Milliseconds between two questions. */
const PAUSE = { least: 1000, most: 16_000 };

/** The order of the kernel's numbered messages on one channel. */
export class News {
  readonly #channel: Channel;
  readonly #tell: (push: Received) => void;
  readonly #lost: () => void;
  readonly #early = new Map<number, Received>();
  #last = 0;
  #pause = PAUSE.least;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #stopped = false;

  /**
   * @param tell is given each message once, in order
   * @param lost is told when some are lost for good
   */
  constructor(channel: Channel, tell: (push: Received) => void, lost: () => void) {
    this.#channel = channel;
    this.#tell = tell;
    this.#lost = lost;
    channel.onPush = push => {
      this.#receive(push);
    };
    document.addEventListener('visibilitychange', this.#look);
    this.#schedule();
  }

  /** Asks no more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
  }

  #receive(push: Received): void {
    const { n } = push.data;
    if (typeof n !== 'number' || n <= this.#last) {
      return;
    }
    this.#early.set(n, push);
    this.#deliver();
    if (this.#early.size > 0) {
      void this.#ask(); // one before it is missing
    }
  }

  #deliver(): void {
    for (
      let next = this.#early.get(this.#last + 1);
      next !== undefined;
      next = this.#early.get(this.#last + 1)
    ) {
      this.#last += 1;
      this.#early.delete(this.#last);
      this.#tell(next);
    }
  }

  readonly #look = (): void => {
    if (!document.hidden) {
      void this.#ask();
    }
  };

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.#timer = setTimeout(this.#look, this.#pause);
    }
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#stopped) {
      return;
    }
    this.#asking = true;
    const before = this.#last;
    try {
      const { data } = await this.#channel.ask({ ask: 'news', after: before });
      if (typeof data['last'] === 'number') {
        this.#caughtUp(data['last']);
      }
      if (data['lost'] === true) {
        this.#lost();
      }
      // What only came by asking will only come by asking again.
      this.#pause = this.#last > before ? PAUSE.least : Math.min(2 * this.#pause, PAUSE.most);
    } catch (error) {
      console.warn('[yewpyter] The kernel gave no news:', error);
    } finally {
      this.#asking = false;
      this.#schedule();
    }
  }

  /** What has not come by now is not kept any more; what came later still counts. */
  #caughtUp(last: number): void {
    const left = [...this.#early.entries()].filter(([n]) => n <= last).sort(([a], [b]) => a - b);
    for (const [n, push] of left) {
      this.#early.delete(n);
      this.#last = n;
      this.#tell(push);
    }
    this.#last = Math.max(this.#last, last);
    this.#deliver();
  }
}

/**
 * Tells a crash from a loop of crashes.
 */

const WINDOW = 10_000;
const CRASHES = 3;

/** Milliseconds on a clock that only goes forward. */
export type Clock = () => number;

/** Counts the crashes of one thing. */
export class CrashLimit {
  readonly #now: Clock;
  #times: number[] = [];

  constructor(now: Clock) {
    this.#now = now;
  }

  /** Counts one more; true once there were too many in a short time, and then begins anew. */
  reached(): boolean {
    const now = this.#now();
    this.#times = [...this.#times.filter(time => now - time < WINDOW), now];
    if (this.#times.length < CRASHES) {
      return false;
    }
    this.#times = [];
    return true;
  }
}

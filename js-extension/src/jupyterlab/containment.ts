/**
 * Which models crashed, and what is to become of them: the first time a model is blocked, which leaves the
 * runtime in charge of it; one that keeps crashing is isolated, and the runtime hears no more of it.
 */

import { CrashLimit, type Clock } from '../crash-limit';
import type { Notice } from '../notice';

/** The crashes of one manager's models. */
export class Containment {
  /** Model to message. */
  readonly blocked = new Map<string, string>();
  /** Model to message. */
  readonly isolated = new Map<string, string>();
  readonly #now: Clock;
  readonly #limits = new Map<string, CrashLimit>();

  constructor(now: Clock) {
    this.#now = now;
  }

  /**
   * Notes a crash.
   *
   * @param owner the model that can be isolated: this one, or the root whose comm it shares; none if neither is the
   *   manager's own
   * @returns whether it will not come again by itself
   */
  note(modelId: string, message: string, owner: string | undefined): boolean {
    this.blocked.set(modelId, message);
    const limit = this.#limits.get(modelId) ?? new CrashLimit(this.#now);
    this.#limits.set(modelId, limit);
    if (!limit.reached()) {
      return true;
    }
    if (owner !== undefined) {
      this.isolated.set(owner, message);
    }
    return owner !== undefined;
  }

  /** What stands in the place of an isolated model. */
  notice(modelId: string, retry: () => void): Notice | undefined {
    const detail = this.isolated.get(modelId);
    const title = 'This widget crashed again and again, and was stopped';
    return detail === undefined ? undefined : { title, detail, retry };
  }

  /** Gives a model another chance. */
  readmit(modelId: string): void {
    this.blocked.delete(modelId);
    this.isolated.delete(modelId);
  }

  /** The model is gone. */
  forget(modelId: string): void {
    this.readmit(modelId);
    this.#limits.delete(modelId);
  }
}

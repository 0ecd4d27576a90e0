/**
 * The way to a runtime that may not be there yet, or any more.
 */

import type { Runtime } from '#bundle';

/** Something to tell the runtime. */
export type Event<T = void> = (runtime: Runtime) => T;

interface Waiting<Callbacks> {
  readonly modelId: string;
  readonly event: Event;
  readonly callbacks: Callbacks | undefined;
}

/**
 * Tells events to the present runtime, or keeps them in order for the next.
 *
 * `Callbacks` is what a host has to send along with the messages that an event leads to.
 */
export class Link<Callbacks = never> {
  /** Callbacks that came with the event being told; its messages carry them. */
  callbacks: Callbacks | undefined;
  readonly #threw: (error: unknown) => void;
  #runtime: Runtime | undefined;
  #backlog: Waiting<Callbacks>[] = [];
  #replaying = false;
  /** What the runtime threw, until that has been reported. */
  #fault: { readonly error: unknown } | undefined;

  /** @param threw is told of each exception; it cuts the link if that meant the runtime's end */
  constructor(threw: (error: unknown) => void) {
    this.#threw = threw;
  }

  /** Whether there is a runtime. */
  get up(): boolean {
    return this.#runtime !== undefined;
  }

  /**
   * Takes a fresh runtime and tells it what was kept, after `rebuild` has told it what it must know. A crash on
   * the way leaves the rest for the next one.
   */
  connect(runtime: Runtime, rebuild: () => void): void {
    this.#runtime = runtime;
    this.#fault = undefined;
    this.#replaying = true;
    try {
      rebuild();
      while (this.up) {
        const next = this.#backlog.shift();
        if (next === undefined) {
          break;
        }
        this.tell(next.event, next.callbacks);
      }
    } finally {
      this.#replaying = false;
    }
  }

  /** The runtime is gone; it is not called any more. */
  cut(): void {
    this.#runtime = undefined;
  }

  /** Tells now, or never. */
  tell<T>(event: Event<T>, callbacks?: Callbacks): T | undefined {
    this.#report();
    if (this.#runtime === undefined) {
      return undefined;
    }
    const outer = this.callbacks;
    this.callbacks = callbacks;
    try {
      return event(this.#runtime);
    } catch (error) {
      // After a stack overflow there may be no room to report from here; then the next event does.
      this.#fault = { error };
      this.#report();
      return undefined;
    } finally {
      this.callbacks = outer;
    }
  }

  /** Tells now, or when there is a runtime, in order. */
  post(modelId: string, event: Event, callbacks?: Callbacks): void {
    this.#report();
    if (this.#runtime === undefined || this.#replaying) {
      this.#backlog.push({ modelId, event, callbacks });
    } else {
      this.tell(event, callbacks);
    }
  }

  /** Drops what was kept for a model, or for all. Returns the models. */
  drop(modelId?: string): string[] {
    const dropped = this.#backlog.filter(waiting => modelId === undefined || waiting.modelId === modelId);
    this.#backlog = this.#backlog.filter(waiting => !dropped.includes(waiting));
    return dropped.map(waiting => waiting.modelId);
  }
  #report(): void {
    if (this.#fault !== undefined) {
      this.#threw(this.#fault.error);
      this.#fault = undefined;
    }
  }
}

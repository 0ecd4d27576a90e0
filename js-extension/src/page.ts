/**
 * The one WASM instance of the page: loaded once, shared by all managers, replaced when it crashes. Knows no
 * widgets; what must be rebuilt is its tenants' business.
 */

import { CrashLimit, type Clock } from './crash-limit';
import { explainLoadFailure, type Bundle, type Loader } from './load';
import type { Notice } from './notice';
import { silenceStaleErrors } from './stale';

/** Someone who runs on the instance. */
export interface Tenant {
  /** A fresh instance is there. May be called again and again. */
  start(bundle: Bundle): void;
  /** The instance is gone; nothing of it may be touched any more. */
  stop(): void;
  /** There will be no instance until someone presses the notice's button. */
  fail(notice: Notice): void;
}

type Phase =
  | { readonly name: 'empty' | 'loading' }
  | { readonly name: 'running'; readonly bundle: Bundle }
  | { readonly name: 'crashed'; readonly bundle: Bundle; readonly cause: unknown; contained: boolean }
  | { readonly name: 'failed'; readonly notice: Notice };

/** The instance and those who run on it. */
export class Page {
  readonly now: Clock;
  readonly #load: Loader;
  readonly #limit: CrashLimit;
  readonly #tenants = new Set<Tenant>();
  #phase: Phase = { name: 'empty' };
  #lastView = 0;

  constructor(load: Loader, now: Clock = () => performance.now()) {
    this.now = now;
    this.#load = load;
    this.#limit = new CrashLimit(now);
  }

  /** A number for a view, never given twice. */
  nextView(): number {
    this.#lastView += 1;
    return this.#lastView;
  }

  /** Begins to load, unless that has begun. Returns at once. */
  prepare(): void {
    if (this.#phase.name === 'empty') {
      void this.#run();
    }
  }

  /** Adds a tenant, once; it is started as soon as the instance is there. */
  enlist(tenant: Tenant): void {
    if (this.#tenants.has(tenant)) {
      return;
    }
    this.#tenants.add(tenant);
    this.prepare();
    if (this.#phase.name === 'running') {
      this.#start(tenant, this.#phase.bundle);
    } else if (this.#phase.name === 'failed') {
      tenant.fail(this.#phase.notice);
    }
  }

  /** Forgets a tenant. */
  dismiss(tenant: Tenant): void {
    this.#tenants.delete(tenant);
  }

  /**
   * The instance has crashed. Each tenant may say so, by the instance's own word or because a call threw: an
   * exception that has gone through Rust's frames has left them in the middle of their work.
   *
   * @param contained the cause is known and will not be run again as it is
   */
  crashed(cause: unknown, contained: boolean): void {
    if (this.#phase.name === 'crashed') {
      this.#phase.contained ||= contained;
    }
    if (this.#phase.name !== 'running') {
      return;
    }
    // A stack that has overflowed has hardly room for this: nothing may come before it.
    queueMicrotask(this.#recover);
    this.#phase = { name: 'crashed', bundle: this.#phase.bundle, cause, contained };
    this.#stopAll();
  }

  /** Runs when the dying instance is off the stack. */
  readonly #recover = (): void => {
    if (this.#phase.name !== 'crashed') {
      return;
    }
    const { bundle, cause, contained } = this.#phase;
    const message = String(cause);
    console.error(`[yewpyter] The widgets crashed and are rebuilt from their last state. ${message}`);
    this.#stopAll();
    if (!contained && this.#limit.reached()) {
      this.#fail('The widgets crashed again and again, and were stopped', message, () => {
        this.#restart(bundle);
      });
    } else {
      this.#restart(bundle);
    }
  };

  async #run(): Promise<void> {
    this.#phase = { name: 'loading' };
    try {
      const bundle = await this.#load();
      silenceStaleErrors(window);
      this.#startAll(bundle);
    } catch (error) {
      console.error('[yewpyter]', error);
      this.#fail('Yewpyter could not be loaded', explainLoadFailure(error), () => void this.#run());
    }
  }

  #restart(bundle: Bundle): void {
    this.#guard(() => {
      bundle.__wbg_reset_state();
      this.#startAll(bundle);
    });
  }

  #stopAll(): void {
    this.#tenants.forEach(tenant => {
      tenant.stop();
    });
  }

  #startAll(bundle: Bundle): void {
    this.#phase = { name: 'running', bundle };
    this.#tenants.forEach(tenant => {
      this.#start(tenant, bundle);
    });
  }

  #start(tenant: Tenant, bundle: Bundle): void {
    this.#guard(() => {
      // A tenant can crash while it is started; the others then wait for the next instance.
      if (this.#phase.name === 'running') {
        tenant.start(bundle);
      }
    });
  }

  #guard(starting: () => void): void {
    try {
      starting();
    } catch (error) {
      console.error('[yewpyter]', error);
      this.#fail(
        'The widgets could not be started',
        `Reload the page. The reason given was: ${String(error)}`,
      );
    }
  }

  #fail(title: string, detail: string, retry?: () => void): void {
    const notice: Notice = retry === undefined ? { title, detail } : { title, detail, retry };
    this.#phase = { name: 'failed', notice };
    this.#tenants.forEach(tenant => {
      tenant.fail(notice);
    });
  }
}

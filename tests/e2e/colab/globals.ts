/** What scripts in outputs find around them. Types only. */

import type { Comm } from './frame/comm.ts';

/** Colab's API, as far as the tests use it. */
interface Google {
  readonly colab: {
    readonly kernel: {
      readonly accessAllowed: boolean;
      readonly comms: {
        open(target: string, data?: unknown, buffers?: ArrayBuffer[]): Promise<Comm>;
        registerTarget(target: string, opened: (comm: Comm) => void): void;
      };
      invokeFunction(name: string, args?: unknown[], kwargs?: object): Promise<unknown>;
      proxyPort(port: number): Promise<string>;
    };
  };
}

declare global {
  /** What scripts in outputs find. */
  var google: Google;
  /** Where scripts of the tests note what they have seen. */
  var seen: unknown[];
}

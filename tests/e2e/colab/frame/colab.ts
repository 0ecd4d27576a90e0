/** `google.colab`, as its published typings describe it for output frames. */

import type { Json, PageCalls } from '../calls.ts';
import type { Facts } from '../facts.ts';
import type { Line } from '../line.ts';
import type { Comms, Message, Comm } from './comm.ts';
import type { Outputs } from './outputs.ts';

/** What the API stands on. */
export interface Parts {
  readonly line: Line<PageCalls>;
  readonly facts: Facts;
  readonly comms: Comms;
  readonly outputs: Outputs;
  readonly accessAllowed: boolean;
}

interface ResizeOptions {
  readonly maxHeight?: number;
}

/** The object that scripts in outputs find as `google.colab`. */
export function colabApi({ line, facts, comms, outputs, accessAllowed }: Parts): object {
  const kernel = {
    accessAllowed,
    comms: {
      open: (target: string, data?: unknown, buffers?: ArrayBuffer[]) => comms.open(target, data, buffers),
      registerTarget: (target: string, opened: (comm: Comm, message: Message) => void) => {
        comms.registerTarget(target, opened);
      },
    },
    invokeFunction: (name: string, args: unknown[] = [], kwargs: Json = {}) =>
      line.call('invokeFunction', { name, args, kwargs }),
    proxyPort: async (port: number) => {
      if (!facts.proxyPort) {
        throw new Error(`Port ${String(port)} cannot be reached from here`);
      }
      return line.call('proxyPort', port);
    },
  };
  const output = {
    getActiveOutputArea: () => outputs.area,
    getDefaultOutputArea: () => outputs.area,
    pauseOutputUntil: (promise: Promise<unknown>) => {
      outputs.pauseUntil(promise);
    },
    setIframeHeight: (height: number, autoResize = true, { maxHeight = Infinity }: ResizeOptions = {}) => {
      outputs.resizesItself = autoResize;
      void line.call('setHeight', Math.min(height, maxHeight));
    },
    resizeIframeToContent: () => {
      outputs.reportHeight();
    },
  };
  const widgets = {
    installCustomManager: (url: string, args?: unknown) => {
      outputs.managers.install(url, args);
    },
  };
  return { kernel, output, widgets };
}

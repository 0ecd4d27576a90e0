/** An output frame: takes the page's port, puts `google.colab` in place and shows what the page sends. */

import type { FrameCalls, FrameSetup, PageCalls } from '../calls.ts';
import { Line } from '../line.ts';
import { colabApi } from './colab.ts';
import { Comms } from './comm.ts';
import { Outputs } from './outputs.ts';

window.addEventListener('message', ({ data, ports: [port] }: MessageEvent) => {
  if (data === 'colab frame' && port !== undefined) {
    connect(port);
  }
});

function connect(port: MessagePort): void {
  let comms: Comms | undefined;
  let outputs: Outputs | undefined;
  const calls: FrameCalls = {
    begin: setup => {
      comms = new Comms(line, setup.facts);
      outputs = prepare(line, setup, comms);
    },
    showOutput: async item => {
      await outputs?.show(item);
    },
    clear: () => outputs?.clear(),
    commOpened: opened => comms?.opened(opened),
    commMessage: message => comms?.received(message),
    commClosed: comm => comms?.closed(comm),
  };
  const line = new Line<PageCalls>(port, calls);
}

function prepare(line: Line<PageCalls>, setup: FrameSetup, comms: Comms): Outputs {
  const { facts, accessAllowed, theme } = setup;
  const area = document.getElementById('output-area');
  if (area === null) {
    throw new Error('The frame has no output area');
  }
  document.documentElement.setAttribute('theme', theme);
  if (!facts.storage) {
    forbidStorage();
  }
  if (!facts.siblings) {
    // As if each output were inside a frame more.
    Object.defineProperty(globalThis, 'parent', { value: globalThis });
  }
  const outputs = new Outputs(area, { line, facts, comms });
  Reflect.set(globalThis, 'google', { colab: colabApi({ line, facts, comms, outputs, accessAllowed }) });
  return outputs;
}

/** As a browser that blocks the stores of embedded pages. */
function forbidStorage(): void {
  const refused = (): DOMException => new DOMException('Access to storage is denied', 'SecurityError');
  for (const name of ['caches', 'indexedDB', 'localStorage', 'sessionStorage']) {
    Object.defineProperty(globalThis, name, {
      get: () => {
        throw refused();
      },
    });
  }
}

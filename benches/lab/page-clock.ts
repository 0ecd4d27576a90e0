/** Time on the page's own clock: from the moment a cell is run until what it shows is laid out and painted. */

import type { Notebook } from '../../tests/e2e/harness/notebook.ts';

/** One measurement. */
export interface Shown {
  /** From running the cell to two frames after the last element has a box, in milliseconds. */
  readonly milliseconds: number;
  /** Bytes that came over the kernel's websocket meanwhile. */
  readonly bytes: number;
  /** Websocket messages that came meanwhile. */
  readonly messages: number;
}

/** Counts websocket traffic from the next page load on. It costs every peer the same. */
export function countTraffic(): void {
  const traffic = { bytes: 0, messages: 0 };
  Object.assign(window, { traffic });
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
        traffic.messages += 1;
        traffic.bytes += typeof data === 'string' ? data.length : data.byteLength;
      });
    }
  };
}

/** Runs the source as a new cell and waits until `count` elements of the selector stand in it with a box. */
export async function timeShown(
  notebook: Notebook,
  source: string,
  selector: string,
  count: number,
): Promise<Shown> {
  return notebook.page.evaluate(
    async ({ source, selector, count }) => {
      const content = window.jupyterapp.shell.currentWidget?.content;
      if (content === undefined) {
        throw new Error('no notebook is open');
      }
      const frame = (): Promise<number> => new Promise(resolve => requestAnimationFrame(resolve));
      const end = content.model.cells.length;
      content.model.sharedModel.insertCell(end, { cell_type: 'code', source, metadata: { trusted: true } });
      content.deselectAll();
      content.activeCellIndex = end;
      await frame();
      await frame();
      const { traffic } = window as unknown as { traffic: { bytes: number; messages: number } };
      const before = { ...traffic };
      const start = performance.now();
      void window.jupyterapp.commands.execute('notebook:run-cell');
      for (;;) {
        await frame();
        const found = document.querySelectorAll(`[data-windowed-list-index="${String(end)}"] ${selector}`);
        const last = found[count - 1];
        if (last !== undefined && last.getBoundingClientRect().width > 0) {
          break;
        }
        if (performance.now() - start > 120_000) {
          throw new Error(
            `${String(found.length)} of ${String(count)} elements ${selector} after two minutes`,
          );
        }
      }
      await frame();
      await frame();
      const milliseconds = performance.now() - start;
      return {
        milliseconds,
        bytes: traffic.bytes - before.bytes,
        messages: traffic.messages - before.messages,
      };
    },
    { source, selector, count },
  );
}

/** The kernel's websocket, watched, made to lose messages, and cut. Made before the page loads. */

import type { Page, WebSocketRoute } from '@playwright/test';

/** A message of the kernel, without its buffers. */
export interface KernelMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads a message in Jupyter's binary form (`v1.kernel.websocket.jupyter.org`): offsets, then the parts. */
function readMessage(message: string | Buffer): KernelMessage {
  if (typeof message === 'string') {
    const { header, content } = JSON.parse(message) as { header: { msg_type: string }; content: object };
    return { type: header.msg_type, content: { ...content } };
  }
  const part = (index: number): unknown => {
    const [from, to] = [index, index + 1].map(at => Number(message.readBigUInt64LE(8 * (at + 1))));
    return JSON.parse(message.subarray(from, to).toString('utf8'));
  };
  const { msg_type: type } = part(1) as { msg_type: string };
  return { type, content: part(4) as Record<string, unknown> };
}

/** The kernel connection of one page. */
export class Wire {
  readonly #page: Page;
  readonly #open = new Set<WebSocketRoute>();
  #cut = false;
  #loses: (message: KernelMessage) => boolean = () => false;
  /** What the kernel has sent, also what was lost. */
  readonly heard: KernelMessage[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  /** Stands between the page and its kernels from the next connection on. */
  async watch(): Promise<void> {
    await this.#page.routeWebSocket(/\/api\/kernels\/.*\/channels/, route => {
      if (this.#cut) {
        void route.close({ code: 1013, reason: 'the test keeps the wire cut' });
        return;
      }
      const server = route.connectToServer();
      this.#open.add(route);
      route.onMessage(message => {
        if (!this.#cut) {
          server.send(message);
        }
      });
      server.onMessage(message => {
        const read = readMessage(message);
        this.heard.push(read);
        if (!this.#cut && !this.#loses(read)) {
          route.send(message);
        }
      });
    });
  }

  /** From now on these messages of the kernel do not reach the page. */
  lose(which: (message: KernelMessage) => boolean): void {
    this.#loses = which;
  }

  /** How many messages of a type the kernel has sent. */
  count(type: string): number {
    return this.heard.filter(message => message.type === type).length;
  }

  /** Ends all connections, and lets no new one be made. */
  async cut(): Promise<void> {
    this.#cut = true;
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.map(route => route.close({ code: 1012, reason: 'the test cut the wire' })));
  }

  /** Lets connections be made again, and has JupyterLab make one now. */
  async mend(): Promise<void> {
    this.#cut = false;
    await this.#page.evaluate(() =>
      window.jupyterapp.shell.currentWidget?.sessionContext.session?.kernel?.reconnect(),
    );
  }

  /** What JupyterLab says of the connection. */
  status(): Promise<string> {
    return this.#page.evaluate(
      () => window.jupyterapp.shell.currentWidget?.sessionContext.session?.kernel?.connectionStatus ?? 'none',
    );
  }
}

/** The kernel's websocket, watched and cut. Made before the page loads. */

import type { Page, WebSocketRoute } from '@playwright/test';

/** The kernel connection of one page. */
export class Wire {
  readonly #page: Page;
  readonly #open = new Set<WebSocketRoute>();
  #cut = false;

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
        if (!this.#cut) {
          route.send(message);
        }
      });
    });
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

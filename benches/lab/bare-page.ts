/**
 * A page of the run's own browser that Playwright does not know of. Playwright listens to the network of each page it
 * knows, and the browser then copies every websocket frame for it: buffers of megabytes, and thousands of small messages,
 * would take the time that this takes. Here a page is spoken to through the browser's own session.
 */

import type { Browser, CDPSession } from '@playwright/test';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Evaluated {
  readonly result: { readonly value: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What is named by the protocol's ids. */
interface Ids {
  readonly browserContextId: string;
  readonly targetId: string;
  readonly sessionId: string;
}

export class BarePage {
  readonly #root: CDPSession;
  readonly #ids: Ids;
  readonly #waiting = new Map<number, Waiting>();
  readonly #loads: (() => void)[] = [];
  #calls = 0;

  private constructor(root: CDPSession, ids: Ids) {
    this.#root = root;
    this.#ids = ids;
    root.on('Target.receivedMessageFromTarget', ({ message }) => {
      this.#receive(JSON.parse(message) as Answer);
    });
    root.on('Target.targetCrashed', ({ targetId }) => {
      this.#fail(targetId, 'the page crashed');
    });
    root.on('Target.targetDestroyed', ({ targetId }) => {
      this.#fail(targetId, 'the page was closed');
    });
  }

  /** Opens an empty page in a browser context of its own; `scripts` will run before those of whatever it loads. */
  static async open(browser: Browser, scripts: readonly (() => void)[]): Promise<BarePage> {
    const root = await browser.newBrowserCDPSession();
    const { browserContextId } = await root.send('Target.createBrowserContext');
    const size = { width: 1400, height: 1000 };
    const { targetId } = await root.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      ...size,
    });
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false });
    const page = new BarePage(root, { browserContextId, targetId, sessionId });
    await root.send('Target.setDiscoverTargets', { discover: true });
    await page.call('Page.enable');
    const source = scripts.map(script => `(${script.toString()})();`).join('\n');
    await page.call('Page.addScriptToEvaluateOnNewDocument', { source });
    return page;
  }

  /** Loads an address, to its load event. */
  async goto(url: string): Promise<void> {
    const loaded = new Promise<void>(resolve => this.#loads.push(resolve));
    await this.call('Page.navigate', { url });
    await loaded;
  }

  /** Runs a function on the page with an argument that JSON can carry, and waits for what it promises. */
  async evaluate<Result, Argument>(
    action: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    const expression = `(${action.toString()})(${JSON.stringify(argument)})`;
    const options = { awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = (await this.call('Runtime.evaluate', {
      expression,
      ...options,
    })) as Evaluated;
    if (exceptionDetails !== undefined) {
      throw new Error(`on the page: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    }
    return result.value as Result;
  }

  /** Calls a method of the DevTools protocol on the page. */
  async call(method: string, params: object = {}): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const message = JSON.stringify({ id, method, params });
    await this.#root.send('Target.sendMessageToTarget', { sessionId: this.#ids.sessionId, message });
    return answer;
  }

  /** Closes the page and forgets all it stored. */
  async close(): Promise<void> {
    const { targetId, browserContextId } = this.#ids;
    await this.#root.send('Target.closeTarget', { targetId });
    await this.#root.send('Target.disposeBrowserContext', { browserContextId });
    await this.#root.detach();
  }

  #receive({ id, method, result, error }: Answer): void {
    if (method === 'Page.loadEventFired') {
      this.#loads.splice(0).forEach(loaded => {
        loaded();
      });
    }
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) {
      return;
    }
    this.#waiting.delete(id);
    if (error === undefined) {
      waiting.resolve(result);
    } else {
      waiting.reject(new Error(error.message));
    }
  }

  #fail(targetId: string, reason: string): void {
    if (targetId === this.#ids.targetId) {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(reason));
      }
      this.#waiting.clear();
    }
  }
}

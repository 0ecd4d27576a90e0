/** Everything a page complains about. A test that causes complaints says which; any other fails it. */

import { expect, type BrowserContext, type ConsoleMessage, type Page } from '@playwright/test';

/** JupyterLab's own noise, which has nothing to do with widgets. */
const NOISE: readonly RegExp[] = [
  // What was under way when a kernel was restarted or shut down.
  /Could not restore the debugger state|Canceled future for \w+ message/,
];

/** What must not stand on a page. */
const BAD_PLACES =
  '.yp-error, .yewpyter-notice, .jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]';
const BAD_TEXT = /Error displaying widget|Error creating widget|Click to show javascript error/;

/** Listens to the pages of one browser context. */
export class Complaints {
  readonly #heard: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(context: BrowserContext, isOwn: (url: string) => boolean) {
    context.on('console', message => {
      this.#console(message);
    });
    context.on('weberror', webError => {
      // What is thrown need not be an error: then one of these, or each, is empty.
      const { name, message, stack = '' } = webError.error();
      this.#heard.push(`uncaught: ${stack.includes(message) ? stack : `${name}: ${message} ${stack}`}`);
    });
    context.on('request', request => {
      const url = request.url();
      if (/^(https?|wss?):/.test(url) && !isOwn(url)) {
        this.#heard.push(`a request to another server: ${url}`);
      }
    });
  }

  /** The test causes complaints like this one. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** What was heard so far and matches. */
  matching(pattern: RegExp): string[] {
    return this.#heard.filter(text => pattern.test(text));
  }

  /** Fails on what nobody expected. */
  assertNone(): void {
    const fine = [...NOISE, ...this.#expected];
    const rest = this.#heard.filter(text => !fine.some(pattern => pattern.test(text)));
    expect(rest, 'unexpected complaints of the page').toEqual([]);
  }

  #console(message: ConsoleMessage): void {
    if (
      message.type() === 'error' ||
      (message.type() === 'warning' && message.text().includes('[yewpyter]'))
    ) {
      this.#heard.push(`console: ${message.text()} (${message.location().url})`);
    }
  }
}

/** Fails if a widget on the page shows an error in its place. */
export async function assertNoBrokenWidgets(page: Page): Promise<void> {
  expect(await page.locator(BAD_PLACES).allTextContents(), 'widgets that show an error').toEqual([]);
  const texts = await page.locator('.jp-OutputArea').allTextContents();
  expect(
    texts.filter(text => BAD_TEXT.test(text)),
    'widgets that JupyterLab could not show',
  ).toEqual([]);
}

/** The fixtures: one Jupyter server and one emulator a worker; notebooks made on demand, each on a page of its own. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { Complaints } from '../harness/complaints.ts';
import { colabPython, repository } from '../harness/environment.ts';
import { startServer, type LabServer } from '../harness/server.ts';
import { best, GOOGLE, worst, type Facts } from './facts.ts';
import type { NotebookSetup, Saved } from './host/notebook.ts';
import { Notebook } from './notebook.ts';
import { javascript, startEmulator, type Emulator } from './server.ts';

/** How one notebook differs from the project's preset. */
export interface NotebookOptions {
  /** Facts that are what the test is about. */
  readonly facts?: Partial<Facts>;
  /** Whether the kernel echoes updates (`JUPYTER_WIDGETS_ECHO`). */
  readonly echo?: boolean;
  readonly theme?: 'light' | 'dark';
}

export interface ColabOptions {
  readonly preset: 'worst' | 'best';
}

interface WorkerFixtures {
  jupyter: LabServer;
  emulator: Emulator;
}

interface TestFixtures {
  colab: Colab;
}

const PRESETS = { worst, best };
const BAD_PLACES = '.yp-error, .yewpyter-notice';

/** What the emulator opens for one test. */
export class Colab {
  readonly complaints: Complaints;
  readonly context: BrowserContext;
  readonly facts: Facts;
  readonly assets: string;
  readonly #jupyter: LabServer;
  readonly #emulator: Emulator;
  readonly #kernels: string[] = [];
  #errorsAreExpected = false;

  constructor(context: BrowserContext, servers: WorkerFixtures, facts: Facts) {
    this.context = context;
    this.facts = facts;
    this.#jupyter = servers.jupyter;
    this.#emulator = servers.emulator;
    this.assets = servers.emulator.assets;
    const own = [`${servers.jupyter.url}/`, `${GOOGLE}/`, servers.jupyter.url.replace('http', 'ws')];
    this.complaints = new Complaints(
      context,
      url =>
        own.some(origin => url.startsWith(origin)) ||
        new URL(url).host.endsWith(`.localhost:${String(servers.emulator.port)}`),
    );
  }

  /** Google's address answers with the stand-in, where frames may ask it. */
  async standIn(): Promise<void> {
    await this.context.route(`${GOOGLE}/**`, route =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: javascript('google-manager.ts'),
      }),
    );
  }

  /** A notebook with a kernel of its own. */
  async notebook(options: NotebookOptions = {}): Promise<Notebook> {
    const name = options.echo === true ? 'colab-echo' : 'colab';
    const { id } = (await this.#jupyter.request('kernels', { method: 'POST', body: { name } })) as {
      id: string;
    };
    this.#kernels.push(id);
    const { url: server, token } = this.#jupyter;
    const page = await this.#open(options, { server, token, kernel: id });
    return new Notebook(page, {
      restart: async () => {
        await this.#jupyter.request(`kernels/${id}/restart`, { method: 'POST', body: {} });
      },
    });
  }

  /** A saved notebook, looked at without a kernel. */
  async saved(notebook: Saved, options: NotebookOptions = {}): Promise<Notebook> {
    const page = await this.#open(options);
    await page.evaluate(saved => window.notebook.load(saved), notebook);
    return new Notebook(page);
  }

  /** The test leaves errors in widgets' places. */
  errorsAreExpected(): void {
    this.#errorsAreExpected = true;
  }

  /** Looks over what is left on the pages. */
  async check(): Promise<void> {
    this.complaints.assertNone();
    const frames = this.context.pages().flatMap(page => page.frames());
    for (const frame of this.#errorsAreExpected ? [] : frames) {
      base.expect(await frame.locator(BAD_PLACES).allTextContents(), 'errors in widgets’ places').toEqual([]);
    }
  }

  /** Ends the kernels. */
  async end(): Promise<void> {
    await this.context.close();
    await Promise.all(this.#kernels.map(id => this.#jupyter.request(`kernels/${id}`, { method: 'DELETE' })));
  }

  async #open(options: NotebookOptions, kernel?: NotebookSetup['kernel']): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.#emulator.page);
    const setup: NotebookSetup = {
      facts: { ...this.facts, ...options.facts },
      theme: options.theme ?? 'light',
      name: `n${randomBytes(6).toString('hex')}`,
      assets: this.assets,
      ...(kernel === undefined ? {} : { kernel }),
    };
    await page.waitForFunction(() => 'openNotebook' in window);
    await page.evaluate(given => window.openNotebook(given), setup);
    return page;
  }
}

function kernelspec(environment: Readonly<Record<string, string>>): object {
  return {
    argv: [colabPython, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    display_name: 'Colab',
    language: 'python',
    env: {
      COLAB_RELEASE_TAG: 'release-colab-external_20260819',
      PYTHONPATH: join(repository, 'tests/e2e/colab/kernel'),
      // What is not installed is not to be fetched.
      PIP_NO_INDEX: '1',
      ...environment,
    },
  };
}

export const test = base.extend<TestFixtures & ColabOptions, WorkerFixtures>({
  preset: ['worst', { option: true }],
  jupyter: [
    async ({}, use) => {
      const server = await startServer({
        // Colab's kernels are behind a server that is not ours.
        args: ['--YewpyterServer.nodelay=False'],
        kernels: { colab: kernelspec({}), 'colab-echo': kernelspec({ JUPYTER_WIDGETS_ECHO: '1' }) },
        origins: String.raw`http://colab\.localhost:\d+`,
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  emulator: [
    async ({}, use) => {
      const emulator = await startEmulator({ assets: join(repository, 'python/yewpyter/colab') });
      await use(emulator);
      await emulator.stop();
    },
    { scope: 'worker' },
  ],
  colab: async ({ context, jupyter, emulator, preset }, use, info) => {
    const colab = new Colab(context, { jupyter, emulator }, PRESETS[preset]);
    await colab.standIn();
    await use(colab);
    if (info.errors.length === 0) {
      await colab.check();
    }
    await colab.end();
  },
});

export { expect } from '@playwright/test';

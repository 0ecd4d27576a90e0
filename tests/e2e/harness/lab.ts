/** The fixtures: a server per worker, a browser context per test, notebooks made on demand. */

import { test as base, type BrowserContext } from '@playwright/test';
import { assertNoBrokenWidgets, Complaints } from './complaints.ts';
import { runningServer, runningToken } from './environment.ts';
import { Notebook } from './notebook.ts';
import { LabServer, startServer, type ServerOptions } from './server.ts';

interface WorkerFixtures {
  serverOptions: ServerOptions;
  server: LabServer;
}

interface TestFixtures {
  lab: Lab;
}

const KERNELSPEC = { name: 'python3', display_name: 'Python 3', language: 'python' };

let notebooks = 0;

/** JupyterLab in one browser context. */
export class Lab {
  readonly complaints: Complaints;
  readonly context: BrowserContext;
  readonly #server: LabServer;
  readonly #open: Notebook[] = [];

  constructor(server: LabServer, context: BrowserContext) {
    this.#server = server;
    this.context = context;
    this.complaints = new Complaints(context, server.url);
  }

  /** A new notebook with these cells, on a page and a kernel of its own. */
  async notebook(...sources: readonly string[]): Promise<Notebook> {
    notebooks += 1;
    const path = `${String(process.pid)}-${String(notebooks)}.ipynb`;
    const cells = sources.map((source, index) => ({
      cell_type: 'code', id: `c${String(index)}`, source, metadata: { trusted: true }, execution_count: null, outputs: [],
    }));
    const content = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: KERNELSPEC }, cells };
    await this.#server.request(`contents/${path}`, { method: 'PUT', body: { type: 'notebook', content } });
    return this.open(path);
  }

  /** A notebook that is there, in a new page. */
  async open(path: string): Promise<Notebook> {
    const notebook = new Notebook(await this.context.newPage(), path);
    await notebook.page.goto(this.address(path));
    await notebook.ready();
    this.#open.push(notebook);
    return notebook;
  }

  /** Where a notebook is to be found, in a workspace of its own. */
  address(path: string): string {
    const workspace = path.replace(/\W/g, '-');
    return `${this.#server.url}/lab/workspaces/${workspace}/tree/${path}?token=${this.#server.token}&reset`;
  }

  /** What was saved of a notebook. */
  async saved(path: string): Promise<unknown> {
    return this.#server.request(`contents/${path}`);
  }

  /** Looks over what is left on the pages, and ends the kernels. */
  async finish(check: 'check' | 'leave'): Promise<void> {
    if (check === 'check') {
      this.complaints.assertNone();
      for (const { page } of this.#open) {
        if (!page.isClosed()) {
          await assertNoBrokenWidgets(page);
        }
      }
    }
  }

  /** Ends every kernel of this server. */
  async endKernels(): Promise<void> {
    const sessions = (await this.#server.request('sessions')) as { id: string }[];
    await Promise.all(sessions.map(({ id }) => this.#server.request(`sessions/${id}`, { method: 'DELETE' })));
  }
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverOptions: [{}, { scope: 'worker', option: true }],
  server: [
    async ({ serverOptions }, use) => {
      const server =
        runningServer === undefined
          ? await startServer(serverOptions)
          : new LabServer(runningServer, runningToken, () => Promise.resolve());
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  lab: async ({ server, context }, use, info) => {
    const lab = new Lab(server, context);
    await use(lab);
    await lab.finish(info.errors.length === 0 ? 'check' : 'leave');
    await context.close();
    await lab.endKernels();
  },
});

export { expect, type Page } from '@playwright/test';

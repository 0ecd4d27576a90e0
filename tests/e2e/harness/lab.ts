/** The fixtures: a server per worker, a browser context per test, notebooks made on demand. */

import { test as base, type BrowserContext, type Page } from '@playwright/test';
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
let addresses = 0;

/** JupyterLab in one browser context. */
export class Lab {
  readonly complaints: Complaints;
  readonly context: BrowserContext;
  readonly #server: LabServer;
  readonly #open: Notebook[] = [];
  #errorsAreExpected = false;

  constructor(server: LabServer, context: BrowserContext) {
    this.#server = server;
    this.context = context;
    this.complaints = new Complaints(context, url => url.startsWith(`${server.url}/`));
  }

  /** A new notebook with these cells, on a page and a kernel of its own. */
  async notebook(...sources: readonly string[]): Promise<Notebook> {
    return this.notebookOn(await this.context.newPage(), ...sources);
  }

  /** The same, on a page that has been prepared. */
  async notebookOn(page: Page, ...sources: readonly string[]): Promise<Notebook> {
    return this.open(await this.write(sources), page);
  }

  /** One more notebook on a page that shows one already. */
  async another(page: Page, ...sources: readonly string[]): Promise<Notebook> {
    const notebook = new Notebook(page, await this.write(sources));
    await page.evaluate(
      path => window.jupyterapp.commands.execute('docmanager:open', { path }),
      notebook.path,
    );
    await notebook.ready();
    return notebook;
  }

  /** Puts a notebook with these cells beside the others. */
  async write(sources: readonly string[]): Promise<string> {
    notebooks += 1;
    const path = `${String(process.pid)}-${String(notebooks)}.ipynb`;
    const cells = sources.map((source, index) => ({
      cell_type: 'code',
      id: `c${String(index)}`,
      source,
      metadata: { trusted: true },
      execution_count: null,
      outputs: [],
    }));
    const content = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: KERNELSPEC }, cells };
    await this.#server.request(`contents/${path}`, { method: 'PUT', body: { type: 'notebook', content } });
    return path;
  }

  /** A notebook that is there, in a new page or the one given. */
  async open(path: string, page?: Page): Promise<Notebook> {
    const notebook = new Notebook(page ?? (await this.context.newPage()), path);
    await notebook.page.goto(this.address(path));
    await notebook.ready();
    this.#open.push(notebook);
    return notebook;
  }

  /** The test leaves errors in widgets' places. */
  errorsAreExpected(): void {
    this.#errorsAreExpected = true;
  }

  /** Where a notebook is to be found, in a workspace of its own: a page leaves one that another page has. */
  address(path: string): string {
    addresses += 1;
    const workspace = `${path.replace(/\W/g, '-')}-${String(addresses)}`;
    return `${this.#server.url}/lab/workspaces/${workspace}/tree/${path}?token=${this.#server.token}&reset`;
  }

  /** The same in Notebook 7, which the server has besides. */
  addressInNotebook(path: string): string {
    return `${this.#server.url}/notebooks/${path}?token=${this.#server.token}`;
  }

  /** Puts a text file beside the notebooks, where kernels find it too. */
  async writeFile(path: string, content: string): Promise<void> {
    await this.#server.request(`contents/${path}`, {
      method: 'PUT',
      body: { type: 'file', format: 'text', content },
    });
  }

  /** Whether a file lies beside the notebooks. */
  async hasFile(path: string): Promise<boolean> {
    const folder = (await this.#server.request('contents/')) as { content: { name: string }[] };
    return folder.content.some(({ name }) => name === path);
  }

  /** Puts a whole notebook in place of one. */
  async rewrite(path: string, content: object): Promise<void> {
    await this.#server.request(`contents/${path}`, { method: 'PUT', body: { type: 'notebook', content } });
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
        if (!page.isClosed() && !this.#errorsAreExpected) {
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

/** One private JupyterLab server: own token, free port, and nothing of the user's own Jupyter. */

import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { python, repository } from './environment.ts';

/** What differs between the servers of the suite. */
export interface ServerOptions {
  /** A folder with a built extension that takes the place of the installed one of this name. */
  readonly extension?: { readonly name: string; readonly folder: string };
  /** Extensions or plugins that are switched off. */
  readonly disabled?: readonly string[];
  /** Settings beside the suite's own: plugin id to its settings. */
  readonly settings?: Readonly<Record<string, object>>;
  /** Kernels beside the server's own: their names, and what their kernel.json says. */
  readonly kernels?: Readonly<Record<string, object>>;
  /** Which pages of other origins may talk to the server: a pattern. */
  readonly origins?: string;
  /** Command-line arguments beside the suite's own. */
  readonly args?: readonly string[];
}

/** Variables that would lead the server away from the folders named here. */
const FOREIGN = [
  'JUPYTER_PATH',
  'JUPYTER_CONFIG_PATH',
  'JUPYTERLAB_DIR',
  'JUPYTER_TOKEN',
  'PYTHONPATH',
  'PYTHONHOME',
];

/** No prompts, no background traffic, and a file is written only when a test saves it. */
const SETTINGS: Readonly<Record<string, object>> = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/docmanager-extension:plugin': { autosave: false },
};

const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 10_000;

/** A running server. */
export class LabServer {
  readonly url: string;
  readonly token: string;
  readonly #stop: () => Promise<void>;

  constructor(url: string, token: string, stop: () => Promise<void>) {
    this.url = url;
    this.token = token;
    this.#stop = stop;
  }

  /** Ends the server and its kernels, and removes its folders. */
  stop(): Promise<void> {
    return this.#stop();
  }

  /** Asks the server's REST interface. */
  async request(path: string, options: { method?: string; body?: unknown } = {}): Promise<unknown> {
    const { method = 'GET', body } = options;
    const response = await fetch(`${this.url}/api/${path}`, {
      method,
      headers: { Authorization: `token ${this.token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(
        `${method} /api/${path}: the server answered ${String(response.status)} ${await response.text()}`,
      );
    }
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

/** Starts a server on copies of the example notebooks. */
export async function startServer(options: ServerOptions): Promise<LabServer> {
  const home = mkdtempSync(join(tmpdir(), 'yewpyter-e2e-'));
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const process = launch(home, port, token, options);
  const server = new LabServer(`http://127.0.0.1:${String(port)}`, token, async () => {
    await end(process);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  await answering(server, process, join(home, 'server.log'));
  return server;
}

function launch(home: string, port: number, token: string, options: ServerOptions): ChildProcess {
  const root = join(home, 'root');
  copyExamples(root);
  write(join(home, 'config/labconfig/page_config.json'), {
    disabledExtensions: Object.fromEntries((options.disabled ?? []).map(name => [name, true])),
  });
  for (const [id, settings] of Object.entries({ ...SETTINGS, ...options.settings })) {
    const [extension = '', plugin = ''] = id.split(':');
    write(join(home, 'settings', extension, `${plugin}.jupyterlab-settings`), settings);
  }
  for (const [name, spec] of Object.entries(options.kernels ?? {})) {
    write(join(home, 'data/kernels', name, 'kernel.json'), spec);
  }
  const extra = join(home, 'labextensions');
  if (options.extension !== undefined) {
    cpSync(options.extension.folder, join(extra, options.extension.name), { recursive: true });
  }
  const log = createWriteStream(join(home, 'server.log'));
  const child = spawn(
    python,
    [
      '-m',
      'jupyterlab',
      '--no-browser',
      '--allow-root',
      '--expose-app-in-browser',
      '--JupyterNotebookApp.expose_app_in_browser=True',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${String(port)}`,
      '--ServerApp.port_retries=0',
      `--ServerApp.root_dir=${root}`,
      `--IdentityProvider.token=${token}`,
      '--LabApp.news_url=',
      `--LabApp.extra_labextensions_path=${extra}`,
      ...(options.origins === undefined ? [] : [`--ServerApp.allow_origin_pat=${options.origins}`]),
      ...(options.args ?? []),
    ],
    // In our own process group: whoever ends the suite's group ends the server with it. Kernels watch their server.
    { cwd: root, env: environment(home), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return child;
}

function environment(home: string): NodeJS.ProcessEnv {
  const env = { ...process.env };
  FOREIGN.forEach(name => Reflect.deleteProperty(env, name));
  return {
    ...env,
    PATH: `${dirname(python)}:${env['PATH'] ?? ''}`,
    PYTHONNOUSERSITE: '1',
    JUPYTER_PLATFORM_DIRS: '1',
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
    IPYTHONDIR: join(home, 'ipython'),
  };
}

function copyExamples(root: string): void {
  mkdirSync(root, { recursive: true });
  const examples = join(repository, 'examples');
  for (const name of readdirSync(examples).filter(file => file.endsWith('.ipynb'))) {
    cpSync(join(examples, name), join(root, name));
  }
}

function write(file: string, content: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answering(server: LabServer, process: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT;
  for (;;) {
    const answer = await server.request('status').then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (answer === undefined) {
      return;
    }
    if (process.exitCode !== null || Date.now() > deadline) {
      await end(process);
      throw new Error(`JupyterLab did not start (${answer}). It said:\n${readFileSync(log, 'utf8')}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) {
    return;
  }
  const exit = once(process, 'exit');
  process.kill('SIGTERM');
  const force = setTimeout(() => process.kill('SIGKILL'), STOP_TIMEOUT);
  await exit;
  clearTimeout(force);
}

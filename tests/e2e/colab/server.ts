/** Serves the emulator's pages: the notebook at one origin, frames at any other name under `localhost`. */

import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import ts from 'typescript';

/** What is served where. */
export interface Sites {
  /** The folder with the built modules of the manager road. */
  readonly assets: string;
}

/** The running emulator. */
export interface Emulator {
  readonly port: number;
  /** The page with the notebook. */
  readonly page: string;
  /** Where a manager of our own is published. */
  readonly assets: string;
  stop(): Promise<void>;
}

const PAGES = import.meta.dirname;
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm' };

/** Starts it on a free port. */
export async function startEmulator(sites: Sites): Promise<Emulator> {
  const server = createServer((asked, answer) => {
    answerTo(asked, answer, sites);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const at = (name: string): string => `http://${name}.localhost:${String(port)}`;
  return {
    port,
    page: `${at('colab')}/notebook`,
    assets: at('assets'),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerTo(asked: IncomingMessage, answer: ServerResponse, sites: Sites): void {
  const url = new URL(asked.url ?? '/', `http://${asked.headers.host ?? 'localhost'}`);
  const [name = ''] = url.hostname.split('.');
  const kernelPort = /^port(\d+)$/.exec(name)?.[1];
  if (kernelPort !== undefined) {
    proxy(asked, answer, Number(kernelPort));
  } else if (name === 'assets') {
    sendAsset(answer, join(sites.assets, normalize(url.pathname)));
  } else if (url.pathname === '/notebook') {
    send(answer, 'text/html', readFileSync(join(PAGES, 'host/host.html')));
  } else if (url.pathname === '/frame') {
    answer.setHeader('Content-Security-Policy', url.searchParams.get('policy') ?? '');
    send(answer, 'text/html', readFileSync(join(PAGES, 'frame/frame.html')));
  } else if (/^\/colab\/[\w/-]+\.ts$/.test(url.pathname)) {
    send(answer, 'text/javascript', javascript(url.pathname.slice('/colab/'.length)));
  } else {
    answer.writeHead(404).end();
  }
}

const compiled = new Map<string, string>();

/** A module of this folder as browsers can read it. */
export function javascript(path: string): string {
  const known =
    compiled.get(path) ??
    ts.transpile(readFileSync(join(PAGES, path), 'utf8'), {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    });
  compiled.set(path, known);
  return known;
}

function send(answer: ServerResponse, type: string, content: string | Buffer): void {
  answer.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(content);
}

function sendAsset(answer: ServerResponse, file: string): void {
  if (!existsSync(file)) {
    answer.writeHead(404).end();
    return;
  }
  const type = TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  answer.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*' });
  createReadStream(file).pipe(answer);
}

/** What `proxyPort` promises: a port of the kernel's machine. */
function proxy(asked: IncomingMessage, answer: ServerResponse, port: number): void {
  const { method, url: path, headers } = asked;
  const inner = request({ host: '127.0.0.1', port, method, path, headers }, reply => {
    answer.writeHead(reply.statusCode ?? 502, { ...reply.headers, 'access-control-allow-origin': '*' });
    reply.pipe(answer);
  });
  inner.on('error', () => {
    answer.writeHead(502).end();
  });
  asked.pipe(inner);
}

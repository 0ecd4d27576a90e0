/** The notebook in front and its kernel. */

import type { Kernel } from '../../../tests/e2e/harness/page-types.ts';

/** A message that came over a comm. */
export interface CommMessage {
  readonly content: { readonly data: Readonly<Record<string, unknown>> };
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** A comm in JupyterLab's kernel connection. */
export interface Comm {
  onMsg: (message: CommMessage) => void;
  open(data: object): unknown;
  send(data: object): unknown;
}

/** What JupyterLab's kernel connection offers beside what the tests use. */
export interface CommKernel extends Omit<Kernel, 'requestExecute'> {
  registerCommTarget(name: string, opened: (comm: Comm) => void): void;
  createComm(target: string): Comm;
  requestExecute(content: object): { onReply: (reply: { content: Reply }) => void };
}

/** A kernel's answer to an execution request. */
export interface Reply {
  readonly status: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly user_expressions?: Record<
    string,
    { readonly evalue?: string; readonly data?: Record<string, string> }
  >;
}

/** The cells' part of the toolkit. */
export interface Cells {
  /** Adds a cell at the end and makes it the active one; its index. */
  insert(source: string): Promise<number>;
  /** Runs the active cell. */
  run(): void;
  /** What the active cell's code was refused with, if it was. */
  said(): string;
}

/** The kernel's part of the toolkit. */
export interface Questions {
  kernel(): CommKernel;
  /** Runs code in the kernel and gives an expression's value, as soon as the reply comes. */
  ask(code: string, expression?: string): Promise<string>;
}

/** Runs in the page. */
export function notebookCells(): void {
  const content = (): NonNullable<typeof window.jupyterapp.shell.currentWidget>['content'] => {
    const found = window.jupyterapp.shell.currentWidget;
    if (found === null) {
      throw new Error('no notebook is open');
    }
    return found.content;
  };

  window.wire = {
    ...window.wire,
    async insert(source) {
      const notebook = content();
      const end = notebook.model.cells.length;
      notebook.model.sharedModel.insertCell(end, { cell_type: 'code', source, metadata: { trusted: true } });
      notebook.deselectAll();
      notebook.activeCellIndex = end;
      await window.wire.frame();
      await window.wire.frame();
      return end;
    },
    run() {
      void window.jupyterapp.commands.execute('notebook:run-cell');
    },
    said() {
      const { model, activeCellIndex } = content();
      const outputs = model.cells.get(activeCellIndex).outputs.toJSON();
      return outputs
        .map(({ ename, evalue }) => (ename === undefined ? '' : `${ename}: ${evalue ?? ''}`))
        .join('');
    },
  };
}

/** Runs in the page. */
export function questions(): void {
  window.wire = {
    ...window.wire,
    kernel() {
      const kernel = window.jupyterapp.shell.currentWidget?.sessionContext.session?.kernel;
      return kernel as unknown as CommKernel;
    },
    ask(code, expression = '0') {
      const request = { code, silent: false, store_history: false, user_expressions: { wanted: expression } };
      const future = window.wire.kernel().requestExecute(request);
      return new Promise((resolve, reject) => {
        future.onReply = ({ content }) => {
          const { ename, evalue, user_expressions } = content;
          const wanted = user_expressions?.['wanted'];
          const value = wanted?.data?.['text/plain'];
          if (value === undefined) {
            reject(new Error(`${ename ?? ''} ${evalue ?? wanted?.evalue ?? ''} in ${code}`));
          } else {
            resolve(value);
          }
        };
      });
    },
  };
}

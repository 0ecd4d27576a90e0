/** A notebook in Colab's manner: cells, a kernel perhaps, and what passes between kernel and frames. */

import type { FrameSetup, Json, OutputItem, PageCalls } from '../calls.ts';
import type { Facts } from '../facts.ts';
import { Cell, type FrameHost } from './cells.ts';
import { Comms, type Listener } from './comms.ts';
import type { Fault } from './faults.ts';
import { Kernel, type KernelAddress } from './kernel.ts';
import { Models } from './models.ts';
import type { KernelMessage } from './wire-format.ts';

/** How a notebook begins. */
export interface NotebookSetup {
  readonly facts: Facts;
  readonly theme: 'light' | 'dark';
  /** Names it in the origins of its frames. */
  readonly name: string;
  /** Where a manager of our own is published. */
  readonly assets: string;
  /** Absent: a saved notebook is looked at. */
  readonly kernel?: KernelAddress;
}

/** A notebook as it would be saved. */
export interface Saved {
  readonly cells: readonly { readonly source: string; readonly outputs: readonly OutputItem[] }[];
  readonly models: Readonly<Record<string, Json>>;
}

const STOPPED = 'The notebook has no kernel';

/** The notebook on this page. */
export class Notebook {
  readonly #setup: NotebookSetup;
  readonly #kernel: Kernel | undefined;
  readonly #comms: Comms | undefined;
  readonly #storedModels = new Models();
  readonly #cells: Cell[] = [];
  readonly #running = new Map<string, Cell>();
  /** Cells whose outputs go when the next one comes. */
  readonly #clearing = new Set<Cell>();

  private constructor(setup: NotebookSetup, kernel: Kernel | undefined) {
    this.#setup = setup;
    this.#kernel = kernel;
    document.documentElement.setAttribute('theme', setup.theme);
    if (kernel !== undefined) {
      this.#comms = new Comms(kernel, setup.facts);
      kernel.onMessage = message => {
        this.#receive(message);
      };
    }
  }

  static async open(setup: NotebookSetup): Promise<Notebook> {
    return new Notebook(setup, setup.kernel && (await Kernel.connect(setup.kernel)));
  }

  /** Adds a cell at the end; its number. */
  add(cell: { type: 'code' | 'markdown'; source: string }): number {
    this.#cells.push(new Cell(this.#cells.length, cell, this.#frameHost()));
    return this.#cells.length - 1;
  }

  /** Runs a cell; resolves when the kernel is done and the outputs are drawn. */
  async run(index: number): Promise<{ error?: string }> {
    const cell = this.#cell(index);
    await cell.clear();
    const reply = await this.#execute(cell.source, {}, id => {
      this.#running.set(id, cell);
      this.#comms?.causedBy(index, id);
    });
    await cell.drawn();
    return reply['status'] === 'ok' ? {} : { error: `${String(reply['ename'])}: ${String(reply['evalue'])}` };
  }

  /** Runs Python beside the cells, and the value of an expression afterwards, as text. */
  async evaluate(code: string, expression: string): Promise<string> {
    const reply = await this.#execute(code, { wanted: expression });
    const wanted = (reply['user_expressions'] as Record<string, Json> | undefined)?.['wanted'];
    if (reply['status'] !== 'ok' || wanted?.['status'] !== 'ok') {
      const { ename, evalue } = (reply['status'] === 'ok' ? wanted : reply) as {
        ename: string;
        evalue: string;
      };
      throw new Error(`The kernel could not do \`${code}${expression}\`: ${ename}: ${evalue}`);
    }
    return String((wanted['data'] as Json)['text/plain']);
  }

  /** The kernel was restarted by the server. */
  async restarted(): Promise<void> {
    this.#comms?.restarted();
    await this.#kernel?.restarted();
  }

  /** How many comms of this target are open. */
  comms(target: string): number {
    return this.#comms?.count(target) ?? 0;
  }

  fail(fault: Fault): void {
    this.#comms?.faults.plan(fault);
  }

  faults(): number {
    return this.#comms?.faults.happened().length ?? 0;
  }

  outputs(index: number): OutputItem[] {
    return this.#cell(index).outputs;
  }

  save(): Saved {
    const cells = this.#cells.map(({ source, outputs }) => ({ source, outputs }));
    return { cells, models: this.#setup.facts.keepsModels ? (this.#comms?.models.export() ?? {}) : {} };
  }

  /** Shows a saved notebook. */
  async load({ cells, models }: Saved): Promise<void> {
    this.#storedModels.import(models);
    for (const { source, outputs } of cells) {
      const cell = this.#cell(this.add({ type: 'code', source }));
      outputs.forEach(item => {
        cell.show(item);
      });
      await cell.drawn();
    }
  }

  #cell(index: number): Cell {
    const cell = this.#cells[index];
    if (cell === undefined) {
      throw new Error(`The notebook has no cell ${String(index)}`);
    }
    return cell;
  }

  async #execute(code: string, expressions: Json, started?: (id: string) => void): Promise<Json> {
    if (this.#kernel === undefined) {
      throw new Error(STOPPED);
    }
    const content = {
      code,
      silent: false,
      store_history: false,
      user_expressions: expressions,
      allow_stdin: false,
      stop_on_error: false,
    };
    return this.#kernel.request({ type: 'execute_request', content }, started);
  }

  #receive(message: KernelMessage): void {
    const { msg_type: type } = message.header;
    if (type.startsWith('comm_')) {
      this.#comms?.receive(message);
      return;
    }
    const cause = this.#comms?.causeOf(message);
    const cell =
      this.#running.get(message.parent.msg_id ?? '') ??
      (cause === undefined ? undefined : this.#cells[cause]);
    if (cell === undefined) {
      return;
    }
    if (type === 'clear_output') {
      this.#clear(cell, message.content['wait'] === true);
    } else if (['display_data', 'execute_result', 'stream', 'error'].includes(type)) {
      if (this.#clearing.delete(cell)) {
        cell.empty();
      }
      cell.show({ ...message.content, output_type: type } as OutputItem);
    }
  }

  #clear(cell: Cell, wait: boolean): void {
    if (wait) {
      this.#clearing.add(cell);
    } else {
      cell.empty();
    }
  }

  #frameHost(): FrameHost {
    const { facts, theme, name, assets } = this.#setup;
    const accessAllowed = facts.accessAllowed && this.#kernel !== undefined;
    return {
      assets,
      notebook: name,
      setup: (): FrameSetup => ({ facts, theme, accessAllowed }),
      answers: frame => this.#answers(frame),
      joined: frame => this.#comms?.join(frame),
      left: frame => this.#comms?.leave(frame),
    };
  }

  #answers(frame: Listener): Omit<PageCalls, 'setHeight'> {
    const comms = this.#setup.facts.accessAllowed ? this.#comms : undefined;
    const connected = (): Comms => {
      if (comms === undefined) {
        throw new Error('This output has no access to a kernel');
      }
      return comms;
    };
    return {
      openComm: opened => connected().open(frame, opened),
      sendComm: message => connected().send(frame, message),
      closeComm: comm => {
        connected().close(frame, comm);
      },
      modelState: model => comms?.model(frame, model) ?? this.#storedModels.get(model, false),
      invokeFunction: async ({ name, args, kwargs }) => {
        connected();
        const call = [name, JSON.stringify(args), JSON.stringify(kwargs)]
          .map(part => JSON.stringify(part))
          .join(', ');
        const answer = await this.evaluate(
          'from google.colab import output as _colab',
          `_colab._invoke(${call})`,
        );
        return JSON.parse(answer) as unknown;
      },
      proxyPort: port => `http://port${String(port)}.localhost:${location.port}/`,
    };
  }
}

/** A notebook in the emulator, driven from a test. */

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { OutputItem } from './calls.ts';
import type { Fault } from './host/faults.ts';
import type { Saved } from './host/notebook.ts';

/** A cell that was run. */
export class Cell {
  readonly index: number;
  /** The sandboxed frame with its outputs. */
  readonly frame: FrameLocator;
  readonly iframe: Locator;
  readonly #page: Page;

  constructor(page: Page, index: number) {
    this.#page = page;
    this.index = index;
    this.iframe = page.locator(`#cell-${String(index)} iframe`);
    this.frame = this.iframe.contentFrame();
  }

  /** What the notebook's file would hold. */
  outputs(): Promise<OutputItem[]> {
    return this.#page.evaluate(index => window.notebook.outputs(index), this.index);
  }

  /** Everything that can be read in the frame. */
  get area(): Locator {
    return this.frame.locator('#output-area');
  }

  /** Runs a function in the frame, as a script in an output would run. */
  inFrame<Result, Argument>(
    action: (element: Element, argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  inFrame<Result>(action: (element: Element) => Result | Promise<Result>): Promise<Result>;
  inFrame(action: (element: Element, argument: unknown) => unknown, argument?: unknown): Promise<unknown> {
    return this.area.evaluate(action, argument);
  }
}

/** What restarts the kernel and where. */
export interface Restarts {
  restart(): Promise<void>;
}

/** A notebook with its kernel, or a saved one without. */
export class Notebook {
  readonly page: Page;
  readonly #kernel: Restarts | undefined;

  constructor(page: Page, kernel?: Restarts) {
    this.page = page;
    this.#kernel = kernel;
  }

  /** Adds a cell at the end, runs it and waits until it is done and drawn. An exception in it fails the test. */
  async run(source: string): Promise<Cell> {
    const cell = await this.add(source);
    await this.rerun(cell);
    return cell;
  }

  /** Adds a cell at the end. */
  async add(source: string, type: 'code' | 'markdown' = 'code'): Promise<Cell> {
    const index = await this.page.evaluate(cell => window.notebook.add(cell), { type, source });
    return this.cell(index);
  }

  /** A cell that is there. */
  cell(index: number): Cell {
    return new Cell(this.page, index);
  }

  /** Runs a cell and waits until it is done and drawn. */
  async rerun(cell: Cell): Promise<void> {
    const { error } = await this.page.evaluate(index => window.notebook.run(index), cell.index);
    expect(error, `what cell ${String(cell.index)} raised`).toBeUndefined();
  }

  /** Runs Python beside the cells. */
  async exec(code: string): Promise<void> {
    await this.page.evaluate(source => window.notebook.evaluate(source, '0'), code);
  }

  /** A Python expression's value in the kernel. */
  async value(expression: string): Promise<unknown> {
    // As hex digits the value survives Python's repr.
    const asHex = `__import__("json").dumps(${expression}).encode().hex()`;
    const digits = await this.page.evaluate(wanted => window.notebook.evaluate('', wanted), asHex);
    return JSON.parse(Buffer.from(digits.replaceAll("'", ''), 'hex').toString('utf8')) as unknown;
  }

  /** Waits until a Python expression has this value. */
  async expectValue(expression: string, value: unknown): Promise<void> {
    await expect.poll(() => this.value(expression), `${expression} in the kernel`).toEqual(value);
  }

  /** How many comms of this target are open. */
  comms(target: string): Promise<number> {
    return this.page.evaluate(wanted => window.notebook.comms(wanted), target);
  }

  /** Something between kernel and frames shall go wrong. */
  async fail(fault: Fault): Promise<void> {
    await this.page.evaluate(planned => {
      window.notebook.fail(planned);
    }, fault);
  }

  /** Waits until this many of the faults have happened. */
  async expectFaults(count: number): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.notebook.faults()), 'faults').toBe(count);
  }

  /** Restarts the kernel; the page learns of it. */
  async restartKernel(): Promise<void> {
    await this.#kernel?.restart();
    await this.page.evaluate(() => window.notebook.restarted());
    await this.expectValue('1', 1);
  }

  /** The notebook as it would be saved. */
  save(): Promise<Saved> {
    return this.page.evaluate(() => window.notebook.save());
  }
}

/** One notebook open on a page, with its own kernel. */

import { expect, type Locator, type Page } from '@playwright/test';
import { evaluateInKernel, runInKernel } from './kernel.ts';
import type { CellOutput, Manager, NotebookPanel } from './page-types.ts';

/** A code cell that was run. */
export class Cell {
  readonly index: number;
  readonly output: Locator;
  readonly #page: Page;

  constructor(page: Page, index: number) {
    this.#page = page;
    this.index = index;
    // Of all notebooks on the page, the one in front.
    this.output = page.locator(
      `.jp-NotebookPanel:not(.lm-mod-hidden) [data-windowed-list-index="${String(index)}"] .jp-OutputArea-output`,
    );
  }

  /** Brings it before the reader; what was never in sight may not have been drawn. */
  async scrollIntoView(): Promise<void> {
    await this.#page.evaluate(async index => {
      await window.jupyterapp.shell.currentWidget?.content.scrollToItem(index);
    }, this.index);
  }

  /** What the notebook's file would hold as outputs. */
  outputs(): Promise<CellOutput[]> {
    return this.#page.evaluate(
      index => window.jupyterapp.shell.currentWidget?.content.model.cells.get(index).outputs.toJSON() ?? [],
      this.index,
    );
  }

  /** The text that was printed. */
  async printed(): Promise<string> {
    const outputs = await this.outputs();
    return outputs
      .filter(output => output.output_type === 'stream')
      .map(output => [output.text].flat().join(''))
      .join('');
  }
}

/** A notebook in JupyterLab. */
export class Notebook {
  readonly page: Page;
  readonly path: string;

  constructor(page: Page, path: string) {
    this.page = page;
    this.path = path;
  }

  /** Waits until cells can be run: a run command before that is dropped without a word. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => 'jupyterapp' in window);
    await this.page.evaluate(() => window.jupyterapp.restored);
    await this.page.waitForFunction(path => {
      // The launcher, say, has no context.
      const widget: Partial<NotebookPanel> | null = window.jupyterapp.shell.currentWidget;
      return widget?.context?.path === path;
    }, this.path);
    await this.page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget;
      await panel?.revealed;
      await panel?.sessionContext.ready;
      await panel?.sessionContext.session?.kernel?.info;
    });
  }

  /** Adds a cell at the end, runs it and waits until it is done. An exception in it fails the test. */
  async run(source: string): Promise<Cell> {
    const cell = await this.start(source);
    await this.finished(cell);
    await this.#noErrors([cell]);
    return cell;
  }

  /** Adds a cell at the end and starts it. */
  async start(source: string): Promise<Cell> {
    const index = await this.page.evaluate(text => {
      const model = window.jupyterapp.shell.currentWidget?.content.model;
      const end = model?.cells.length ?? 0;
      model?.sharedModel.insertCell(end, { cell_type: 'code', source: text, metadata: { trusted: true } });
      return end;
    }, source);
    const cell = new Cell(this.page, index);
    await this.#execute(cell);
    return cell;
  }

  /** Runs a cell once more and waits until it is done. */
  async rerun(cell: Cell): Promise<void> {
    await this.#execute(cell);
    await this.finished(cell);
    await this.#noErrors([cell]);
  }

  /** Runs the whole notebook as the menu does. */
  async runAll(): Promise<Cell[]> {
    const codeCells = await this.page.evaluate(() => {
      void window.jupyterapp.commands.execute('notebook:run-all-cells');
      const cells = window.jupyterapp.shell.currentWidget?.content.model.cells;
      const all = Array.from({ length: cells?.length ?? 0 }, (_, index) => index);
      return all.filter(index => cells?.get(index).type === 'code');
    });
    const cells = codeCells.map(index => new Cell(this.page, index));
    for (const cell of cells) {
      await this.finished(cell);
    }
    await this.#noErrors(cells);
    return cells;
  }

  /** Waits until a started cell is done. */
  async finished(cell: Cell): Promise<void> {
    await expect.poll(() => this.#count(cell.index), `cell ${String(cell.index)} has run`).not.toBeNull();
  }

  /** Executes one of JupyterLab's commands. */
  async command(id: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      async ([name, given]) => {
        await window.jupyterapp.commands.execute(name, given);
      },
      [id, args] as const,
    );
  }

  /** Puts away everything around the notebook, as a reader would. */
  async onlyTheNotebook(): Promise<void> {
    await this.command('application:set-mode', { mode: 'single-document' });
    await this.page.evaluate(() => {
      window.jupyterapp.shell.collapseLeft();
    });
  }

  /** Makes the window as wide as told, and so high that the whole notebook shows. */
  async wholeHeight(width: number): Promise<void> {
    await this.page.setViewportSize({ width, height: 1000 });
    await this.page.evaluate(() => window.jupyterapp.shell.currentWidget?.content.scrollToItem(0));
    const end = this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell').last();
    // Cells that come into sight are drawn, and may then be of another height.
    await expect(async () => {
      const bottom = await end.evaluate(node => Math.ceil(node.getBoundingClientRect().bottom) + 40);
      await this.page.setViewportSize({ width, height: bottom });
      await expect(end).toBeInViewport({ ratio: 1, timeout: 500 });
      expect(await end.evaluate(node => Math.ceil(node.getBoundingClientRect().bottom) + 40)).toBe(bottom);
    }).toPass();
  }

  /** Runs a function on the page with ipywidgets' manager, as another extension would reach it. */
  async withManager<Result>(action: (manager: Manager) => Promise<Result>): Promise<Result>;
  async withManager<Result, Argument>(
    action: (manager: Manager, argument: Argument) => Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  async withManager(
    action: (manager: Manager, argument: unknown) => Promise<unknown>,
    argument?: unknown,
  ): Promise<unknown> {
    const manager = await this.page.evaluateHandle(() => {
      const renderer = window.jupyterapp.shell.currentWidget?.content.rendermime.createRenderer(
        'application/vnd.jupyter.widget-view+json',
      );
      if (renderer?._manager === undefined) {
        throw new Error('The notebook has no widget manager');
      }
      return renderer._manager.promise;
    });
    return manager.evaluate(action, argument);
  }

  /** How many cells the notebook has. */
  cellCount(): Promise<number> {
    return this.page.evaluate(() => window.jupyterapp.shell.currentWidget?.content.model.cells.length ?? 0);
  }

  /** A Python expression's value in the kernel. */
  value(expression: string): Promise<unknown> {
    return evaluateInKernel(this.page, expression);
  }

  /** Waits until a Python expression has this value. */
  async expectValue(expression: string, value: unknown): Promise<void> {
    await expect.poll(() => this.value(expression), `${expression} in the kernel`).toEqual(value);
  }

  /** Runs Python beside the cells. */
  exec(code: string): Promise<void> {
    return runInKernel(this.page, code);
  }

  /** Restarts the kernel and waits until the new one answers. */
  async restartKernel(): Promise<void> {
    await this.page.evaluate(async () => {
      const kernel = window.jupyterapp.shell.currentWidget?.sessionContext.session?.kernel;
      await kernel?.restart();
      await kernel?.info;
    });
    await expect.poll(() => this.value('1'), 'the new kernel answers').toBe(1);
  }

  /** Writes into the notebook's metadata. */
  async setMetadata(key: string, value: object): Promise<void> {
    await this.page.evaluate(
      ([name, given]) => window.jupyterapp.shell.currentWidget?.context.model.setMetadata(name, given),
      [key, value] as const,
    );
  }

  /** Writes the notebook's file. */
  async save(): Promise<void> {
    await this.page.evaluate(() => window.jupyterapp.shell.currentWidget?.context.save());
  }

  /** Loads the page anew; the kernel lives on. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  #count(index: number): Promise<number | null> {
    return this.page.evaluate(
      at => window.jupyterapp.shell.currentWidget?.content.model.cells.get(at).executionCount ?? null,
      index,
    );
  }

  #execute(cell: Cell): Promise<void> {
    return this.page.evaluate(at => {
      const content = window.jupyterapp.shell.currentWidget?.content;
      if (content !== undefined) {
        content.deselectAll();
        content.activeCellIndex = at;
        // Comes back when the cell is done.
        content.model.cells.get(at).executionCount = null;
      }
      void window.jupyterapp.commands.execute('notebook:run-cell');
    }, cell.index);
  }

  async #noErrors(cells: readonly Cell[]): Promise<void> {
    for (const cell of cells) {
      const errors = (await cell.outputs()).filter(output => output.output_type === 'error');
      expect(
        errors.map(error => (error.traceback ?? []).join('\n')),
        `errors of cell ${String(cell.index)}`,
      ).toEqual([]);
    }
  }
}

/** Other libraries' widgets inside ours: Google's own manager draws them, where the frame can load it. */

import type { ModelState, WidgetEnvironment, WidgetManager, WidgetManagerModule } from './environment';

/** Google's manager, loaded when first needed. */
export class Foreign {
  readonly #environment: WidgetEnvironment;
  readonly #url: string | null;
  #manager: Promise<WidgetManager> | undefined;

  /** @param url of Google's module; null where it is not known */
  constructor(environment: WidgetEnvironment, url: string | null) {
    this.#environment = environment;
    this.#url = url;
  }

  /** Rejects, naming the widget, if it cannot be drawn. */
  async render(modelId: string, state: ModelState, element: HTMLElement): Promise<void> {
    try {
      this.#manager ??= this.#load();
      const manager = await this.#manager;
      await manager.render(modelId, element);
    } catch (error) {
      this.#manager = undefined; // another attempt may find it
      throw new Error(
        `Colab's own widget manager would have to draw ${state.modelName} of ${state.modelModule}: ` +
          (error instanceof Error ? error.message : String(error)),
        { cause: error },
      );
    }
  }

  async #load(): Promise<WidgetManager> {
    if (this.#url === null) {
      throw new Error('this output does not know where that lies.');
    }
    const module = (await import(this.#url)) as WidgetManagerModule;
    return module.createWidgetManager(this.#environment);
  }
}

/**
 * What the loader pulls: sets up the runtime of this frame on the channel that it came by.
 */

import * as bundle from '#bundle';
import { Page } from '../page';
import type { Channel } from './channel';
import type { Colab } from './environment';
import { followHeight } from './height';
import { KernelEnvironment, type ModelRecord } from './kernel-environment';
import { ColabManager } from './manager';
import { followTheme } from './theme';

/** What the loader hands over. */
export interface Surroundings {
  readonly colab: Colab;
  readonly channel: Channel;
  /** Where Google's own widget manager lies. */
  readonly foreign: string | null;
  /** The WASM file, fresh on each call. */
  readonly wasm: () => Response;
}

/** The runtime of this frame. */
export interface Frame {
  /**
   * Draws a widget: as it was foretold, else as the kernel says.
   *
   * @throws if the kernel has to say, and does not know the model
   */
  render(modelId: string, container: HTMLElement, foretold?: ModelRecord): Promise<void>;
  /**
   * Resolves when the kernel has said how things stand with a widget that was drawn.
   *
   * @throws if the kernel does not know the model
   */
  confirmed(modelId: string): Promise<void>;
}

/** Starts the runtime. */
export type Start = (surroundings: Surroundings) => Frame;

globalThis.__yewpyterStart = ({ colab, channel, foreign, wasm }) => {
  const page = new Page(async () => {
    await bundle.default({ module_or_path: wasm() });
    return bundle;
  });
  page.prepare();
  followHeight(colab);
  followTheme(document);
  const environment = new KernelEnvironment(channel);
  const manager = new ColabManager(environment, page, foreign);
  return {
    render: (modelId, container, foretold) => {
      if (foretold !== undefined && !manager.models.has(modelId)) {
        environment.foretell(modelId, foretold);
      }
      return manager.render(modelId, container);
    },
    confirmed: modelId => environment.confirmed(modelId),
  };
};

/**
 * What the loader pulls: sets up the runtime of this frame on the channel that it came by.
 */

import * as bundle from '#bundle';
import { Page } from '../page';
import type { Channel } from './channel';
import type { Colab } from './environment';
import { followHeight } from './height';
import { KernelEnvironment } from './kernel-environment';
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
  /** Rejects if the kernel does not know the model. */
  render(modelId: string, container: HTMLElement): Promise<void>;
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
  return new ColabManager(new KernelEnvironment(channel), page, foreign);
};

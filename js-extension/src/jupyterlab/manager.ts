/**
 * What ipywidgets' managers offer beyond the common interface. Every part may be missing: consoles, notebooks
 * and other front-ends have managers of their own.
 */

import type { IWidgetManager } from '@jupyter-widgets/base';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

/** A Lumino signal, as far as it is listened to here. */
export interface Listenable {
  connect(slot: () => void): unknown;
}

/** An ipywidgets manager on a JupyterLab page. */
export interface LabManager extends IWidgetManager {
  /** The page's renderers of outputs. */
  readonly rendermime?: IRenderMimeRegistry;
  /** Emitted when models that were missing may be there. */
  readonly restored?: Listenable;
  /** The notebook, where it is one. */
  readonly context?: { readonly disposed?: Listenable };
  /** The kernel, where there is one. */
  readonly kernel?: { readonly id?: string; readonly disposed?: Listenable } | null;
  /** The document of all live models. */
  get_state_sync?(options: { readonly drop_defaults: boolean }): unknown;
}

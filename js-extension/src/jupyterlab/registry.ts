/**
 * Finds ipywidgets' registry, where the page has one.
 */

import type { IJupyterWidgetRegistry } from '@jupyter-widgets/base';
import type { JupyterFrontEnd } from '@jupyterlab/application';

/** The registry; `null` where no extension provides it. */
export async function findRegistry(app: JupyterFrontEnd): Promise<IJupyterWidgetRegistry | null> {
  try {
    // Shared by ipywidgets' extension: without that the import fails.
    const base = await import('@jupyter-widgets/base');
    return await app.resolveOptionalService(base.IJupyterWidgetRegistry);
  } catch (error) {
    console.warn('[yewpyter] There is no widget manager on this page:', error);
    return null;
  }
}

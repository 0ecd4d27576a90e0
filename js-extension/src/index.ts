/**
 * The plugin for JupyterLab 4 and Notebook 7. Until the first widget appears, or a notebook with saved ones, nothing
 * else is loaded.
 */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { NotebookPanel } from './jupyterlab/kernelless';
import type { NotebookContext } from './jupyterlab/notebook';
import { findRegistry } from './jupyterlab/registry';
import { VERSION } from './version';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'yewpyter:plugin',
  description: 'Shows the widgets of the yewpyter package.',
  autoStart: true,
  optional: [IRenderMimeRegistry],
  activate: async (app: JupyterFrontEnd, rendermime: IRenderMimeRegistry | null) => {
    let arrived: () => void = () => undefined;
    const firstWidget = new Promise<void>(resolve => (arrived = resolve));
    let hasWidgets = false;
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: (panel, context) => {
        const notebook = context as unknown as NotebookContext;
        // A saving that comes before the code for it is made good by that.
        let early = '';
        notebook.saveState.connect((_sender, state) => {
          early = hasWidgets ? state : '';
        });
        notebook.ready
          .then(() => (notebook.model.getMetadata('widgets') === undefined ? firstWidget : undefined))
          .then(() => import(/* webpackChunkName: "saving" */ './jupyterlab/saving'))
          .then(({ follow }) => follow(app, panel as unknown as NotebookPanel, notebook, () => early))
          .catch((error: unknown) => {
            console.warn('[yewpyter] The widgets of this notebook will not be saved:', error);
          });
      },
    });
    // Not a dependency by token: the token's module comes from ipywidgets' extension and may not be there.
    const registry = await findRegistry(app);
    if (registry !== null) {
      registry.registerWidget({
        name: 'yewpyter',
        version: VERSION,
        // The kernel's messages wait for this: the classes only, and not the WASM behind them.
        exports: async () => {
          hasWidgets = true;
          const { settled, widgets } = await import('./jupyterlab/widgets');
          void settled.then(arrived);
          return widgets;
        },
      });
    } else if (rendermime !== null) {
      const { explainMissingManager } = await import(
        /* webpackChunkName: "no-manager" */ './jupyterlab/missing'
      );
      explainMissingManager(rendermime);
    }
  },
};

export default plugin;

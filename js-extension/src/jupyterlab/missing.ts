/**
 * What a widget's output shows where no manager of ipywidgets is installed.
 */

import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import { noticeBox } from '../notice-box';
import { WIDGET_VIEW } from './mime-types';

class MissingManager extends Widget implements IRenderMime.IRenderer {
  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { ownerDocument: document } = this.node;
    const box = noticeBox(
      document,
      'This is a widget, and JupyterLab has no widget manager to show it',
      'Install it where the Jupyter server runs, and reload the page:\n' +
        'pip install "jupyterlab_widgets>=3"\n' +
        'If it is installed, it may be disabled: see `jupyter labextension list`.',
    );
    this.node.replaceChildren(box);
    const text = model.data['text/plain'];
    if (typeof text === 'string') {
      const instead = document.createElement('pre');
      // What follows the widget's own line may be advice for another case.
      instead.textContent = text.split('\n', 1).join('');
      this.node.append(instead);
    }
    return Promise.resolve();
  }
}

/** Makes every widget's output say what is missing. */
export function explainMissingManager(rendermime: IRenderMimeRegistry): void {
  // The place of the manager's own renderer.
  rendermime.addFactory(
    { safe: true, mimeTypes: [WIDGET_VIEW], createRenderer: () => new MissingManager() },
    -10,
  );
}

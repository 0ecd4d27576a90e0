/** The page: offers the notebook to whoever drives the browser. */

import { Notebook } from './notebook.ts';

declare global {
  interface Window {
    openNotebook: (setup: Parameters<typeof Notebook.open>[0]) => Promise<void>;
    notebook: Notebook;
  }
}

window.openNotebook = async setup => {
  window.notebook = await Notebook.open(setup);
};

/**
 * What the first widget of a page brings in: the classes at once, the WASM behind them.
 */

import type { ExportMap } from '@jupyter-widgets/base';
import { loadBundle } from '../load';
import { Page } from '../page';
import { widgetClasses } from './classes';
import { markKeys } from './keys';

let settle: () => void = () => undefined;

/** Resolves when the WASM is there, or is known not to come. */
export const settled = new Promise<void>(resolve => (settle = resolve));

const page = new Page(() => loadBundle().finally(settle));
page.prepare();
markKeys(window);

/** Our classes; they work from now on, and their widgets appear when the WASM is there. */
export const widgets: ExportMap = widgetClasses(page);

/** Put into each measured page before anything of its own: `window.wire`, in parts that each know nothing around them. */

import { notebookCells, questions, type Cells, type Questions } from './cells.ts';
import { counting, listening, type Frames } from './frames.ts';
import { waiting, type Waits } from './waits.ts';

/** `window.wire`. */
export interface Toolkit extends Frames, Waits, Cells, Questions {}

declare global {
  interface Window {
    wire: Toolkit;
  }
}

/** Run in the page, in this order. */
export const TOOLKIT: readonly (() => void)[] = [listening, counting, waiting, notebookCells, questions];

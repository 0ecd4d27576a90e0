/**
 * The MIME types that widgets have in a notebook's file.
 */

/** An output that shows a model. */
export const WIDGET_VIEW = 'application/vnd.jupyter.widget-view+json';

/** The document of models' states, in the notebook's `metadata.widgets`. */
export const WIDGET_STATE = 'application/vnd.jupyter.widget-state+json';

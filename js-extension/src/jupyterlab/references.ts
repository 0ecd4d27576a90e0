/**
 * How one model's state, or an output, names other models.
 */

import { WIDGET_VIEW } from './mime-types';

const REFERENCE = 'IPY_MODEL_';

/** Adds the ids of all models that the value names, at any depth. */
export function references(value: unknown, found: string[]): void {
  if (typeof value === 'string') {
    if (value.startsWith(REFERENCE)) {
      found.push(value.slice(REFERENCE.length));
    }
  } else if (isRecord(value) && !ArrayBuffer.isView(value)) {
    const view = value[WIDGET_VIEW];
    if (isRecord(view) && typeof view['model_id'] === 'string') {
      found.push(view['model_id']);
    }
    Object.values(value).forEach(inner => {
      references(inner, found);
    });
  }
}

/** An object or a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

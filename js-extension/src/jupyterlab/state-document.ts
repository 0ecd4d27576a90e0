/**
 * The document of widgets' states that a notebook's file carries, and our part of it. Knows no page.
 */

import type { State } from '#bundle';
import { WIDGET_STATE } from './mime-types';
import { recordsOf, TREE } from '../trees';
import { isRecord, references } from './references';

const OURS = 'yewpyter';

/** The document, in version 2. */
export interface StateDocument {
  readonly version_major: number;
  readonly version_minor: number;
  /** Model id to {@link Entry}; those of other libraries are not looked into. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** One model. */
export interface Entry {
  readonly model_name: string;
  readonly model_module: string;
  readonly model_module_version: string;
  readonly state: State;
}

/** Where states come from. */
export interface Sources {
  /** The models that the notebook's outputs show. */
  readonly shown: readonly string[];
  /** A model of ours as it is now; `undefined` where the page does not have it. */
  ours(id: string): Entry | undefined;
  /** The present state of another library's model, if it can be told. */
  foreign(id: string): unknown;
}

/** What is wrong with a document as a whole; `undefined` if nothing is. */
export function problemOf(value: unknown): string | undefined {
  if (!isRecord(value) || Array.isArray(value)) {
    return 'it is no dict';
  }
  if (value['version_major'] !== 2) {
    return `its version is ${String(value['version_major'])}, and 2 was expected`;
  }
  return isRecord(value['state']) && !Array.isArray(value['state']) ? undefined : 'it has no states';
}

/** The ids of entries that are no entries: one of them keeps ipywidgets from restoring any. */
export function brokenEntries(document: StateDocument): string[] {
  return Object.entries(document.state)
    .filter(([, entry]) => !isEntry(entry))
    .map(([id]) => id);
}

/** The document without these entries. */
export function without(document: StateDocument, ids: readonly string[]): StateDocument {
  const rest = Object.entries(document.state).filter(([id]) => !ids.includes(id));
  return { ...document, state: Object.fromEntries(rest) };
}

/**
 * The document with our models as they are now: those that outputs show, by themselves or inside others. What
 * others put there stays. `undefined` if nothing is left to save.
 */
export function merged(document: StateDocument | undefined, sources: Sources): StateDocument | undefined {
  const before = document?.state ?? {};
  const ours = reachedOfOurs(before, sources);
  const kept = Object.entries(before).filter(([id, entry]) => !isOurs(entry) || ours.has(id));
  const state = Object.fromEntries([
    ...kept.map(([id, entry]): [string, unknown] => [id, ours.get(id) ?? entry]),
    ...[...ours].filter(([id]) => !Object.hasOwn(before, id)),
  ]);
  if (ours.size === 0 && kept.length === 0 && Object.keys(before).length > 0) {
    return undefined;
  }
  return ours.size === 0 && document === undefined
    ? undefined
    : { version_major: 2, version_minor: 0, ...document, state };
}

/** What stands in `metadata.widgets` with this document; `undefined` if nothing does. */
export function placed(
  widgets: unknown,
  document: StateDocument | undefined,
): Record<string, unknown> | undefined {
  const before = isRecord(widgets) && !Array.isArray(widgets) ? widgets : {};
  const others = Object.entries(before).filter(([type]) => type !== WIDGET_STATE);
  const all = [...others, ...(document === undefined ? [] : [[WIDGET_STATE, document] as const])];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** Each of our models that can be reached, as it is now, or as it was saved where it cannot be asked. */
function reachedOfOurs(before: Readonly<Record<string, unknown>>, sources: Sources): Map<string, unknown> {
  const ours = new Map<string, unknown>();
  const found = [...sources.shown];
  const reached = new Set<string>();
  // The list grows while it is gone through.
  for (const id of found) {
    if (reached.has(id)) {
      continue;
    }
    reached.add(id);
    const saved = Object.hasOwn(before, id) ? before[id] : undefined;
    const entry = sources.ours(id) ?? saved;
    if (isOurs(entry)) {
      ours.set(id, entry);
      // Those in its tree have no entries of their own.
      Object.keys(recordsOf(entry.state[TREE]) ?? {}).forEach(inside => reached.add(inside));
    }
    references(entry ?? sources.foreign(id), found);
  }
  return ours;
}

/** Whether an entry is a model of ours. */
export function isOurs(entry: unknown): entry is Entry {
  return isRecord(entry) && entry['model_module'] === OURS;
}

function isEntry(entry: unknown): boolean {
  if (!isRecord(entry) || !isRecord(entry['state']) || typeof entry['model_name'] !== 'string') {
    return false;
  }
  const { buffers, state } = entry;
  return buffers === undefined || (Array.isArray(buffers) && buffers.every(buffer => fits(buffer, state)));
}

/** Whether ipywidgets can put the buffer into its place. */
function fits(buffer: unknown, state: unknown): boolean {
  if (!isRecord(buffer) || !Array.isArray(buffer['path']) || typeof buffer['data'] !== 'string') {
    return false;
  }
  const { data, encoding, path } = buffer;
  if (encoding !== 'hex' && (encoding !== 'base64' || data.length % 4 !== 0)) {
    return false;
  }
  let place = state;
  for (const key of path.slice(0, -1) as unknown[]) {
    place = isRecord(place) ? place[String(key)] : undefined;
  }
  return isRecord(place) && path.length > 0;
}

/**
 * Keeps what is saved of one model small. What has been bounded once is left as it is the next time.
 */

import type { Plain, State } from '#bundle';
import { recordsOf, TREE } from '../trees';

/** What one model's large values may take together, as characters of JSON. */
const ROOM = 8000;
/** What is not longer than this counts as nothing. */
const SMALL = 200;
const MOST_KEYS = 100;
const MARK = '… [cut when it was saved]';

/** Bounded by Rust. */
const LINES = '_saved';
/** How many entries of lists and maps are missing. */
const CUT = '_cut';
/** Which page goes with a running kernel, and how many views there are: neither holds for a document. */
const PASSING = ['_package_version', '_view_count'];

interface Cut {
  readonly value: Plain;
  /** How many entries were left out. */
  readonly lost: number;
}

/** The state with long texts, lists and maps cut, and without binary values; each model of its tree likewise. */
export function bounded({ [TREE]: tree, ...state }: State): State {
  const records = Object.entries(recordsOf(tree) ?? {}).map(
    ([id, record]) => [id, boundedOne(record)] as const,
  );
  const models = Object.fromEntries(records);
  return { ...boundedOne(state), ...(records.length > 0 && { [TREE]: { version: 1, models } }) };
}

function boundedOne(state: State): State {
  const entries = Object.entries(state)
    .filter(([key]) => !PASSING.includes(key))
    .map(([key, value]) => ({ key, value, ...measured(value) }))
    .filter(({ binary }) => !binary)
    .slice(0, MOST_KEYS);
  const large = entries.filter(({ key, size }) => key !== LINES && size > SMALL);
  const share = Math.max(SMALL, Math.floor(ROOM / large.length));
  let lost = 0;
  const kept = entries.map(entry => {
    if (!large.includes(entry) || entry.size <= share) {
      return [entry.key, entry.value] as const;
    }
    const cut = cutTo(share, entry.value);
    lost += cut.lost;
    return [entry.key, cut.value] as const;
  });
  return { ...Object.fromEntries(kept), ...(lost > 0 && { [CUT]: lost }) };
}

function measured(value: Plain): { readonly size: number; readonly binary: boolean } {
  let binary = false;
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    binary ||= ArrayBuffer.isView(inner);
    return binary ? null : inner;
  });
  return { size: text.length, binary };
}

function cutTo(room: number, value: Plain): Cut {
  if (typeof value === 'string') {
    return { value: cutText(room, value), lost: 0 };
  }
  if (Array.isArray(value)) {
    const items = fitting(room, value);
    return { value: items, lost: value.length - items.length };
  }
  const entries = Object.entries(value as State);
  const kept = fitting(room, entries);
  return { value: Object.fromEntries(kept), lost: entries.length - kept.length };
}

function cutText(room: number, text: string): string {
  let length = room - MARK.length;
  let cut: string;
  do {
    // Never half of a character that takes two places.
    cut = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '') + MARK;
    length = Math.floor(length * 0.9);
  } while (measured(cut).size > room);
  return cut;
}

/** The first items, as many as there is room for. */
function fitting<T extends Plain>(room: number, items: readonly T[]): T[] {
  let size = 2;
  const end = items.findIndex(item => (size += measured(item).size + 1) > room);
  return items.slice(0, end);
}

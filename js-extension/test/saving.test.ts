/** The document that a notebook's file carries: what of ours goes in, stays and leaves, and how large it is. */

import { describe, expect, it } from 'vitest';
import { bounded } from '../src/jupyterlab/bounded';
import {
  brokenEntries,
  merged,
  placed,
  problemOf,
  without,
  type Entry,
  type StateDocument,
} from '../src/jupyterlab/state-document';
import type { State } from '../src/generated/yewpyter_bundle';

const MIME = 'application/vnd.jupyter.widget-state+json';

const ours = (state: State = {}): Entry => ({
  model_name: 'SliderModel',
  model_module: 'yewpyter',
  model_module_version: '*',
  state,
});
const theirs = (state: State = {}): Entry => ({ ...ours(state), model_module: 'theirs' });
const document = (state: Record<string, unknown>): StateDocument => ({
  version_major: 2,
  version_minor: 0,
  state,
});

/** Merges what the page has into what was saved. */
function merge(
  before: Record<string, unknown> | undefined,
  shown: string[],
  page: Record<string, Entry> = {},
  foreign: Record<string, unknown> = {},
): Record<string, unknown> | undefined {
  const after = merged(before === undefined ? undefined : document(before), {
    shown,
    ours: id => (Object.hasOwn(page, id) ? page[id] : undefined),
    foreign: id => foreign[id],
  });
  return after?.state;
}

describe('the document', () => {
  it('has what outputs show, as it is now, and what that refers to', () => {
    const grid = ours({ children: ['IPY_MODEL_b', 'IPY_MODEL_gone'] });
    const page = { a: grid, b: ours({ value: 2 }), hidden: ours() };
    expect(merge(undefined, ['a'], page)).toEqual({ a: grid, b: ours({ value: 2 }) });
    expect(merge({ a: ours({ value: 1 }) }, ['a'], page)).toEqual({ a: grid, b: ours({ value: 2 }) });
  });

  it('keeps entries of ours that the page does not have, and drops those that nothing shows', () => {
    const before = { a: ours({ children: ['IPY_MODEL_b'] }), b: ours(), old: ours() };
    expect(Object.keys(merge(before, ['a']) ?? {})).toEqual(['a', 'b']);
  });

  it('leaves others’ entries alone, and finds ours inside them', () => {
    const before = { box: theirs({ children: ['IPY_MODEL_a'] }), odd: 7, link: theirs() };
    expect(merge(before, ['box'], { a: ours() })).toEqual({ ...before, a: ours() });
    const live = { box: theirs({ children: ['IPY_MODEL_a'] }) };
    expect(merge(undefined, ['box'], { a: ours() }, live)).toEqual({ a: ours() });
    const output = { data: { 'application/vnd.jupyter.widget-view+json': { model_id: 'a' } } };
    expect(merge(undefined, ['box'], { a: ours() }, { box: { outputs: [output] } })).toEqual({ a: ours() });
  });

  it('keeps its order, survives circles and strange names, and is the same when made again', () => {
    const before = { z: theirs(), b: ours({ of: 'IPY_MODEL_a' }), a: ours({ of: 'IPY_MODEL_b' }) };
    const hostile = Object.fromEntries([['__proto__', ours({ value: 1 })]]);
    const once = merge({ ...before, ...hostile }, ['a', '__proto__']);
    expect(Object.keys(once ?? {})).toEqual(['z', 'b', 'a', '__proto__']);
    expect(JSON.stringify(merge(once, ['a', '__proto__']))).toBe(JSON.stringify(once));
  });

  it('goes when nothing is left in it, and is not made for nothing', () => {
    expect(merge({ old: ours() }, [])).toBeUndefined();
    expect(merge(undefined, ['theirs'])).toBeUndefined();
    expect(merge({}, [])).toEqual({});
  });

  it('stands beside what others put into the metadata', () => {
    const doc = document({});
    expect(placed({ other: 1, [MIME]: 'old' }, doc)).toEqual({ other: 1, [MIME]: doc });
    expect(placed({ other: 1, [MIME]: doc }, undefined)).toEqual({ other: 1 });
    expect(placed({ [MIME]: doc }, undefined)).toBeUndefined();
    expect(placed('odd', doc)).toEqual({ [MIME]: doc });
  });
});

describe('a damaged document', () => {
  it('is named as a whole', () => {
    const problems = ['text', [], null, {}, { version_major: 3 }, { version_major: 2, state: [] }].map(
      problemOf,
    );
    expect(problems).toEqual([
      'it is no dict',
      'it is no dict',
      'it is no dict',
      'its version is undefined, and 2 was expected',
      'its version is 3, and 2 was expected',
      'it has no states',
    ]);
    expect(problemOf(document({}))).toBeUndefined();
  });

  it('is named entry by entry', () => {
    const buffered = (buffer: unknown): unknown => ({ ...theirs({ data: { a: null } }), buffers: [buffer] });
    const good = { path: ['data', 'a'], encoding: 'base64', data: 'AAAA' };
    const entries = {
      fine: theirs(),
      buffered: buffered(good),
      none: null,
      nameless: { state: {} },
      cut: { model_name: 'SliderModel', model_module: 'yewpyter' },
      short: buffered({ ...good, data: 'AAA' }),
      lost: buffered({ ...good, path: ['gone', 'a', 'b'] }),
      unknown: buffered({ ...good, encoding: 'rot13' }),
    };
    const broken = ['none', 'nameless', 'cut', 'short', 'lost', 'unknown'];
    expect(brokenEntries(document(entries))).toEqual(broken);
    expect(Object.keys(without(document(entries), broken).state)).toEqual(['fine', 'buffered']);
  });
});

describe('a state in the document', () => {
  const size = (state: State): number => JSON.stringify(state).length;

  it('is as it was if it is small, but for what only a running kernel means', () => {
    const state = { value: 3, description: 'x', _package_version: '0.1.0' };
    expect(bounded(state)).toEqual({ value: 3, description: 'x' });
  });

  it('has long texts, lists and maps cut, and says so', () => {
    const long = bounded({ value: 'é"😀'.repeat(9000), description: 'short' });
    expect(size(long)).toBeLessThan(8200);
    expect(long['description']).toBe('short');
    expect(long['value']).toMatch(/^(?:é"😀)+(?:é"?)?… \[cut when it was saved\]$/u);

    const children = Array.from({ length: 1000 }, (_, n) => `IPY_MODEL_${String(n).padStart(32, '0')}`);
    const spans = Object.fromEntries(children.map(child => [child, [1, 1]]));
    const grid = bounded({ children, spans, columns: 2 });
    expect(size(grid)).toBeLessThan(8200);
    const [kept, spanned] = [grid['children'] as string[], Object.keys(grid['spans'] as State)];
    expect(children.slice(0, kept.length)).toEqual(kept);
    expect(kept.length).toBeGreaterThan(50);
    expect(grid['_cut']).toBe(2000 - kept.length - spanned.length);
  });

  it('has no binary values, and the lines of a pane in whole', () => {
    const lines = { pieces: [{ kind: 'stdout', text: 'x'.repeat(4096) }], dropped: 3 };
    const state = { _saved: lines, data: { deep: [new Uint8Array(9)] }, value: 'y'.repeat(9000) };
    const kept = bounded(state);
    expect(kept['_saved']).toEqual(lines);
    expect(Object.keys(kept)).toEqual(['_saved', 'value']);
  });

  it('stays as it is the second time', () => {
    const states: State[] = [
      { value: '"\\\u0000'.repeat(5000) },
      { value: 'a'.repeat(5000), other: Array.from({ length: 3000 }, (_, n) => n), small: 'b'.repeat(199) },
      Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`k${String(n)}`, 'c'.repeat(300)])),
    ];
    states.forEach(state => {
      const once = bounded(state);
      expect(bounded(once)).toEqual(once);
    });
  });
});

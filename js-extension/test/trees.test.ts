/** What a host keeps of models that share the comm of a root. */

import { expect, test } from 'vitest';
import { Trees } from '../src/trees';

const tree = { version: 1, models: { a: { value: 1 }, b: { value: 2 } } };

test('a root is given back with what became of the models below it', () => {
  const trees = new Trees();
  expect(trees.take('root', { children: ['a', 'b'], _tree: tree })).toEqual({ children: ['a', 'b'] });
  trees.mirror('a', { value: 5 }, { value: 5 }, 'root');
  trees.mirror('new', { value: 7 }, {}, 'root');
  trees.forget('b');
  expect(trees.whole('root', { children: ['a', 'new'] }, { gap: 1 })).toEqual({
    state: { children: ['a', 'new'], _tree: { version: 1, models: { a: { value: 5 }, new: { value: 7 } } } },
    unconfirmed: { gap: 1, _tree: { a: { value: 5 } } },
  });
});

test('a model that gets a comm or another root leaves its former one', () => {
  const trees = new Trees();
  trees.take('root', { _tree: tree });
  trees.take('other', { _tree: { version: 1, models: { b: { value: 3 } } } });
  trees.take('a', { value: 1 });
  expect(trees.whole('root', {}, {}).state).toEqual({});
  expect(trees.whole('other', {}, {}).state).toEqual({ _tree: { version: 1, models: { b: { value: 3 } } } });
  trees.drop('other');
  expect(trees.whole('other', {}, {}).state).toEqual({});
});

test.each([
  ['another version', { version: 2, models: {} }],
  ['no tree', 7],
  ['a record that is none', { version: 1, models: { a: 3 } }],
  ['nothing', null],
])('%s is left to the runtime', (_what, bad) => {
  const state = { children: [], _tree: bad };
  expect(new Trees().take('root', state)).toBe(state);
});

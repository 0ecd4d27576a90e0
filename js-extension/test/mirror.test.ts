/** The attributes follow the runtime, whatever listeners do in between. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { YewpyterModel } from '../src/jupyterlab/model';
import type { State } from '../src/generated/yewpyter_bundle';
import { FakeRuntime, resetFakes } from './fake-bundle';
import { readyLab, type Lab } from './lab';

let lab: Lab;
let model: YewpyterModel;

const leftover = () => (model as unknown as { _buffered_state_diff: object })._buffered_state_diff;
const lock = () => (model as unknown as { _state_lock: unknown })._state_lock;
const mirror = (patch: State, unconfirmed: State = {}) => {
  lab.runtime.host.mirror('m', patch, unconfirmed);
};

/** What the real runtime does with a change: it answers with a mirror, at once. */
function answerChanges(): void {
  FakeRuntime.answer = (runtime, [name, id, patch]) => {
    if (name === 'localChange') {
      runtime.host.mirror(String(id), { ...(patch as State) }, { ...(patch as State) });
    }
  };
}

beforeEach(async () => {
  resetFakes();
  lab = await readyLab();
  model = await lab.open('m', { value: 1, label: 'a' });
});

describe('mirror', () => {
  it('changes attributes, tells listeners, and is no local change', () => {
    const changed = vi.fn();
    model.on('change:value', changed);
    mirror({ value: 2 }, { value: 2 });
    expect(model.get('value')).toBe(2);
    expect(changed).toHaveBeenCalledOnce();
    model.save_changes();
    expect(lab.runtime.told('localChange')).toEqual([]);
  });

  it('ignores models it does not have', () => {
    expect(() => {
      lab.runtime.host.mirror('other', { value: 2 }, {});
    }).not.toThrow();
  });

  it('lets a listener write another key of the same model', () => {
    answerChanges();
    model.on('change:value', () => {
      model.set('label', 'nested');
      model.save_changes();
    });
    mirror({ value: 44 });
    expect(lab.runtime.told('localChange').map(call => call[2])).toEqual([
      { label: 'nested' },
      { label: 'nested' },
    ]);
    expect(leftover()).not.toHaveProperty('value');
    expect(lock()).toBeNull();
    model.save_changes();
    const later = lab.runtime.told('localChange').slice(2);
    expect(later.every(([, , patch]) => !('value' in (patch as State)))).toBe(true);
  });

  it('lets a listener write the same key: its value is the one that is told', () => {
    answerChanges();
    model.on('change:value', () => {
      if (Number(model.get('value')) > 10) {
        model.set('value', 10);
        model.save_changes();
      }
    });
    mirror({ value: 44 });
    expect(model.get('value')).toBe(10);
    expect(lab.runtime.told('localChange').at(-1)).toEqual(['localChange', 'm', { value: 10 }, true]);
  });

  it('lets a listener call the kernel, whose answer mirrors again inside', () => {
    model.on('change:value', () => {
      mirror({ label: 'inner' });
    });
    mirror({ value: 2 });
    expect([model.get('value'), model.get('label')]).toEqual([2, 'inner']);
    expect(leftover()).toEqual({});
    expect(lock()).toBeNull();
    expect(lab.runtime.told('localChange')).toEqual([]);
  });

  it('survives a listener that throws', () => {
    model.on('change:value', () => {
      throw new Error('theirs');
    });
    expect(() => {
      mirror({ value: 2 });
    }).toThrow('theirs');
    expect(lock()).toBeNull();
    expect(leftover()).toEqual({});
    model.off('change:value');
    mirror({ value: 3 });
    expect(model.get('value')).toBe(3);
  });

  it('gives links in both directions equal values and no echo', async () => {
    answerChanges();
    const other = await lab.open('o', { value: 1 });
    const link = (from: YewpyterModel, to: YewpyterModel) => {
      from.on('change:value', () => {
        to.set('value', from.get('value'));
        to.save_changes();
      });
    };
    link(model, other);
    link(other, model);
    mirror({ value: 7 });
    expect(other.get('value')).toBe(7);
    const told = lab.runtime.told('localChange');
    expect(told.filter(([, id]) => id === 'm')).toEqual([]);
    expect(told.at(-1)).toEqual(['localChange', 'o', { value: 7 }, true]);
  });

  it('forgets a waiting write once the runtime has said otherwise', () => {
    model.set('value', 5);
    mirror({ value: 6 });
    model.save_changes();
    expect(lab.runtime.told('localChange')).toEqual([['localChange', 'm', { value: 5 }, false]]);
  });
});

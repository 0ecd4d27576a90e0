/** The attributes follow the runtime, whatever listeners do in between. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { YewpyterModel } from '../src/jupyterlab/model';
import type { State } from '../src/generated/yewpyter_bundle';
import { FakeRuntime, resetFakes } from './fake-bundle';
import { readyLab, type Lab } from './lab';

let lab: Lab;
let model: YewpyterModel;

const changes = (id: string) => lab.runtime.told('localChange').filter(call => call[1] === id);
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
    expect(changes('m')).toEqual([]);
    model.save_changes();
    expect(changes('m')).toEqual([['localChange', 'm', {}, true]]);
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
    model.save_changes();
    expect(changes('m').map(call => call.slice(2))).toEqual([
      [{ label: 'nested' }, false],
      [{}, true],
      [{}, true],
    ]);
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
    expect(changes('m').map(call => call.slice(2))).toEqual([
      [{ value: 10 }, false],
      [{}, true],
    ]);
  });

  it('lets a listener call the kernel, whose answer mirrors again inside', () => {
    model.on('change:value', () => {
      mirror({ label: 'inner' });
    });
    mirror({ value: 2 });
    expect([model.get('value'), model.get('label')]).toEqual([2, 'inner']);
    expect(changes('m')).toEqual([]);
  });

  it('survives a listener that throws', () => {
    model.on('change:value', () => {
      throw new Error('theirs');
    });
    expect(() => {
      mirror({ value: 2 });
    }).toThrow('theirs');
    model.off('change:value');
    mirror({ value: 3 });
    expect(model.get('value')).toBe(3);
    expect(changes('m')).toEqual([]);
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
    expect(changes('m')).toEqual([['localChange', 'm', {}, true]]);
    expect(changes('o').map(call => call.slice(2))).toEqual([
      [{ value: 7 }, false],
      [{}, true],
    ]);
  });

  it('is right even where the answer comes late, as it does inside of an effect', () => {
    model.set('value', 5);
    model.set('label', 'b');
    mirror({ value: 5 });
    mirror({ value: 6 });
    model.save_changes();
    expect(changes('m').map(call => call.slice(2))).toEqual([
      [{ value: 5 }, false],
      [{ value: 5, label: 'b' }, false],
      [{ label: 'b' }, false],
      [{ label: 'b' }, false],
      [{ label: 'b' }, true],
    ]);
  });
});

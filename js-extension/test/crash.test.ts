/** After a crash every widget is where it was, and a crash does not come again and again. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { YewpyterModel } from '../src/jupyterlab/model';
import type { YewpyterView } from '../src/jupyterlab/view';
import { FakeRuntime, resetFakes, resets } from './fake-bundle';
import { readyLab, settled, type Lab } from './lab';

let lab: Lab;
let model: YewpyterModel;
let view: YewpyterView;

/** What the panic hook and the trapped call do. Every runtime of the instance dies. */
function trap(culprit?: string): never {
  const living = FakeRuntime.made.filter(made => made.told('died').length === 0);
  for (const runtime of living) {
    runtime.calls.push(['died']);
    runtime.host.panicked('panicked at widget.rs', culprit);
  }
  throw new WebAssembly.RuntimeError('unreachable');
}

/** A message to this model crashes the instance, while the culprit is handled. */
async function crash(id: string, culprit?: string): Promise<void> {
  FakeRuntime.answer = (_runtime, [name, target]) => {
    if (name === 'commMessage' && target === id) {
      FakeRuntime.answer = () => undefined;
      trap(culprit);
    }
  };
  lab.comm(id).receive({ method: 'custom', content: 'poison' });
  await settled();
}

beforeEach(async () => {
  resetFakes();
  vi.spyOn(console, 'error').mockReturnValue();
  lab = await readyLab();
  model = await lab.open('m', { value: 1, data: new DataView(new Uint8Array([9, 4]).buffer, 1) });
  view = await lab.show(model);
});

describe('a crash', () => {
  it('replaces the instance once, and opens every model as it was', async () => {
    const other = await lab.open('n', { value: 5 });
    await lab.show(other);
    lab.runtime.host.mirror('m', { value: 2 }, { value: 2 });
    lab.runtime.host.mirror('n', { value: 6, added: 'x' }, {});
    const before = lab.runtime;
    const states = new Map([model, other].map(each => [each.model_id, { ...each.attributes }]));
    await crash('m', 'm');
    expect(resets.count).toBe(1);
    expect(FakeRuntime.made).toHaveLength(2);
    expect(lab.runtime).not.toBe(before);
    const opened = lab.runtime.told('modelOpened');
    expect(opened.map(call => [call[1], call[2], call[4]])).toEqual([
      ['m', true, { value: 2 }],
      ['n', true, {}],
    ]);
    expect(opened[0]?.[3]).toEqual({ ...states.get('m'), data: new Uint8Array([4]) });
    expect(opened[1]?.[3]).toEqual(states.get('n'));
    expect(lab.runtime.told('mount').map(call => call.slice(1, 3))).toEqual([
      [1, 'm'],
      [2, 'n'],
    ]);
  });

  it('opens what stands below a root as it was, with its root', async () => {
    const models = { a: { value: 1 }, b: { value: 2 } };
    const root = await lab.open('root', { value: 0, _tree: { version: 1, models } });
    expect(root.attributes, 'none of the listeners’ business').not.toHaveProperty('_tree');
    const { host } = lab.runtime;
    host.mirror('a', { value: 5 }, { value: 5 }, 'root');
    host.mirror('late', { value: 7 }, {}, 'root');
    host.forget('b');
    await crash('m', 'a');
    const [, , , state, unconfirmed] = lab.runtime.told('modelOpened').find(call => call[1] === 'root') ?? [];
    expect(state).toMatchObject({ value: 0, _tree: { models: { a: { value: 5 }, late: { value: 7 } } } });
    expect(Object.keys((state as { _tree: { models: object } })._tree.models)).toEqual(['a', 'late']);
    expect(unconfirmed).toEqual({ _tree: { a: { value: 5 } } });
  });

  it('again and again below a root ends in the root being stopped', async () => {
    const root = await lab.open('root', { _tree: { version: 1, models: { a: { value: 1 } } } });
    const shown = await lab.show(root);
    for (let times = 0; times < 4; times += 1) {
      await crash('m', 'a');
    }
    expect(shown.el.textContent).toContain('crashed again and again');
    expect(lab.runtime.told('modelOpened').map(call => call[1])).toEqual(['m']);
    expect(view.el.textContent).not.toContain('crashed again and again');
  });

  it('blocks the culprit before it is opened again', async () => {
    await crash('m', 'm');
    expect(lab.runtime.told()[0]).toEqual(['block', 'm', 'panicked at widget.rs']);
  });

  it('is reported once, with its message', async () => {
    await crash('m', 'm');
    const said = vi.mocked(console.error).mock.calls.map(([text]) => String(text));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('panicked at widget.rs');
  });

  it('loses the event it came from, and no other', async () => {
    FakeRuntime.answer = (_runtime, [name, , data]) => {
      if (name === 'commMessage' && data === 'poison') {
        // Meanwhile, on the dying instance's stack:
        try {
          trap('m');
        } finally {
          lab.comm('m').receive('next');
          model.set('value', 7);
          expect(view.model.get_state()).toMatchObject({ value: 7 });
        }
      }
    };
    lab.comm('m').receive('poison');
    await settled();
    expect(lab.runtime.told('commMessage', 'localChange')).toEqual([
      ['commMessage', 'm', 'next', [], 'parent'],
      ['localChange', 'm', { value: 7 }, false],
    ]);
  });

  it('tells the rest of the backlog to the next instance when telling it crashes', async () => {
    await crash('m');
    FakeRuntime.answer = (_runtime, [name]) => {
      if (name === 'mount') {
        FakeRuntime.answer = () => undefined;
        trap();
      }
    };
    lab.comm('m').receive('poison');
    const third = await lab.open('t');
    void lab.show(third);
    lab.comm('t').receive('kept');
    await settled();
    expect(FakeRuntime.made).toHaveLength(3);
    expect(lab.runtime.told('modelOpened')).toHaveLength(2);
    expect(lab.runtime.told('mount')).toHaveLength(2);
  });

  it('takes the runtimes of all managers with it', async () => {
    const other = lab.addManager();
    await lab.open('o', {}, other);
    const made = FakeRuntime.made.length;
    await crash('m', 'm');
    expect(resets.count).toBe(1);
    expect(
      FakeRuntime.made.slice(made).map(runtime => runtime.told('modelOpened').map(call => call[1])),
    ).toEqual([['m'], ['o']]);
  });

  it('is noticed without the hook, by any exception that comes through Rust', async () => {
    FakeRuntime.answer = () => {
      FakeRuntime.answer = () => undefined;
      throw new TypeError('of some import');
    };
    lab.comm('m').receive('bad');
    await settled();
    expect(resets.count).toBe(1);
    expect(console.error).toHaveBeenCalledOnce();
  });

  it('is noticed with the next event, where the stack had no room to say it', async () => {
    const overflow = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    FakeRuntime.answer = overflow;
    const full = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(overflow);
    expect(() => {
      lab.comm('m').receive('deep');
    }).toThrow(RangeError);
    full.mockRestore();
    FakeRuntime.answer = () => undefined;
    lab.comm('m').receive('next');
    await settled();
    expect(resets.count).toBe(1);
    expect(lab.runtime.told('commMessage').map(call => call[2])).toEqual(['next']);
  });

  it('keeps a model whose kernel died as one whose kernel died', async () => {
    model.comm_live = false;
    await crash('m', 'm');
    expect(lab.runtime.told('modelOpened')[0]?.slice(1, 3)).toEqual(['m', true]);
    expect(lab.runtime.told('kernelStatus')).toEqual([['kernelStatus', 'm', false]]);
  });
});

describe('crash after crash', () => {
  it('ends with a message where nobody knows the culprit, and a button', async () => {
    await crash('m');
    await crash('m');
    expect(resets.count).toBe(2);
    await crash('m');
    expect(resets.count).toBe(2);
    expect(view.el.textContent).toContain('crashed again and again');
    expect(view.el.textContent).toContain('panicked at widget.rs');
    view.el.querySelector('button')?.click();
    expect(resets.count).toBe(3);
    expect(view.el.textContent).toBe('m');
  });

  it('goes on where there is time between', async () => {
    for (let times = 0; times < 6; times += 1) {
      await crash('m');
      lab.now += 6000;
    }
    expect(resets.count).toBe(6);
  });

  it('isolates a known culprit; the others live, and it may come back', async () => {
    const other = await lab.show(await lab.open('n'));
    for (let times = 0; times < 3; times += 1) {
      await crash('m', 'm');
    }
    expect(resets.count).toBe(3);
    expect(lab.runtime.told('modelOpened').map(call => call[1])).toEqual(['n']);
    expect(other.el.textContent).toBe('n');
    expect(view.el.textContent).toContain('This widget crashed again and again');
    lab.comm('m').receive('more');
    expect(lab.runtime.told('commMessage')).toEqual([]);
    view.el.querySelector('button')?.click();
    expect(lab.runtime.told('modelOpened').map(call => call[1])).toEqual(['n', 'm']);
    expect(lab.comm('m').sent.map(sent => sent.data)).toEqual([{ method: 'request_state' }]);
    expect(view.el.textContent).toBe('m');
  });

  it('ends too where the culprit is inside another widget, and cannot be left out', async () => {
    for (let times = 0; times < 3 * 3; times += 1) {
      await crash('m', 'inner');
    }
    expect(view.el.textContent).toContain('The widgets crashed again and again');
  });
});

describe('what a dead instance leaves behind', () => {
  it('is kept off the console, and nothing else is', async () => {
    await crash('m', 'm');
    const uncaught = (message: string) => {
      const event = new ErrorEvent('error', { message, cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(uncaught('Uncaught Error: Cannot invoke closure from previous WASM instance')).toBe(true);
    expect(uncaught('Uncaught Error: Invalid stale object from previous Wasm instance')).toBe(true);
    expect(uncaught('Uncaught Error: Module terminated')).toBe(true);
    expect(uncaught('Uncaught TypeError: x is undefined')).toBe(false);
  });
});

/** Our widgets in an output frame, on the channel of our own, with the test in the kernel's place. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KernelEnvironment } from '../src/colab/kernel-environment';
import { ColabManager } from '../src/colab/manager';
import { Page } from '../src/page';
import { FrameComm, openedChannel } from './colab';
import { fakeBundle, FakeRuntime, resetFakes, resets } from './fake-bundle';
import { settled } from './lab';

const OURS = { modelName: 'SliderModel', modelModule: 'yewpyter', modelModuleVersion: '*', buffer_paths: [] };
const THEIRS = { ...OURS, modelName: 'IntSliderModel', modelModule: '@jupyter-widgets/controls' };

let comm: FrameComm;
let environment: KernelEnvironment;
let manager: ColabManager;
let place: HTMLElement;
let models: Record<string, object>;

const runtime = (): FakeRuntime => {
  const last = FakeRuntime.made.at(-1);
  if (last === undefined) {
    throw new Error('There is no runtime yet');
  }
  return last;
};

beforeEach(async () => {
  resetFakes();
  models = { m: { ...OURS, state: { value: 1 } } };
  comm = new FrameComm();
  comm.answer = ({ ask, model, tell }) => {
    if (ask === 'model') {
      return { model: models[String(model)] ?? null };
    }
    return tell === undefined ? { last: 0, lost: false } : { done: true };
  };
  const page = new Page(() => Promise.resolve(fakeBundle));
  environment = new KernelEnvironment(await openedChannel(comm));
  manager = new ColabManager(environment, page, null);
  place = document.createElement('div');
});

describe('a display', () => {
  it('opens the model with its buffers in place, and mounts it', async () => {
    models = { m: { ...OURS, state: { value: 1, deep: [{}] }, buffer_paths: [['deep', 0, 'data']] } };
    comm.content = ({ ask }) => (ask === 'model' ? [new DataView(new Uint8Array([1, 2, 3]).buffer, 1)] : []);
    await manager.render('m', place);
    expect(runtime().told('modelOpened')).toEqual([
      ['modelOpened', 'm', true, { value: 1, deep: [{ data: new Uint8Array([2, 3]) }] }, {}],
    ]);
    expect(place.textContent).toBe('m');
  });

  it('is refused, with what to do, for a model that the kernel does not know', async () => {
    await expect(manager.render('gone', place)).rejects.toThrow('Run the cell again');
  });

  it('is refused, by name, for a model of another library that nothing can draw', async () => {
    models = { m: { ...THEIRS, state: {} } };
    await expect(manager.render('m', place)).rejects.toThrow(/IntSliderModel of @jupyter-widgets\/controls/);
  });

  it('twice of one model opens it once', async () => {
    await Promise.all([manager.render('m', place), manager.render('m', document.createElement('div'))]);
    expect(runtime().told('modelOpened')).toHaveLength(1);
    expect(runtime().told('mount')).toHaveLength(2);
  });
});

describe('a display that was foretold', () => {
  /** Has the kernel answer to what it was asked. */
  let heard: (model: object | null) => Promise<void>;

  beforeEach(async () => {
    comm.answer = () => undefined;
    environment.foretell('m', { ...OURS, state: { value: 1 } });
    await manager.render('m', place);
    heard = async model => {
      comm.say({ re: comm.sent[0]?.data['id'], model });
      await settled();
    };
  });

  it('is drawn before the kernel has answered, and shows what the kernel says then', async () => {
    expect(runtime().told('modelOpened')).toEqual([['modelOpened', 'm', true, { value: 1 }, {}]]);
    expect(place.textContent).toBe('m');
    expect(comm.asked('model')).toHaveLength(1);
    const confirmed = vi.fn();
    const waiting = environment.confirmed('m').then(confirmed);
    await settled();
    expect(confirmed).not.toHaveBeenCalled();
    await heard({ ...OURS, state: { value: 2 } });
    await waiting;
    expect(runtime().told('loadState')).toEqual([['loadState', 'm', { value: 2 }]]);
  });

  it('is told of changes after the state that they change', async () => {
    comm.say({ n: 1, model: 'm', data: { method: 'update', state: { value: 3 } } });
    await settled();
    expect(runtime().told('commMessage')).toEqual([]);
    await heard({ ...OURS, state: { value: 2 } });
    comm.say({ n: 2, model: 'm', data: { method: 'update', state: { value: 4 } } });
    await settled();
    const order = runtime().calls.map(([name]) => name);
    expect(order.filter(name => name === 'loadState' || name === 'commMessage')).toEqual([
      'loadState',
      'commMessage',
      'commMessage',
    ]);
  });

  it('goes when the kernel does not know it', async () => {
    const confirmed = expect(environment.confirmed('m')).rejects.toThrow('Run the cell again');
    await heard(null);
    await confirmed;
    expect(runtime().told('commClosed')).toEqual([['commClosed', 'm']]);
  });
});

describe('a place inside a widget', () => {
  beforeEach(async () => {
    await manager.render('m', place);
  });

  it('of ours is filled by opening its model', async () => {
    models['child'] = { ...OURS, state: { value: 2 } };
    await manager.fill(7, 'child', place);
    expect(runtime().told('modelOpened')[1]).toEqual(['modelOpened', 'child', true, { value: 2 }, {}]);
    expect(runtime().told('slotFailed')).toEqual([]);
  });

  it('that cannot be filled says why', async () => {
    await manager.fill(8, 'nothing', place);
    expect(runtime().told('slotFailed')).toEqual([
      ['slotFailed', 8, 'The kernel knows no widget nothing (any more).'],
    ]);
  });

  it('of another library that nothing can draw says what stands there', async () => {
    models['child'] = { ...THEIRS, state: { description: 'A <b>guest</b>', value: 3 } };
    await manager.fill(7, 'child', place);
    expect(runtime().told('slotFailed')).toEqual([]);
    expect(place.textContent).toContain('IntSlider A <b>guest</b>: 3');
    expect(place.textContent).toContain('IntSliderModel of @jupyter-widgets/controls');
  });

  it('never shows a password', async () => {
    models['child'] = { ...THEIRS, modelName: 'PasswordModel', state: { value: 'hunter2' } };
    await manager.fill(7, 'child', place);
    expect(place.textContent).toContain('PasswordModel of');
    expect(place.textContent).not.toContain('hunter2');
  });
});

describe('a view', () => {
  it('is laid out as its model says, and again when that changes', async () => {
    models['m'] = { ...OURS, state: { layout: { width: '300px' }, _dom_classes: ['extra'] } };
    await manager.render('m', place);
    const view = place.querySelector<HTMLElement>('.yewpyter-view.extra');
    expect(view?.style.width).toBe('300px');
    runtime().host.mirror('m', { layout: { height: '7em' } }, {});
    expect([view?.style.width, view?.style.height]).toEqual(['', '7em']);
  });
});

describe('messages', () => {
  beforeEach(async () => {
    await manager.render('m', place);
  });

  it('of the kernel reach the runtime', async () => {
    comm.say({ n: 1, model: 'm', data: { method: 'update', state: { value: 5 } } }, [new ArrayBuffer(2)]);
    await settled();
    expect(runtime().told('commMessage')).toEqual([
      ['commMessage', 'm', { method: 'update', state: { value: 5 } }, [new Uint8Array(2)], undefined],
    ]);
  });

  it('that are lost for good are made up for by the whole state', async () => {
    models['m'] = { ...OURS, state: { value: 8 } };
    comm.answer = ({ ask }) => (ask === 'model' ? { model: models['m'] } : { last: 9, lost: true });
    comm.say({ n: 9, model: 'm', data: { method: 'update', state: { value: 7 } } });
    await settled();
    expect(runtime().told('commMessage')).toHaveLength(1);
    expect(runtime().told('loadState')).toEqual([['loadState', 'm', { value: 8 }]]);
  });

  it('of the runtime reach the kernel, and their answer is their end', async () => {
    const sent = runtime().host.sendComm(3, 'm', { method: 'custom' }, [new Uint8Array([7])], undefined);
    expect(comm.sent.at(-1)?.data).toMatchObject({ tell: 'm', data: { method: 'custom' } });
    expect(comm.sent.at(-1)?.buffers).toEqual([new Uint8Array([7]).buffer]);
    await settled();
    expect(runtime().told('kernelIdle')).toEqual([['kernelIdle', sent]]);
  });

  it('that the kernel refuses are told to the runtime', async () => {
    comm.answer = () => ({ error: 'no such widget' });
    runtime().host.sendComm(3, 'm', {}, [], undefined);
    await settled();
    expect(runtime().told('sendFailed')).toEqual([['sendFailed', 3, 'no such widget']]);
  });

  it('end with the widget, or with the kernel', async () => {
    models['n'] = { ...OURS, state: {} };
    await manager.render('n', document.createElement('div'));
    comm.say({ n: 1, closed: 'm' });
    await settled();
    expect(runtime().told('commClosed')).toEqual([['commClosed', 'm']]);
    comm.close();
    await settled();
    expect(runtime().told('kernelStatus')).toEqual([['kernelStatus', 'n', false]]);
  });
});

describe('a crash', () => {
  it('opens every model again as it was, the culprit blocked', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await manager.render('m', place);
    runtime().host.mirror('m', { value: 9 }, { value: 9 });
    runtime().host.panicked('panicked at slider.rs', 'm');
    await settled();
    expect(resets.count).toBe(1);
    expect(runtime().told('block', 'modelOpened')).toEqual([
      ['block', 'm', 'panicked at slider.rs'],
      ['modelOpened', 'm', true, { value: 9 }, { value: 9 }],
    ]);
    expect(runtime().told('mount')).toHaveLength(1);
  });
});

describe('an output', () => {
  const output = (data: Record<string, string>): Promise<void> =>
    manager.outputs.render({ data, metadata: {} }, place);

  it('of HTML stands in a frame that runs nothing', async () => {
    await output({ 'text/html': '<b onclick="alert(1)">x</b>', 'text/plain': 'x' });
    const frame = place.querySelector('iframe');
    expect(frame?.getAttribute('sandbox')).toBe('allow-same-origin');
    expect(place.querySelector('b')).toBeNull();
  });

  it('of a picture is a picture, and of text is text', async () => {
    await output({ 'image/png': 'QUJD\n', 'text/plain': 'x' });
    expect(place.querySelector('img')?.src).toBe('data:image/png;base64,QUJD');
    await output({ 'text/latex': '$<i>$' });
    expect(place.textContent).toBe('$<i>$');
  });

  it('that is a widget is a view, and goes with its place', async () => {
    models['shown'] = { ...OURS, state: {} };
    await manager.render('m', document.createElement('div'));
    const view = 'application/vnd.jupyter.widget-view+json';
    const bundle = { data: { [view]: { model_id: 'shown' }, 'text/html': '<b>picture</b>' }, metadata: {} };
    runtime().host.renderOutput(5, 1, bundle, place);
    await settled();
    expect(place.textContent).toBe('shown');
    runtime().host.releaseSlot(5);
    expect(runtime().told('unmount')).toEqual([['unmount', 2]]);
  });

  it('that nothing can draw says so', async () => {
    await expect(output({ 'application/x-thing': '' })).rejects.toThrow('application/x-thing');
  });
});

/** Each door by which the outside reaches a model is one event for the runtime. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { YewpyterModel } from '../src/jupyterlab/model';
import { FakeRuntime, resetFakes } from './fake-bundle';
import { readyLab, settled, type Lab } from './lab';

let lab: Lab;
let model: YewpyterModel;

beforeEach(async () => {
  resetFakes();
  lab = await readyLab();
  model = await lab.open('m', { value: 1, _model_name: 'ThingModel' });
});

describe('construction', () => {
  it('opens a live model with the state as the kernel sent it, and the names its class implies', () => {
    const [, id, live, state, unconfirmed] = lab.runtime.told('modelOpened')[0] ?? [];
    expect([id, live, unconfirmed]).toEqual(['m', true, {}]);
    expect(state).toMatchObject({
      value: 1,
      _model_name: 'ThingModel',
      _view_name: 'ThingView',
      _model_module: 'yewpyter',
      _view_module: 'yewpyter',
      _model_module_version: '*',
    });
  });

  it('introduces the host once, before anything else', () => {
    expect(lab.runtime.info).toEqual({
      name: 'JupyterLab',
      foreignModels: true,
      syncsModels: false,
      countsViews: true,
      inOrder: true,
    });
    expect(lab.runtime.told()[0]?.[0]).toBe('modelOpened');
  });

  it('opens a model without comm as static', async () => {
    await lab.openStatic('s', { value: 2 });
    expect(lab.runtime.told('modelOpened')[1]?.slice(1, 3)).toEqual(['s', false]);
  });

  it('leaves references as text and the layout as a map', async () => {
    const box = await lab.open('b', { children: ['IPY_MODEL_none'], layout: { width: '5px' } });
    expect(box.get('children')).toEqual(['IPY_MODEL_none']);
    expect(lab.runtime.told('modelOpened')[1]?.[3]).toMatchObject({
      children: ['IPY_MODEL_none'],
      layout: { width: '5px' },
    });
  });

  it('gives binary values of the state as their own bytes', async () => {
    const block = new Uint8Array([9, 1, 2, 9]);
    await lab.open('b', { data: { deep: [new DataView(block.buffer, 1, 2)] } });
    const state = lab.runtime.told('modelOpened')[1]?.[3];
    expect(state).toMatchObject({ data: { deep: [new Uint8Array([1, 2])] } });
  });

  it('has one runtime per manager', async () => {
    const other = lab.addManager();
    await lab.open('n', {}, other);
    expect(FakeRuntime.made).toHaveLength(2);
    expect(lab.runtime.told('modelOpened')[0]?.[1]).toBe('n');
  });
});

describe('the kernel', () => {
  it('sends a message', async () => {
    lab.comm('m').receive({ method: 'update', state: { value: 2 } }, [], 'p1');
    expect(lab.runtime.told('commMessage')).toEqual([
      ['commMessage', 'm', { method: 'update', state: { value: 2 } }, [], 'p1'],
    ]);
    await expect(model.state_change).resolves.toBeUndefined();
  });

  it('sends buffers of any kind, with an offset, and one too many as JupyterLab 4.0 does', () => {
    const block = new Uint8Array([9, 9, 1, 2, 3, 9]).buffer;
    const buffers = [
      new DataView(block, 2, 3),
      block.slice(0, 1),
      new Uint16Array([513]),
      new DataView(new ArrayBuffer(0)),
    ];
    lab.comm('m').receive({ method: 'custom', content: 7 }, buffers);
    expect(lab.runtime.told('commMessage')[0]?.[3]).toEqual([
      new Uint8Array([1, 2, 3]),
      new Uint8Array([9]),
      new Uint8Array([1, 2]),
      new Uint8Array([]),
    ]);
  });

  it('sends a message without buffers or parent', () => {
    void model._handle_comm_msg({
      content: { data: { method: 'update', state: {} } },
      parent_header: {},
    } as never);
    expect(lab.runtime.told('commMessage')[0]?.slice(3)).toEqual([[], undefined]);
  });

  it('closes the comm: the views go, nothing is sent', async () => {
    const view = await lab.show(model);
    lab.comm('m').receiveClose();
    await settled();
    expect(lab.runtime.told('commClosed', 'localClose')).toEqual([['commClosed', 'm']]);
    expect(lab.comm('m').closed).toBe(0);
    expect(view.luminoWidget.isDisposed).toBe(true);
    expect(lab.manager.has_model('m')).toBe(false);
  });

  it('restarts, which only shows as a dead comm', async () => {
    const view = await lab.show(model);
    lab.manager.disconnect();
    await settled();
    expect(lab.runtime.told('kernelStatus')).toEqual([['kernelStatus', 'm', false]]);
    expect(view.el.classList.contains('jupyter-widgets-disconnected')).toBe(true);
  });

  it('comes back after a lost connection, with its whole state', () => {
    model.set_state({ value: 3, data: new DataView(new Uint8Array([1]).buffer) });
    expect(lab.runtime.told('loadState', 'commMessage')).toEqual([
      ['loadState', 'm', { value: 3, data: new Uint8Array([1]) }],
    ]);
  });

  it('is restored by the manager, after which slots are tried again', () => {
    lab.manager.restored.emit();
    expect(lab.runtime.told('restored')).toHaveLength(1);
  });
});

describe('the page', () => {
  it('writes and saves, as links do', () => {
    model.set('value', 5);
    expect(lab.runtime.told('localChange')).toEqual([['localChange', 'm', { value: 5 }, false]]);
    model.save_changes();
    expect(lab.runtime.told('localChange')[1]).toEqual(['localChange', 'm', { value: 5 }, true]);
  });

  it('writes several keys and the last value counts', () => {
    model.set({ value: 5, other: 'a' });
    model.set('value', 6);
    model.save_changes();
    expect(lab.runtime.told('localChange').at(-1)).toEqual([
      'localChange',
      'm',
      { value: 6, other: 'a' },
      true,
    ]);
  });

  it('writes a model, which is told as a reference', async () => {
    const child = await lab.open('c');
    model.set('children', [child]);
    model.save_changes();
    expect(lab.runtime.told('localChange').at(-1)?.[2]).toEqual({ children: ['IPY_MODEL_c'] });
  });

  it('saves without a living kernel too: what follows is decided elsewhere', () => {
    model.comm_live = false;
    model.set('value', 5);
    model.save_changes();
    expect(lab.runtime.told('localChange').at(-1)).toEqual(['localChange', 'm', { value: 5 }, true]);
  });

  it("saves by Backbone's own means", () => {
    void model.save({ value: 8 }, { patch: true });
    expect(lab.runtime.told('localChange').at(-1)).toEqual(['localChange', 'm', { value: 8 }, true]);
  });

  it('makes a model of its own, of which the kernel is sent everything', async () => {
    const made = await lab.manager.new_widget(
      {
        model_name: 'ThingModel',
        model_module: 'yewpyter',
        model_module_version: '*',
        view_name: 'ThingView',
        view_module: 'yewpyter',
        view_module_version: '*',
        model_id: 'made',
      },
      { value: 4 },
    );
    const [, id, live, state, unconfirmed] = lab.runtime.told('modelOpened').at(-1) ?? [];
    expect([id, live, state]).toEqual([made.model_id, true, {}]);
    expect(unconfirmed).toMatchObject({ value: 4, _model_name: 'ThingModel' });
  });

  it('sends a custom message, with buffers', () => {
    model.send({ event: 'x' }, undefined, [new DataView(new Uint8Array([9, 7]).buffer, 1)]);
    expect(lab.runtime.told('localCustom')).toEqual([
      ['localCustom', 'm', { event: 'x' }, [new Uint8Array([7])]],
    ]);
  });

  it('closes the model: one close for the kernel, however often', async () => {
    FakeRuntime.answer = (runtime, [name, id]) => {
      if (name === 'localClose') {
        runtime.host.closeComm(String(id));
      }
    };
    await Promise.all([model.close(), model.close()]);
    lab.runtime.host.closeComm('m');
    expect(lab.runtime.told('localClose', 'commClosed')).toEqual([['localClose', 'm']]);
    expect(lab.comm('m').closed).toBe(1);
  });

  it('closes a model whose kernel is dead, without an error', async () => {
    model.comm_live = false;
    const view = await lab.show(model);
    await model.close();
    expect(lab.comm('m').closed).toBe(0);
    expect(view.luminoWidget.isDisposed).toBe(true);
  });

  it('may open an id again after closing it', async () => {
    await model.close();
    const again = await lab.open('m', { value: 9 });
    again.set('value', 10);
    expect(lab.runtime.told('localChange')).toEqual([['localChange', 'm', { value: 10 }, false]]);
  });

  it('saves the notebook: the state is the runtime’s, binary and all', async () => {
    const bytes = new Uint8Array([0, 1, 2]).subarray(1);
    FakeRuntime.answer = (_, [name]) => (name === 'getState' ? { value: 11, data: bytes } : undefined);
    const saved = await lab.manager.get_state({ drop_defaults: true });
    expect(lab.runtime.told('getState')).toEqual([['getState', 'm', true]]);
    expect(saved.state['m']).toMatchObject({
      model_name: 'ThingModel',
      model_module: 'yewpyter',
      state: { value: 11 },
      buffers: [{ path: ['data'], encoding: 'base64', data: 'AQI=' }],
    });
  });
});

describe('the runtime', () => {
  it('sends with the callbacks of the view, and hears when the kernel is idle', async () => {
    const view = await lab.show(model);
    const output = vi.fn();
    vi.spyOn(lab.manager, 'callbacks').mockImplementation(from =>
      from === view ? { iopub: { output } } : {},
    );
    const id = lab.runtime.host.sendComm(1, 'm', { method: 'update' }, [new Uint8Array([1])], view.viewId);
    const [sent] = lab.comm('m').sent;
    expect(sent).toMatchObject({ id, data: { method: 'update' }, buffers: [new Uint8Array([1])] });
    expect(sent?.callbacks?.iopub?.['output']).toBe(output);
    const status = (state: string) => {
      sent?.callbacks?.iopub?.['status']?.({
        content: { execution_state: state },
        parent_header: { msg_id: id },
      } as never);
    };
    status('busy');
    expect(lab.runtime.told('kernelIdle')).toEqual([]);
    status('idle');
    expect(lab.runtime.told('kernelIdle')).toEqual([['kernelIdle', id]]);
  });

  it('sends with the callbacks that came with the call', () => {
    const status = vi.fn();
    FakeRuntime.answer = (runtime, [name]) => {
      if (name === 'localCustom') {
        runtime.host.sendComm(1, 'm', {}, [], undefined);
      }
    };
    model.send('x', { iopub: { status } });
    const callbacks = lab.comm('m').sent[0]?.callbacks;
    callbacks?.iopub?.['status']?.({
      content: { execution_state: 'idle' },
      parent_header: { msg_id: 'i' },
    } as never);
    expect(status).toHaveBeenCalledOnce();
    expect(lab.runtime.told('kernelIdle')).toEqual([['kernelIdle', 'i']]);
    lab.runtime.host.sendComm(2, 'm', {}, [], undefined);
    const later = lab.comm('m').sent[1]?.callbacks;
    later?.iopub?.['status']?.({
      content: { execution_state: 'idle' },
      parent_header: { msg_id: 'j' },
    } as never);
    expect(status).toHaveBeenCalledOnce();
  });

  it('is told by an exception that there is nobody to send to', () => {
    const send = (id: string) => () => lab.runtime.host.sendComm(1, id, {}, [], undefined);
    expect(send('nobody')).toThrow('nobody');
    model.comm_live = false;
    expect(send('m')).toThrow('no kernel');
  });

  it('hands custom messages to listeners as ipywidgets would', () => {
    const heard = vi.fn();
    model.on('msg:custom', heard);
    lab.runtime.host.customReceived('m', null, [new Uint8Array([1, 2]).subarray(1)]);
    const [content, buffers] = heard.mock.calls[0] as [unknown, DataView[]];
    expect(content).toBeNull();
    expect(buffers[0]).toBeInstanceOf(DataView);
    expect(buffers[0]?.getUint8(0)).toBe(2);
  });

  it('writes to the console with the model’s id', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const error = vi.spyOn(console, 'error').mockReturnValue();
    lab.runtime.host.diagnostic('warning', 'm', 'odd');
    lab.runtime.host.diagnostic('error', undefined, 'bad');
    expect(warn).toHaveBeenCalledWith('[yewpyter] model m: odd');
    expect(error).toHaveBeenCalledWith('[yewpyter] bad');
  });
});

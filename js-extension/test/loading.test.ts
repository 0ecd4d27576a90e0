/** Before the WASM is there, and when it does not come. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { explainLoadFailure, loadBundle } from '../src/load';
import { fakeBundle, FakeRuntime, resetFakes } from './fake-bundle';
import { Gate, Lab, readyLab, settled } from './lab';

beforeEach(() => {
  resetFakes();
});

describe('while the WASM is on its way', () => {
  it('makes models and views at once, and says that it is loading', async () => {
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const view = await lab.show(await lab.open('m'));
    expect(view.el.querySelector('[role=status]')?.textContent).toBe('Loading widget…');
    expect(FakeRuntime.made).toEqual([]);
    await gate.open();
    expect(view.el.querySelector('.drawn')?.textContent).toBe('m');
    expect(gate.opened).toBe(1);
  });

  it('keeps events and tells them in order', async () => {
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const model = await lab.open('m', { value: 1 });
    lab.comm('m').receive({ method: 'update', state: { value: 2 } });
    model.set('value', 3);
    model.save_changes();
    lab.comm('m').receive({ method: 'custom', content: 'c' }, [new Uint8Array([1])]);
    model.send('out');
    model.set_state({ value: 4 });
    model.comm_live = false;
    const other = await lab.open('n');
    await lab.show(other);
    await gate.open();
    expect(lab.runtime.told().map(([name, id]) => [name, id])).toEqual([
      ['modelOpened', 'm'],
      ['kernelStatus', 'm'],
      ['modelOpened', 'n'],
      ['mount', 1],
      ['commMessage', 'm'],
      ['localChange', 'm'],
      ['localChange', 'm'],
      ['commMessage', 'm'],
      ['localCustom', 'm'],
      ['loadState', 'm'],
      ['kernelStatus', 'm'],
    ]);
    // The state it came with, not what was written since: that is told after the kernel's message.
    expect(lab.runtime.told('modelOpened')[0]?.[3]).toMatchObject({ value: 1 });
    expect(lab.runtime.told('localChange')[0]?.[2]).toEqual({ value: 3 });
  });

  it('forgets what was kept for a model that is closed again', async () => {
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const model = await lab.open('m');
    model.send('out');
    await model.close();
    await gate.open();
    expect(lab.runtime.told()).toEqual([]);
    expect(lab.comm('m').closed).toBe(1);
  });

  it('shows nothing of a view that was removed again', async () => {
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const view = await lab.show(await lab.open('m'));
    view.remove();
    await gate.open();
    expect(lab.runtime.told('mount')).toEqual([]);
  });

  it('saves what the attributes say', async () => {
    const lab = new Lab(new Gate().load);
    const model = await lab.open('m', { value: 1, data: new DataView(new Uint8Array([5]).buffer) });
    model.set('value', 2);
    const saved = model.serialize(model.get_state(true)) as unknown as Record<string, unknown>;
    expect(saved).toMatchObject({ value: 2, data: new Uint8Array([5]) });
  });
});

describe('when the WASM does not come', () => {
  it('says so in the place of each widget, and tries again on demand', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const early = await lab.show(await lab.open('m'));
    await gate.fail(new TypeError('Failed to fetch'));
    const late = await lab.show(await lab.open('n'));
    for (const view of [early, late]) {
      expect(view.el.querySelector('[role=alert]')?.textContent).toContain('Yewpyter could not be loaded');
      expect(view.el.textContent).toContain('Failed to fetch');
    }
    expect(console.error).toHaveBeenCalled();
    early.el.querySelector('button')?.click();
    expect(early.el.textContent).toBe('Loading widget…');
    await gate.open();
    expect(gate.opened).toBe(2);
    expect([early, late].map(view => view.el.textContent)).toEqual(['m', 'n']);
  });

  it('fails again as readably', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const view = await lab.show(await lab.open('m'));
    await gate.fail(new Error('one'));
    view.el.querySelector('button')?.click();
    await gate.fail(new Error('two'));
    expect(view.el.textContent).toContain('two');
    expect(view.el.querySelectorAll('button')).toHaveLength(1);
  });

  it('keeps no messages meanwhile: own changes stay in the model, the kernel is asked again', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const gate = new Gate();
    const lab = new Lab(gate.load);
    const model = await lab.open('m', { value: 1, other: 1 });
    await lab.open('quiet');
    const view = await lab.show(model);
    lab.comm('m').receive({ method: 'update', state: { other: 2 } });
    await gate.fail(new Error('no'));
    model.set('value', 3);
    model.save_changes();
    lab.comm('m').receive({ method: 'update', state: { other: 3 } });
    view.el.querySelector('button')?.click();
    await gate.open();
    expect(lab.runtime.told('modelOpened')[0]?.slice(3)).toMatchObject([{ value: 1 }, { value: 3 }]);
    expect(lab.runtime.told('commMessage', 'localChange')).toEqual([]);
    expect(lab.comm('m').sent.map(sent => sent.data)).toEqual([{ method: 'request_state' }]);
    expect(lab.comm('quiet').sent).toEqual([]);
  });

  it('says so when the runtime cannot be made', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const Runtime = vi.fn(function () {
      throw new Error('no widgets registered');
    });
    const broken = { ...fakeBundle, Runtime } as unknown as typeof fakeBundle;
    const lab = new Lab(() => Promise.resolve(broken));
    const view = await lab.show(await lab.open('m'));
    await settled();
    expect(view.el.textContent).toContain('no widgets registered');
  });
});

describe('the loader', () => {
  const answer = (response: Response) => vi.spyOn(globalThis, 'fetch').mockResolvedValue(response);

  it('streams the file into the glue', async () => {
    answer(new Response(new Uint8Array(8)));
    await expect(loadBundle()).resolves.toMatchObject({ Runtime: FakeRuntime });
    const [url] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(url).toBeInstanceOf(URL);
    expect((url as URL).pathname).toMatch(/pkg\/yewpyter_bundle_bg\.wasm$/);
  });

  it('names the file and the answer', async () => {
    answer(new Response('', { status: 404, statusText: 'Not Found' }));
    const error: unknown = await loadBundle().catch((caught: unknown) => caught);
    expect(explainLoadFailure(error)).toMatch(/yewpyter_bundle_bg\.wasm .*404 Not Found.*installed/);
  });

  it.each([
    [
      new WebAssembly.CompileError("violates the Content Security policy because 'unsafe-eval' is missing"),
      /'wasm-unsafe-eval'/,
    ],
    [new WebAssembly.CompileError('call to WebAssembly.instantiate() blocked by CSP'), /'wasm-unsafe-eval'/],
    [new WebAssembly.CompileError('invalid opcode 0x1f'), /Chrome or Edge 137.*invalid opcode/],
    [new TypeError('WebAssembly.Tag is not a constructor'), /Firefox 131.*Tag/],
    [new TypeError('Failed to fetch'), /server may be down.*Failed to fetch/],
    ['thrown text', /thrown text/],
  ])('explains %s', (error, words) => {
    expect(explainLoadFailure(error)).toMatch(words);
  });

  it('explains a browser without WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    try {
      expect(explainLoadFailure(new ReferenceError('WebAssembly is not defined'))).toMatch(/no WebAssembly/);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('the end of a notebook', () => {
  it('gives the runtime back after the last view, and takes a new one should that be wrong', async () => {
    const lab = await readyLab();
    const model = await lab.open('m', { value: 1 });
    const view = await lab.show(model);
    const first = lab.runtime;
    lab.manager.context.disposed.emit();
    expect(first.told('dispose')).toEqual([]);
    view.remove();
    expect(first.told('dispose', 'free')).toEqual([['dispose'], ['free']]);
    // Another document uses the same kernel, and so the same manager.
    await lab.show(model);
    expect(lab.runtime).not.toBe(first);
    expect(lab.runtime.told().map(([name]) => name)).toEqual(['modelOpened', 'mount']);
  });
});

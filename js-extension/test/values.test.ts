import { describe, expect, it } from 'vitest';
import { bytes, dataView, toPlain, toSaved, toState } from '../src/values';

describe('values', () => {
  it('takes only the own bytes of a view', () => {
    const block = new Uint8Array([0, 1, 2, 3]).buffer;
    expect(bytes(new DataView(block, 1, 2))).toEqual(new Uint8Array([1, 2]));
    expect(bytes(new Uint16Array(block, 2, 1))).toEqual(new Uint8Array([2, 3]));
    expect(bytes(block)).toEqual(new Uint8Array([0, 1, 2, 3]));
    expect(dataView(new Uint8Array(block, 3)).getUint8(0)).toBe(3);
  });

  it('saves binary values in blocks of their own, which is what writers of documents take', () => {
    const saved = toSaved({ a: [new Uint8Array([0, 1, 2]).subarray(1)] });
    const [view] = saved['a'] as Uint8Array[];
    expect(new Uint8Array(view?.buffer as ArrayBuffer)).toEqual(new Uint8Array([1, 2]));
  });

  it('copies deeply, and leaves out what cannot be sent', () => {
    const inner = { list: [1, undefined, () => 1], gone: undefined, call: () => 1, big: 3n };
    const plain = toPlain(inner);
    expect(plain).toEqual({ list: [1, null, null], big: 3 });
    expect((plain as { list: unknown }).list).not.toBe(inner.list);
  });

  it('lets objects say what they are', () => {
    expect(toState({ ref: { toJSON: () => 'IPY_MODEL_x' } })).toEqual({ ref: 'IPY_MODEL_x' });
  });

  it('treats dangerous keys as ordinary ones', () => {
    const state = toState(JSON.parse('{"__proto__": {"x": 1}}') as Record<string, unknown>);
    expect(Object.keys(state)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
  });
});

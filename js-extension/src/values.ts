/**
 * Plain values for the runtime, and for saving. Nothing here knows what a value means.
 */

import type { Plain, State } from '#bundle';

type Binary = ArrayBuffer | ArrayBufferView;

/** The one place where binary values take the runtime's form: their own bytes, never the block around them. */
export function bytes(binary: Binary): Uint8Array {
  if (binary instanceof Uint8Array) {
    return binary;
  }
  return ArrayBuffer.isView(binary)
    ? new Uint8Array(binary.buffer, binary.byteOffset, binary.byteLength)
    : new Uint8Array(binary);
}

/** A block that holds these bytes and no others, as frames and comms pass it on. */
export function exact(binary: Binary): ArrayBuffer {
  if (binary instanceof ArrayBuffer) {
    return binary;
  }
  const own = bytes(binary);
  return own.buffer instanceof ArrayBuffer && own.byteLength === own.buffer.byteLength
    ? own.buffer
    : own.slice().buffer;
}

/** The form in which ipywidgets hands binary values to listeners. */
export function dataView(binary: Uint8Array): DataView {
  return new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
}

/** A copy without anything that cannot be sent: models become references, functions and `undefined` go. */
export function toPlain(value: unknown): Plain {
  return copy(value, bytes);
}

/** Like {@link toPlain}, for a whole state. */
export function toState(record: Readonly<Record<string, unknown>>): State {
  return copyRecord(record, bytes);
}

/**
 * Like {@link toState}, for a document. What writes documents takes the whole memory block of each binary
 * value, so each gets a block of its own.
 */
export function toSaved(record: Readonly<Record<string, unknown>>): State {
  return copyRecord(record, binary => {
    const own = bytes(binary);
    return own.byteLength === own.buffer.byteLength ? own : own.slice();
  });
}

function copy(value: unknown, leaf: (binary: Binary) => Uint8Array): Plain {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    case 'bigint':
      return Number(value);
    case 'object':
      return value === null ? null : copyObject(value, leaf);
    default:
      return null;
  }
}

function copyObject(value: object, leaf: (binary: Binary) => Uint8Array): Plain {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return leaf(value);
  }
  if (Array.isArray(value)) {
    return value.map(item => copy(item, leaf));
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return copy((value.toJSON as () => unknown)(), leaf);
  }
  return copyRecord(value, leaf);
}

function copyRecord(record: object, leaf: (binary: Binary) => Uint8Array): State {
  const sendable = Object.entries(record).filter(
    ([, value]) => value !== undefined && typeof value !== 'function',
  );
  return Object.fromEntries(sendable.map(([key, value]) => [key, copy(value, leaf)]));
}

/** A state of the kernel with its buffers back in their places. */

import type { Plain, State } from '#bundle';
import { bytes } from '../values';
import type { Binary } from './environment';

/**
 * Puts each buffer at its path. A path into nothing is left out, as the runtime does with those of messages.
 *
 * @param paths keys and indices, one path per buffer
 */
export function putBuffers(
  state: State,
  paths: readonly (readonly (string | number)[])[],
  buffers: readonly Binary[],
): State {
  paths.forEach((path, index) => {
    const buffer = buffers[index];
    const last = path.at(-1);
    const parent = path.slice(0, -1).reduce<Plain | undefined>(step, state);
    if (buffer !== undefined && last !== undefined && isContainer(parent)) {
      Reflect.set(parent, last, bytes(buffer));
    } else {
      console.warn(`[yewpyter] There is no place for the buffer at ${path.join('.')}.`);
    }
  });
  return state;
}

function step(parent: Plain | undefined, key: string | number): Plain | undefined {
  return isContainer(parent) && Object.hasOwn(parent, key) ? (Reflect.get(parent, key) as Plain) : undefined;
}

function isContainer(value: Plain | undefined): value is State | Plain[] {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/**
 * A notebook's document, as far as saving reads and writes it. Types only: JupyterLab's own come with all of its
 * notebook.
 */

import type { Listenable } from './manager';
import type { Place } from './open-managers';

/** A Lumino signal. */
export interface Signal<T> {
  connect(slot: (sender: unknown, value: T) => void): unknown;
  disconnect(slot: (sender: unknown, value: T) => void): unknown;
}

/** An open notebook. */
export interface NotebookContext extends Place {
  readonly path: string;
  /** Resolves when the file has been read. */
  readonly ready: Promise<void>;
  /** Tells of each saving; the file's content is taken right after `started`. */
  readonly saveState: Signal<string>;
  readonly disposed?: Listenable;
  readonly sessionContext: Place['sessionContext'] & {
    /** Which kernel is to be looked for, and its news. */
    readonly kernelPreference: KernelPreference;
    readonly kernelPreferenceChanged: Signal<unknown>;
    /** Looks for a kernel, once; resolves when one is there, or it is known that there is none. */
    initialize(): Promise<unknown>;
  };
  readonly model: NotebookModel;
  /** Writes the file. JupyterLab says what goes wrong. */
  save(): Promise<void>;
}

/** A kernel's description. */
export interface KernelPreference {
  readonly name?: string | undefined;
  readonly language?: string | undefined;
}

/** What is in it. */
export interface NotebookModel {
  readonly cells: List<{ readonly outputs?: List<{ readonly data: unknown }> }>;
  dirty: boolean;
  readonly defaultKernelName: string;
  readonly defaultKernelLanguage: string;
  readonly metadataChanged: Signal<unknown>;
  getMetadata(key: string): unknown;
  setMetadata(key: string, value: unknown): void;
  deleteMetadata(key: string): void;
}

/** A list of JupyterLab's. */
export interface List<T> {
  readonly length: number;
  get(index: number): T;
}

/** The items of a list. */
export function* each<T>(list: List<T>): Generator<T> {
  for (let index = 0; index < list.length; index += 1) {
    yield list.get(index);
  }
}

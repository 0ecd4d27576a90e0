/** What the notebook's page and an output frame can ask of each other, and what passes between them. */

import type { Facts } from './facts.ts';

/** JSON as the kernel wrote it. */
export type Json = Record<string, unknown>;

/** An output of a cell, as the notebook format has it. */
export interface OutputItem {
  readonly output_type: 'display_data' | 'execute_result' | 'stream' | 'error';
  readonly data?: Json;
  readonly metadata?: Json;
  readonly name?: string;
  readonly text?: string;
  readonly traceback?: readonly string[];
  readonly transient?: Json;
}

/** A model as the page knows it: buffers are in place. */
export interface ModelRecord {
  readonly modelName: string;
  readonly modelModule: string;
  readonly modelModuleVersion?: string;
  readonly state: Json;
  /** Whether a kernel stands behind it. */
  readonly live: boolean;
}

/** A message on a comm. */
export interface CommData {
  readonly comm: string;
  readonly data: unknown;
  readonly buffers: ArrayBuffer[];
}

/** What a frame is told when it begins. */
export interface FrameSetup {
  readonly facts: Facts;
  /** False for outputs that were saved: there is no kernel behind them. */
  readonly accessAllowed: boolean;
  readonly theme: 'light' | 'dark';
}

/** What the page answers to a frame. */
export interface PageCalls {
  openComm(opened: { target: string; data: unknown; buffers: ArrayBuffer[] }): Promise<string>;
  sendComm(message: CommData): Promise<void>;
  closeComm(comm: string): void;
  modelState(model: string): ModelRecord | undefined;
  invokeFunction(call: { name: string; args: unknown[]; kwargs: Json }): Promise<unknown>;
  proxyPort(port: number): string;
  setHeight(height: number): void;
}

/** What a frame answers to the page. */
export interface FrameCalls {
  begin(setup: FrameSetup): void;
  showOutput(item: OutputItem): Promise<void>;
  clear(): void;
  commOpened(opened: CommData & { target: string }): void;
  commMessage(message: CommData): void;
  commClosed(comm: string): void;
}

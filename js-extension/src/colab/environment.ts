/**
 * What Google Colab offers to a widget manager in an output frame, and what it expects of one.
 *
 * The names are those of Google's published typings (`google.colab`, `WidgetEnvironment`, `WidgetManagerModule`).
 * Members marked as undocumented appear in Google's own manager only; they are looked for before use.
 */

import type { State } from '#bundle';

/** Binary content, in whichever form the frame hands it over. */
export type Binary = ArrayBuffer | ArrayBufferView;

/** One message of a comm. */
export interface CommMessage {
  readonly data: unknown;
  readonly buffers?: readonly Binary[];
}

/** One comm, as an output frame sees it. */
export interface Comm {
  /** Resolves when the kernel has received the message. */
  send(data: unknown, options?: { buffers?: ArrayBuffer[] }): Promise<void>;
  /** Ends when the comm is closed. */
  readonly messages: AsyncIterable<CommMessage>;
  close(): void;
}

/** One message of a widget's comm. */
export interface WidgetMessage extends CommMessage {
  /** Known on a channel of our own alone: in place of a message the whole state, since messages were lost. */
  readonly whole?: ModelState['state'];
}

/** A widget's comm. */
export interface WidgetComm extends Comm {
  readonly messages: AsyncIterable<WidgetMessage>;
  /** Known on a channel of our own alone: the messages ended because the kernel closed the widget. */
  readonly closedByKernel?: boolean;
}

/** What is known of a model. */
export interface ModelState {
  readonly modelName: string;
  readonly modelModule: string;
  readonly modelModuleVersion?: string;
  /** The whole state, buffers in place. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Absent where there is no kernel. */
  readonly comm?: WidgetComm;
}

/** A `display_data` output. */
export interface OutputItem {
  readonly output_type: 'display_data';
  readonly data: State;
  readonly metadata: State;
}

/** What a manager is given. */
export interface WidgetEnvironment {
  getModelState(modelId: string): Promise<ModelState | undefined>;
  /** Undocumented. */
  renderOutput?(output: OutputItem, element: HTMLElement): Promise<void>;
}

/** What a manager is. */
export interface WidgetManager {
  /** Rejects if the model is unknown. */
  render(modelId: string, container: HTMLElement): Promise<void>;
  /** The kernel has opened a comm while the frame lives. */
  commChannelOpened?(modelId: string): void;
}

/** The module of a manager. */
export interface WidgetManagerModule {
  createWidgetManager(environment: WidgetEnvironment): WidgetManager | Promise<WidgetManager>;
}

/** The part of `google.colab` that is used here. */
export interface Colab {
  readonly kernel: {
    /** False in outputs of an earlier session: there is no kernel behind them. */
    readonly accessAllowed: boolean;
    readonly comms: { open(target: string, data?: unknown, buffers?: ArrayBuffer[]): Promise<Comm> };
  };
  readonly output?: { resizeIframeToContent?(): void };
}

/** The frame's `google.colab`, if this is an output frame of Colab. */
export function findColab(): Colab | undefined {
  const { google } = globalThis as { google?: { colab?: Colab } };
  return google?.colab;
}

/** What is said of a model that the kernel does not have. */
export function unknownModel(modelId: string): Error {
  return new Error(
    `The kernel knows no widget ${modelId}: it was closed, or the kernel was restarted. Run the cell again.`,
  );
}

/** What the tests use of JupyterLab's own objects on the page. Types only. */

/** `window.jupyterapp`, which the server exposes on request. */
export interface LabApp {
  readonly started: Promise<void>;
  readonly restored: Promise<void>;
  readonly commands: { execute(id: string, args?: object): Promise<unknown> };
  readonly shell: { readonly currentWidget: NotebookPanel | null; collapseLeft(): void };
}

export interface NotebookPanel {
  readonly id: string;
  readonly revealed: Promise<void>;
  readonly sessionContext: {
    readonly isReady: boolean;
    readonly ready: Promise<void>;
    readonly session: { readonly kernel: Kernel | null } | null;
  };
  readonly context: {
    readonly path: string;
    save(): Promise<void>;
    readonly model: { readonly dirty: boolean; setMetadata(key: string, value: object): void };
  };
  readonly content: {
    activeCellIndex: number;
    deselectAll(): void;
    scrollToItem(index: number): Promise<void>;
    readonly rendermime: RenderMime;
    readonly widgets: readonly { readonly node: HTMLElement }[];
    readonly model: {
      readonly cells: { readonly length: number; get(index: number): CellModel };
      readonly sharedModel: SharedNotebook;
    };
  };
}

export interface CellModel {
  readonly type: string;
  executionCount: number | null;
  readonly outputs: { toJSON(): CellOutput[] };
}

export interface SharedNotebook {
  insertCell(index: number, cell: { cell_type: string; source: string; metadata: object }): unknown;
}

/** One output as the notebook's file holds it. */
export interface CellOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | string[];
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: string[];
  readonly data?: Record<string, unknown>;
}

export interface Kernel {
  readonly id: string;
  readonly status: string;
  readonly connectionStatus: string;
  readonly info: Promise<unknown>;
  requestExecute(content: {
    code: string;
    silent: boolean;
    store_history: boolean;
    user_expressions: Record<string, string>;
  }): { readonly done: Promise<{ readonly content: ExecuteReply }> };
  restart(): Promise<void>;
  reconnect(): Promise<void>;
}

export interface ExecuteReply {
  readonly status: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly user_expressions?: Record<
    string,
    {
      readonly status: string;
      readonly evalue?: string;
      readonly ename?: string;
      readonly data?: Record<string, string>;
    }
  >;
}

/** The renderers of one notebook; the one for widgets knows the manager. */
export interface RenderMime {
  createRenderer(mimeType: string): { readonly _manager?: { readonly promise: Promise<Manager> } };
}

/** ipywidgets' manager of one kernel. */
export interface Manager {
  get_model(id: string): Promise<Model>;
  has_model(id: string): boolean;
  create_view(model: Model, options: object): Promise<unknown>;
  new_widget(options: object, state: object): Promise<Model>;
  get_state(options?: {
    drop_defaults?: boolean;
  }): Promise<{ state: Record<string, { state: Record<string, unknown> }> }>;
  readonly _models: Readonly<Record<string, Promise<Model>>>;
}

/** A widget's model as every library on the page sees it. */
export interface Model {
  readonly model_id: string;
  comm_live: boolean;
  readonly views?: Record<string, Promise<unknown>>;
  get(name: string): unknown;
  set(values: object): unknown;
  save_changes(): void;
  save(values?: object, options?: object): unknown;
  set_state(state: object): void;
  get_state(dropDefaults?: boolean): Record<string, unknown>;
  send(content: unknown, callbacks?: object, buffers?: ArrayBuffer[]): void;
  close(commClosed?: boolean): Promise<void>;
  on(event: string, handler: (...values: unknown[]) => void): void;
}

declare global {
  interface Window {
    readonly jupyterapp: LabApp;
  }
}

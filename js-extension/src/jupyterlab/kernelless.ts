/**
 * A notebook that is open without a kernel. ipywidgets makes its manager for a kernel only, and its outputs would
 * say for ever that they are loading; this stands in for it and shows our saved widgets.
 */

import type { DOMWidgetModel, IWidgetManager, WidgetModel, WidgetView } from '@jupyter-widgets/base';
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { WIDGET_VIEW } from './mime-types';
import type { NotebookContext } from './notebook';
import { isOurs, type Entry, type StateDocument } from './state-document';
import { widgets } from './widgets';

/** A notebook's widget, as far as its outputs are reached through it. */
export interface NotebookPanel {
  readonly content: {
    readonly rendermime: IRenderMimeRegistry;
    readonly widgets: readonly {
      readonly outputArea?: { readonly widgets: readonly { children(): Iterable<object> }[] };
    }[];
  };
}

/** What ipywidgets' outputs and our sessions ask of a manager. */
type Manager = Pick<IWidgetManager, 'get_model' | 'has_model' | 'create_view' | 'callbacks'> & {
  readonly restored: object;
  readonly restoredStatus: boolean;
  readonly rendermime: IRenderMimeRegistry;
  readonly context: NotebookContext;
};

type ModelClass = new (state: object, options: object) => WidgetModel;
type ViewClass = new (options: object) => WidgetView;

/** Shows the document's widgets in the notebook's outputs, those that are there and those to come. */
export function showWithoutKernel(
  panel: NotebookPanel,
  notebook: NotebookContext,
  document: StateDocument,
): void {
  const { rendermime, widgets: cells } = panel.content;
  const manager = documentManager(rendermime, notebook, document);
  for (const cell of cells) {
    for (const output of cell.outputArea?.widgets ?? []) {
      for (const renderer of output.children()) {
        hand(renderer, manager);
      }
    }
  }
  const factory = rendermime.getFactory(WIDGET_VIEW);
  if (factory !== undefined) {
    const createRenderer = (options: IRenderMime.IRendererOptions): IRenderMime.IRenderer => {
      const renderer = factory.createRenderer(options);
      hand(renderer, manager);
      return renderer;
    };
    // In the place of ipywidgets' own, which takes it back when a kernel comes.
    rendermime.removeMimeType(WIDGET_VIEW);
    rendermime.addFactory({ ...factory, createRenderer }, -10);
  }
}

/** Gives ipywidgets' renderers what they wait for. */
function hand(renderer: object, manager: Manager): void {
  if (Reflect.has(renderer, 'manager')) {
    Reflect.set(renderer, 'manager', manager);
  }
}

function documentManager(
  rendermime: IRenderMimeRegistry,
  context: NotebookContext,
  document: StateDocument,
): Manager {
  const models = new Map<string, Promise<WidgetModel>>();
  const manager: Manager = {
    restored: { connect: () => true, disconnect: () => true },
    restoredStatus: true,
    rendermime,
    context,
    callbacks: () => ({}),
    has_model: id => isOurs(document.state[id]),
    get_model: id => {
      const known = models.get(id) ?? makeModel(manager, id, document.state[id]);
      models.set(id, known);
      return known;
    },
    create_view: makeView,
  };
  // All at once: a grid draws its children without asking for them.
  Object.keys(document.state)
    .filter(id => isOurs(document.state[id]))
    .forEach(id => {
      // Whoever shows it says what is wrong with it.
      manager.get_model(id).catch(() => undefined);
    });
  return manager;
}

async function makeModel(manager: Manager, id: string, entry: unknown): Promise<WidgetModel> {
  const Model = isOurs(entry) ? (widgets[entry.model_name] as ModelClass | undefined) : undefined;
  if (Model === undefined) {
    throw new Error(`without a kernel there is no model ${id}`);
  }
  return Promise.resolve(new Model((entry as Entry).state, { widget_manager: manager, model_id: id }));
}

async function makeView(model: DOMWidgetModel, options: object = {}): Promise<WidgetView> {
  const View = widgets[String(model.get('_view_name'))] as ViewClass | undefined;
  if (View === undefined) {
    throw new Error(`model ${model.model_id} has no view`);
  }
  const view = new View({ model, options });
  await view.render();
  return view;
}

/**
 * The classes that ipywidgets' manager asks for by name.
 */

import type { ExportMap } from '@jupyter-widgets/base';
import type { Page } from '../page';
import type { LabManager } from './manager';
import { YewpyterModel } from './model';
import { noteManager } from './open-managers';
import { Session } from './session';
import { YewpyterView } from './view';

/**
 * One JavaScript class for all our models and one for all our views: which widgets there are is Rust's to know,
 * and a name it does not know becomes a message in that widget's place.
 */
export function widgetClasses(page: Page): ExportMap {
  const sessions = new WeakMap<object, Session>();
  const models: Record<string, ExportMap[string]> = {};
  return new Proxy<ExportMap>(
    {},
    {
      get: (_target, name) => {
        if (typeof name !== 'string') {
          return undefined;
        }
        if (name.endsWith('Model')) {
          return (models[name] ??= modelClass(name, page, sessions));
        }
        return name.endsWith('View') ? YewpyterView : undefined;
      },
    },
  );
}

function modelClass(name: string, page: Page, sessions: WeakMap<object, Session>): ExportMap[string] {
  return class extends YewpyterModel {
    protected override get className(): string {
      return name;
    }

    protected override sessionOf(manager: LabManager): Session {
      let session = sessions.get(manager);
      if (session === undefined) {
        session = new Session(manager, page);
        sessions.set(manager, session);
        noteManager({ manager, models: session.models });
      }
      return session;
    }
  };
}

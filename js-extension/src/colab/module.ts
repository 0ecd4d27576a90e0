/**
 * The ES module that Colab loads as widget manager where the author of a notebook says so. It fetches the WASM that
 * lies beside it.
 */

import * as bundle from '#bundle';
import { Page } from '../page';
import type { WidgetEnvironment, WidgetManager } from './environment';
import { ColabManager } from './manager';
import { followTheme } from './theme';

/** Called by Colab once per output frame. */
export function createWidgetManager(environment: WidgetEnvironment): WidgetManager {
  const here = new URL(import.meta.url);
  const page = new Page(async () => {
    await bundle.default({ module_or_path: fetch(new URL('runtime.wasm', here)) });
    return bundle;
  });
  page.prepare();
  followTheme(document);
  return new ColabManager(environment, page, here.searchParams.get('foreign'));
}

/**
 * Whether a notebook that was just opened has a kernel.
 */

import type { NotebookContext } from './notebook';

/** Resolves once JupyterLab has looked for a kernel, even if it then asks the reader which to take. */
export async function hasKernel({ model, sessionContext }: NotebookContext): Promise<boolean> {
  const { kernelPreferenceChanged: changed } = sessionContext;
  // The search may not begin before the preference is the notebook's own.
  const isKnown = (): boolean => {
    const { name, language } = sessionContext.kernelPreference;
    return language === model.defaultKernelLanguage && (model.defaultKernelName || name) === name;
  };
  await new Promise<void>(resolve => {
    const check = (): void => {
      if (isKnown()) {
        changed.disconnect(check);
        resolve();
      }
    };
    changed.connect(check);
    check();
  });
  await sessionContext.initialize();
  return Boolean(sessionContext.session?.kernel);
}

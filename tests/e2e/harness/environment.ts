/** What the suite is told from outside, each with a default for running it by hand. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the checkout. */
export const repository = resolve(import.meta.dirname, '../../..');

/** The interpreter of an environment with JupyterLab, ipywidgets and the wheel. */
export const python = named('YEWPYTER_JUPYTER') ?? join(repository, 'target/tools/venv-lab/bin/python');

/** The interpreter of an environment with the oldest supported versions, which are Colab's, and the wheel. */
export const colabPython =
  named('YEWPYTER_COLAB_PYTHON') ?? join(repository, 'target/tools/venv-oldest/bin/python');

/** The browser. */
export const chromium = named('YEWPYTER_CHROMIUM') ?? '/usr/bin/chromium';

/** Where pictures for people go. */
export const shots = named('YEWPYTER_SHOTS') ?? join(repository, 'target/screenshots');

/** A server that runs already, if there is one. */
export const runningServer = named('YEWPYTER_URL');
export const runningToken = named('YEWPYTER_TOKEN') ?? '';

/** The extension whose bundle has a widget that crashes on purpose. */
export function crashExtension(): string {
  const folder = named('YEWPYTER_CRASH_LABEXTENSION') ?? join(repository, 'target/crash-labextension');
  if (!existsSync(join(folder, 'package.json'))) {
    throw new Error(
      `${folder} holds no built extension: run the suite by \`cargo xtask test e2e\`, which builds it, ` +
        'or point YEWPYTER_CRASH_LABEXTENSION at one',
    );
  }
  return folder;
}

function named(variable: string): string | undefined {
  const value = process.env[variable];
  return value === '' ? undefined : value;
}

/**
 * The extension's setting, as it stands in JupyterLab's registry.
 */

import type { JupyterFrontEnd } from '@jupyterlab/application';

/** Kept up to date. */
export interface Setting {
  /** Whether saving a notebook saves our models. */
  saveWidgetState: boolean;
}

const PLUGIN = 'yewpyter:plugin';
const NAME = 'saveWidgetState';

/** Reads the setting. */
export async function loadSetting(app: JupyterFrontEnd): Promise<Setting> {
  const setting: Setting = { saveWidgetState: true };
  try {
    await follow(app, setting);
  } catch (error) {
    console.warn(`[yewpyter] The setting ${NAME} cannot be read, and widgets are saved:`, error);
  }
  return setting;
}

async function follow(app: JupyterFrontEnd, setting: Setting): Promise<void> {
  const { ISettingRegistry } = await import('@jupyterlab/settingregistry');
  const registry = await app.resolveOptionalService(ISettingRegistry);
  const settings = await registry?.load(PLUGIN);
  const read = (): void => {
    setting.saveWidgetState = settings?.get(NAME).composite !== false;
  };
  settings?.changed.connect(read);
  read();
}

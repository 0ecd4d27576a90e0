/** How JupyterLab looks while a test looks at it. */

import { expect, type Page } from '@playwright/test';

const THEMES = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' } as const;

export type Theme = keyof typeof THEMES;

/** Changes JupyterLab's theme and waits until it is there. */
export async function useTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(
    name => window.jupyterapp.commands.execute('apputils:change-theme', { theme: name }),
    THEMES[theme],
  );
  await expect(page.locator('body')).toHaveAttribute('data-jp-theme-light', String(theme === 'light'));
}

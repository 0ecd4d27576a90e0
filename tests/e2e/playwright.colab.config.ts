import { defineConfig } from '@playwright/test';
import type { ColabOptions } from './colab/fixtures.ts';
import tests from './playwright.config.ts';

// The whole suite twice: every uncertain fact at its worst, and at its best.
export default defineConfig<ColabOptions>({
  ...tests,
  testDir: 'specs-colab',
  use: {
    ...tests.use,
    launchOptions: {
      ...tests.use?.launchOptions,
      args: [
        ...(tests.use?.launchOptions?.args ?? []),
        // The last such switch counts: Playwright's own takes the stores of embedded pages away.
        '--disable-features=HttpsUpgrades,MediaRouter,PaintHolding,Translate',
      ],
    },
  },
  projects: [
    { name: 'worst', use: { preset: 'worst' } },
    { name: 'best', use: { preset: 'best' } },
  ],
});

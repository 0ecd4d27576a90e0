import { defineConfig } from '@playwright/test';
import { chromium } from './harness/environment.ts';

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  // A notebook and its kernel fill one core; more workers only make each other slow.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: chromium,
      // Containers have no user namespaces and little shared memory.
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    },
    viewport: { width: 1400, height: 1000 },
    colorScheme: 'light',
    screenshot: 'only-on-failure',
  },
});

import { defineConfig } from '@playwright/test';
import tests from '../../tests/e2e/playwright.config.ts';

// One worker: what is measured must have the machine to itself.
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: '*.bench.ts',
  // Emptied at each start; figures that are kept lie beside it.
  outputDir: '../../target/bench-results/pages',
  workers: 1,
  timeout: 900_000,
  reporter: [['line']],
});

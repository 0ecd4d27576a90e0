import { defineConfig } from '@playwright/test';
import tests from '../../tests/e2e/playwright.config.ts';

// One worker: what is measured must have the machine to itself.
export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../../target/bench-results',
  workers: 1,
  timeout: 900_000,
  reporter: [['line']],
});

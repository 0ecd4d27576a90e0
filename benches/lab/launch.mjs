// Runs one measurement on the notebooks' harness of tests/e2e: a real JupyterLab, a real kernel, a real Chromium.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';

const repository = resolve(import.meta.dirname, '../..');

/** Runs `benches/lab/<name>.bench.ts` and ends with its exit code. */
export function measure(name) {
  const playwright = join(repository, 'node_modules/@playwright/test/cli.js');
  const config = join(repository, 'benches/lab/playwright.config.ts');
  const { status } = spawnSync(
    process.execPath,
    [playwright, 'test', '--config', config, `${name}[.]bench`],
    {
      cwd: repository,
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
}

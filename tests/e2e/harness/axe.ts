/** axe-core, which checks a page against rules of accessibility. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What serious or critical rules say about the elements, each rule with the markup it concerns. */
export async function seriousViolations(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate<AxeResults, string>(async within => {
    const axe = Reflect.get(window, 'axe') as {
      run(context: object, options: RunOptions): Promise<AxeResults>;
    };
    return axe.run({ include: [[within]] }, { resultTypes: ['violations'] });
  }, selector);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

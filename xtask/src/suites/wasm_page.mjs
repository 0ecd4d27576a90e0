// Opens the page that wasm-bindgen's test runner serves and repeats what it says.
// Ends with failure unless every test passed.
import process from 'node:process';

import { chromium } from 'playwright-core';

// The runner is gone: nothing to visit.
process.stdin.on('end', () => process.exit(1)).resume();

const url = `http://${process.env.WASM_BINDGEN_TEST_ADDRESS}`;
while (!(await fetch(url).then(response => response.ok, () => false))) {
  await new Promise(resolve => setTimeout(resolve, 100));
}
const browser = await chromium.launch({ executablePath: process.env.YEWPYTER_CHROMIUM });
const page = await browser.newPage();
page.on('pageerror', error => console.error(error));
await page.goto(url);
const output = page.locator('#output', { hasText: 'test result: ' });
await output.waitFor({ timeout: 120_000 });
const text = await output.innerText();
console.log(text);
await browser.close();
process.exit(text.includes('test result: ok') ? 0 : 1);

/** What a hand does with a pointer. */

import type { Locator, Page } from '@playwright/test';

/** Presses at one part of an element's width, moves to another and lets go. */
export async function dragAcross(
  page: Page,
  element: Locator,
  { from, to, steps = 20 }: { from: number; to: number; steps?: number },
): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) {
    throw new Error('The element has no place on the page');
  }
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps });
  await page.mouse.up();
}

/** Output frames are as high as their content was when it came; widgets grow later. */

import type { Colab } from './environment';

/** Has Colab fit the frame to its content from now on. */
export function followHeight(colab: Colab): void {
  const { output } = colab;
  if (output?.resizeIframeToContent !== undefined) {
    new ResizeObserver(() => output.resizeIframeToContent?.()).observe(document.body);
  }
}

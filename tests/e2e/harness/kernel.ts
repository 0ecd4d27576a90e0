/** The kernel behind a notebook, asked from the page: what Python sees, beside any cell. */

import type { Page } from '@playwright/test';

/** One Python expression, evaluated in the kernel; its value as JSON carries it. */
export async function evaluateInKernel(page: Page, expression: string): Promise<unknown> {
  // As hex digits the value survives Python's repr.
  const asHex = `__import__("json").dumps(${expression}).encode().hex()`;
  const reply = await request(page, '', asHex);
  const digits = reply.replaceAll("'", '');
  return JSON.parse(Buffer.from(digits, 'hex').toString('utf8')) as unknown;
}

/** Runs Python in the kernel, silently. An exception there is one here. */
export async function runInKernel(page: Page, code: string): Promise<void> {
  await request(page, code, '0');
}

function request(page: Page, code: string, expression: string): Promise<string> {
  return page.evaluate(
    async ([source, wanted]) => {
      const kernel = window.jupyterapp.shell.currentWidget?.sessionContext.session?.kernel;
      if (kernel === null || kernel === undefined) {
        throw new Error('The notebook has no kernel');
      }
      const { content } = await kernel.requestExecute({
        code: source,
        silent: false,
        store_history: false,
        user_expressions: { wanted },
      }).done;
      const answer = content.user_expressions?.['wanted'];
      if (content.status !== 'ok' || answer?.status !== 'ok' || answer.data === undefined) {
        const said = `${content.ename ?? answer?.ename ?? content.status}: ${content.evalue ?? answer?.evalue ?? ''}`;
        throw new Error(`The kernel could not do \`${source}${wanted}\`: ${said}`);
      }
      return answer.data['text/plain'] ?? '';
    },
    [code, expression] as const,
  );
}

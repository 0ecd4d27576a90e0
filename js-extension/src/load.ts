/**
 * Fetches the glue and the WASM, and says in words why that failed. Keeps nothing: once per page is the
 * business of `page.ts`.
 */

/** The glue, started, as far as it is used from here on. */
export type Bundle = Pick<typeof import('#bundle'), 'Runtime' | '__wbg_reset_state'>;

/** Loads and starts the bundle; may be called again after a failure. */
export type Loader = () => Promise<Bundle>;

/** The file answered, but not with the file. */
class FetchError extends Error {}

/** The bundle that this extension carries. */
export const loadBundle: Loader = async () => {
  const bundle = await import('#bundle');
  await bundle.default({ module_or_path: await fetchWasm() });
  return bundle;
};

async function fetchWasm(): Promise<Response> {
  const url = new URL('../pkg/yewpyter_bundle_bg.wasm', import.meta.url);
  const response = await fetch(url);
  if (!response.ok) {
    const answer = `${String(response.status)} ${response.statusText}`.trim();
    throw new FetchError(
      `${url.href} should be the widgets' WebAssembly file, but the server answered ${answer}.`,
    );
  }
  return response;
}

/** Why the bundle could not be loaded, and what to do about it. */
export function explainLoadFailure(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  if (typeof WebAssembly !== 'object') {
    return 'This browser runs no WebAssembly, or it is switched off (some browsers do so in a strict security mode).';
  }
  if (error instanceof FetchError) {
    return `${said} Check that the yewpyter package is completely installed where the Jupyter server runs.`;
  }
  if (/content.security.policy|\bcsp\b|unsafe-eval/i.test(said)) {
    return (
      "The page's Content-Security-Policy forbids WebAssembly. " +
      `Whoever runs this server has to add 'wasm-unsafe-eval' to its script-src. The browser said: ${said}`
    );
  }
  const unfit = error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError;
  if (unfit || /WebAssembly\.\w+ is not/.test(said)) {
    return `This browser cannot run the widgets; Chrome or Edge 137, Firefox 131, Safari 18.4 and newer can. It said: ${said}`;
  }
  return `The widgets' files did not arrive; the server may be down. The browser said: ${said}`;
}

/** The console's side of a diagnostic. */

/** Writes what went wrong, and with which model, to the console. */
export function report(severity: 'warning' | 'error', modelId: string | undefined, message: string): void {
  const text = modelId === undefined ? `[yewpyter] ${message}` : `[yewpyter] model ${modelId}: ${message}`;
  if (severity === 'error') {
    console.error(text);
  } else {
    console.warn(text);
  }
}

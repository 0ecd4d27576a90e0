/** The extension's own version, under which it registers; the same as in package.json. */
export const VERSION = '0.1.0';

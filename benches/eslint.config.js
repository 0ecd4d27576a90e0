// The rules of the harness that the measurements run on.
export { default } from '../tests/e2e/eslint.config.js';

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The glue is built from Rust; units are tested against a stand-in with the same interface.
    alias: { '#bundle': fileURLToPath(new URL('test/fake-bundle.ts', import.meta.url)) },
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
    // Published without file extensions in its imports, which node alone does not resolve.
    server: { deps: { inline: [/@jupyter-widgets\/base/, /@lumino\//] } },
    restoreMocks: true,
  },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The glue is built from Rust; units are tested against a stand-in with the same interface.
    // One copy of each Lumino package, and that as ES modules: two would not hear each other's messages.
    mainFields: ['module', 'main'],
    alias: { '#bundle': fileURLToPath(new URL('test/fake-bundle.ts', import.meta.url)) },
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
    // Published without file extensions in its imports, which node alone does not resolve.
    server: { deps: { inline: [/@jupyter-widgets\//, /@lumino\//] } },
    restoreMocks: true,
  },
});

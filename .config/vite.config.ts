import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '..');
/** The running emulator that the page talks to while somebody works on it. */
const emulator = 'http://127.0.0.1:8180';

/** The console: how `npm run build` makes dist/console, and `npm run console` serves it while it is worked on. */
export default defineConfig({
  root: join(root, 'src/console'),
  cacheDir: join(root, 'node_modules/.vite'),
  build: {
    outDir: join(root, 'dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false, // what it would add to the page saves nothing from a server on this machine
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The emulator refuses foreign names and origins. Where the request came from is still told by Sec-Fetch-Site.
      '/_emulator': { target: emulator, changeOrigin: true, headers: { origin: emulator } },
    },
  },
});

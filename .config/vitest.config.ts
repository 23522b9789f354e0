import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 4, // most tests wait for a process or a socket
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    deps: { interopDefault: false }, // CommonJS is imported as Node and the bundle do it
    unstubEnvs: true,
  },
});

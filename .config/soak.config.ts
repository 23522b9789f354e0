import { defineConfig } from 'vitest/config';

/** `npm run soak`: half an hour of faults, and many more of what the other tests do a few times. */
export default defineConfig({
  test: {
    include: [
      'test/soak/**/*.soak.ts',
      'test/faults/{kill-program,kill-backfill,kill-fleet,seeds,bad-input,bad-outbox}.test.ts',
    ],
    testTimeout: 30 * 60_000,
    deps: { interopDefault: false },
    env: { IOT_SIM_TEST_KILLS: '200', IOT_SIM_TEST_SEEDS: '2000', IOT_SIM_TEST_INPUTS: '20000' },
  },
});

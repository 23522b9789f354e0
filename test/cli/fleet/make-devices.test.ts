import { expect, test } from 'vitest';
import { makeDevices } from '../../../src/cli/fleet/make-devices.ts';
import type { FleetEntry } from '../../../src/config/parse-fleet.ts';
import { resolveSettings } from '../../../src/config/resolve.ts';
import { createGenerators } from '../../../src/readings/create-generators.ts';
import { takeReading } from '../../../src/readings/generator.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';

const model = PRESETS.environment;

const entries = (count: number): FleetEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    triple: { productKey: 'p', deviceName: `sensor-${index}`, deviceSecret: 's' },
    index,
    intervalMs: undefined,
    model: undefined,
    site: undefined,
  }));

async function devices(flags: Record<string, string>, count = 50) {
  const resolved = await resolveSettings({ cwd: '/', env: {}, flags, file: false });
  const plan = { intervalMs: 5_000, isSync: false, rampMs: 0, seed: flags['seed'] ?? 'drawn', size: count };
  return makeDevices(entries(count), { modelOf: () => model, resolved, plan });
}

test.each([{ seed: 'demo' }, { seed: 'demo', profile: 'indoor' }])(
  'a device of a fleet has the values that it has alone: %j',
  async (flags) => {
    const all = await devices(flags);
    const resolved = await resolveSettings({ cwd: '/', env: {}, flags, file: false });
    const rows = all.map(({ generators, key, triple }) => {
      const alone = createGenerators(model, {
        specs: resolved.readings,
        climate: resolved.climate,
        seed: 'demo',
        device: triple.deviceName,
      });
      return [0, 1, 2].map((index) => {
        const timeMs = 1_800_000_000_000 + index * 5_000;
        const values = [...takeReading(generators, { timeMs, index, key }).values()];
        expect(values).toEqual([...takeReading(alone, { timeMs, index }).values()]);
        return values.join();
      });
    });
    expect(new Set(rows.flat()).size).toBeGreaterThan(100);
  },
);

import { describe, expect, test } from 'vitest';
import { planMachine } from '../../../../src/engine/fleet/plan/machine.ts';

const measure = {
  corePerSecond: 10_000,
  deviceBytes: 2_000,
  deviceHeapBytes: 2_000,
  devices: 1_000,
  connections: 64,
};
const parts = { cores: 4, memoryBytes: 16e9, heapBytes: 4e9 };

const planOf = (perSecond: number, { workers = 1, cores = 4, devices = 1_000 } = {}) =>
  planMachine({ perSecond, peakPerSecond: perSecond, devices, workers }, measure, { ...parts, cores });

describe('planMachine', () => {
  test.each([
    [
      { perSecond: 200, workers: 1, cores: 4 },
      { verdict: 'ok', coreShare: 0.02, threads: 1, threadsNeeded: 1 },
    ],
    [
      { perSecond: 9_000, workers: 1, cores: 4 },
      { verdict: 'tight', threadsNeeded: 2, machinesNeeded: 1 },
    ],
    [
      { perSecond: 20_000, workers: 1, cores: 4 },
      { verdict: 'over', threadsNeeded: 3, machinesNeeded: 1 },
    ],
    [
      { perSecond: 20_000, workers: 3, cores: 4 },
      { verdict: 'ok', threads: 3, perSecond: 30_000 },
    ],
    [
      { perSecond: 20_000, workers: 8, cores: 2 },
      { verdict: 'over', threads: 1, machinesNeeded: 3 },
    ],
    [
      { perSecond: 5_000, workers: 1, cores: 1 },
      { verdict: 'ok', threads: 1, machinesNeeded: 1 },
    ],
    [
      { perSecond: 0, workers: 1, cores: 4 },
      { verdict: 'ok', coreShare: 0, threadsNeeded: 1 },
    ],
  ])('of %j is %j', ({ perSecond, ...of }, plan) => {
    const { perSecond: holds, ...rest } = planOf(perSecond, of);
    expect({ ...rest, perSecond: holds }).toMatchObject(plan);
  });

  test('says how long a herd takes', () => {
    const asked = { perSecond: 1_000, peakPerSecond: 5_000, devices: 5_000, workers: 1 };
    expect(planMachine(asked, measure, parts).peakMs).toBe(500);
  });

  test('has room for as many devices as the memory of its threads takes, and no more than the machine has', () => {
    expect(planOf(1, { devices: 2_000_000 })).toMatchObject({ devicesBytes: 4e9, memory: 'ok' });
    expect(planOf(1, { devices: 2_000_001 }).memory).toBe('over');
    expect(planOf(1, { devices: 6_000_000, workers: 3 }).memory).toBe('ok');
    const own = { ...measure, deviceBytes: 60_000 };
    const asked = { perSecond: 1, peakPerSecond: 1, devices: 250_000, workers: 1 };
    expect(planMachine(asked, own, parts).memory).toBe('ok');
    expect(planMachine({ ...asked, devices: 270_000 }, own, parts).memory).toBe('over');
    expect(planOf(1, { devices: 9_000_000, workers: 9, cores: 16 }).memory).toBe('over');
  });
});

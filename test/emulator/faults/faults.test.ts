import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultSettings } from '../../../src/emulator/faults/fault.ts';
import { createFaults } from '../../../src/emulator/faults/faults.ts';
import { createRandom } from '../../../src/random.ts';

const DEVICE = 'a1b2c3d4e5f/lamp';
const TOPIC = { on: 'topic', device: DEVICE } as const;

/** Faults with a clock that is set by hand. */
function setUp(...settings: readonly FaultSettings[]) {
  const time = { ms: 1_000 };
  const faults = createFaults({ random: createRandom('faults'), now: () => time.ms });
  for (const fault of settings) faults.add(fault);
  return { faults, time };
}

describe('setting faults', () => {
  it('gives each an id of its own, also after others went', () => {
    const { faults } = setUp();
    expect(faults.add({ type: 'reset' })).toEqual({
      type: 'reset',
      id: 'f1',
      setAtMs: 1_000,
      struck: 0,
      isActive: true,
    });
    faults.clear();
    expect(faults.add({ type: 'hang' }).id).toBe('f2');
    expect(faults.list().map(({ id }) => id)).toEqual(['f2']);
  });

  it('takes one away by its id', () => {
    const { faults } = setUp({ type: 'reset' }, { type: 'hang' });
    expect(faults.remove('f1')).toBe(true);
    expect(faults.remove('f1')).toBe(false);
    expect(faults.strike(TOPIC)?.words).toBe('f2 hang');
  });

  it('hands out what stands at one moment, not what changes later', () => {
    const { faults } = setUp({ type: 'reset' });
    const before = faults.list();
    faults.strike(TOPIC);
    expect(before[0]?.struck).toBe(0);
    expect(faults.list()[0]?.struck).toBe(1);
  });
});

describe('a request', () => {
  it('is left alone while no fault is set', () => {
    expect(setUp().faults.strike(TOPIC)).toBeUndefined();
  });

  it('waits for all latencies together, and meets the first other fault alone', () => {
    const { faults } = setUp(
      { type: 'latency', delayMs: 200 },
      { type: 'code', code: 40000 },
      { type: 'reset' },
      { type: 'latency', delayMs: 50 },
    );
    expect(faults.strike(TOPIC)).toEqual({
      delayMs: 250,
      effect: { type: 'code', code: 40000 },
      when: 'before',
      words: 'f1 latency 200 ms, f2 code 40000, f4 latency 50 ms',
      ids: ['f1', 'f2', 'f4'],
    });
    expect(faults.list().map(({ struck }) => struck)).toEqual([1, 1, 0, 1]);
  });

  it('is only late where there is nothing but latency', () => {
    const { faults } = setUp({ type: 'latency', delayMs: 5 });
    expect(faults.strike(TOPIC)).toMatchObject({ delayMs: 5, effect: undefined, when: 'before' });
  });

  it('is processed all the same where the fault comes after', () => {
    const { faults } = setUp({ type: 'http', status: 503, when: 'after' });
    expect(faults.strike(TOPIC)).toMatchObject({
      effect: { type: 'http', status: 503 },
      when: 'after',
      words: 'f1 http 503 after processing',
    });
  });

  it('meets only faults of its kind and its device', () => {
    const { faults } = setUp({ type: 'reset', on: 'auth' }, { type: 'hang', device: DEVICE });
    expect(faults.strike({ on: 'auth', device: undefined })?.ids).toEqual(['f1']);
    expect(faults.strike({ on: 'topic', device: DEVICE })?.ids).toEqual(['f2']);
    expect(faults.strike({ on: 'topic', device: 'a1b2c3d4e5f/other' })).toBeUndefined();
    expect(faults.strike({ on: 'topic', device: undefined })).toBeUndefined();
  });

  it('meets the next fault where the first was not drawn', () => {
    const faults = createFaults({ random: () => 0.5, now: () => 0 });
    faults.add({ type: 'reset', probability: 0.5 });
    faults.add({ type: 'hang', probability: 0.51 });
    expect(faults.strike(TOPIC)?.ids).toEqual(['f2']);
    expect(faults.list().map(({ struck }) => struck)).toEqual([0, 1]);
  });

  it('never meets a refusal: that is for connections', () => {
    const { faults } = setUp({ type: 'refuse', forMs: 10 });
    expect(faults.strike(TOPIC)).toBeUndefined();
    expect(faults.list()[0]).toMatchObject({ struck: 0, isActive: true });
  });
});

describe('whose request it is', () => {
  it('has to be known only where an active fault of that kind names a device', () => {
    const { faults, time } = setUp(
      { type: 'hang' },
      { type: 'reset', device: DEVICE, on: 'topic', forMs: 5 },
      { type: 'refuse', forMs: 5 },
    );
    expect(faults.needsDevice('topic')).toBe(true);
    expect(faults.needsDevice('auth')).toBe(false);
    time.ms += 5;
    expect(faults.needsDevice('topic')).toBe(false);
    expect(setUp({ type: 'hang', device: DEVICE }).faults.needsDevice('register')).toBe(true);
  });
});

describe('the end of a fault', () => {
  it('comes after just as many strikes as its count, whatever its probability', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.string(),
        (count, probability, seed) => {
          const faults = createFaults({ random: createRandom(seed), now: () => 0 });
          faults.add({ type: 'reset', count, probability });
          let struck = 0;
          for (let request = 0; request < 2_000; request++) if (faults.strike(TOPIC)) struck++;
          expect(struck).toBe(count);
          expect(faults.list()).toMatchObject([{ struck: count, isActive: false }]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('comes when its time is over', () => {
    const { faults, time } = setUp({ type: 'reset', forMs: 100 });
    time.ms += 99;
    expect(faults.strike(TOPIC)).toBeDefined();
    time.ms += 1;
    expect(faults.strike(TOPIC)).toBeUndefined();
    expect(faults.list()).toMatchObject([{ struck: 1, isActive: false }]);
  });

  it('is seen at once, without another request', () => {
    const { faults, time } = setUp({ type: 'reset', count: 1 }, { type: 'refuse', forMs: 100 });
    faults.strike(TOPIC);
    expect(faults.list().map(({ isActive }) => isActive)).toEqual([false, true]);
    time.ms += 100;
    expect(faults.list().map(({ isActive }) => isActive)).toEqual([false, false]);
  });

  it('lets the next fault have its turn', () => {
    const { faults } = setUp({ type: 'code', code: 20001, count: 1 }, { type: 'hang' });
    expect(faults.strike(TOPIC)?.ids).toEqual(['f1']);
    expect(faults.strike(TOPIC)?.ids).toEqual(['f2']);
  });

  it('is remembered of the last hundred, and forgotten on demand', () => {
    const { faults } = setUp();
    for (let i = 0; i < 103; i++) {
      faults.add({ type: 'reset', count: 1 });
      faults.strike(TOPIC);
    }
    expect(faults.list().map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => `f${i + 4}`));
    expect(faults.remove('f4')).toBe(true);
    faults.clear();
    expect(faults.list()).toEqual([]);
  });
});

describe('chance', () => {
  it('strikes about as often as the probability says', () => {
    const { faults } = setUp({ type: 'reset', probability: 0.1 });
    let struck = 0;
    for (let request = 0; request < 10_000; request++) if (faults.strike(TOPIC)) struck++;
    // 1,000 are expected, with a standard deviation of 30.
    expect(struck).toBeGreaterThan(850);
    expect(struck).toBeLessThan(1_150);
  });

  it('draws delays that spread over the whole jitter, as whole milliseconds', () => {
    const { faults } = setUp({ type: 'latency', delayMs: 200, jitterMs: 50 });
    const delays = Array.from({ length: 2_000 }, () => faults.strike(TOPIC)?.delayMs ?? 0);
    expect(delays.every(Number.isInteger)).toBe(true);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(150);
    expect(Math.min(...delays)).toBeLessThan(155);
    expect(Math.max(...delays)).toBeLessThanOrEqual(250);
    expect(Math.max(...delays)).toBeGreaterThan(245);
  });

  it('never draws a delay below 0', () => {
    const { faults } = setUp({ type: 'latency', delayMs: 10, jitterMs: 100 });
    const delays = Array.from({ length: 500 }, () => faults.strike(TOPIC)?.delayMs ?? 0);
    expect(Math.min(...delays)).toBe(0);
  });
});

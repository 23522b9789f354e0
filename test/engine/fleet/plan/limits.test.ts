import { describe, expect, test } from 'vitest';
import type { MessageSizes } from '../../../../src/engine/fleet/plan/bytes.ts';
import { checkLimits } from '../../../../src/engine/fleet/plan/limits.ts';
import { type FleetLoad, planLoad } from '../../../../src/engine/fleet/plan/load.ts';

const one = { min: 1, mean: 1, max: 1 };
const sizes: MessageSizes = { sampled: 1, body: one, request: one, outbox: one, units: one, properties: 2 };
const load = planLoad([{ intervalMs: 1_000, dueMs: 0 }], {});

/** The verdict on every limit, by its name. */
function verdicts({
  topicBytes = 55,
  ...of
}: {
  load?: FleetLoad;
  sizes?: MessageSizes;
  topicBytes?: number;
}) {
  const checks = checkLimits({ load, sizes, topicBytes, ...of });
  return Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
}

describe('checkLimits', () => {
  test('finds a single device well within all of them', () => {
    expect(new Set(Object.values(verdicts({})))).toEqual(new Set(['ok']));
  });

  test.each([
    ['messages of one device', { load: { ...load, mostPerSecond: 30 } }, 'ok'],
    ['messages of one device', { load: { ...load, mostPerSecond: 30.1 } }, 'over'],
    ['messages of the account', { load: { ...load, peakPerSecond: 10_000 } }, 'ok'],
    ['messages of the account', { load: { ...load, peakPerSecond: 10_001 } }, 'over'],
    ['messages forwarded', { load: { ...load, peakPerSecond: 1_001 } }, 'unknown'],
    ['tokens at the start', { load: { ...load, tokens: { ...load.tokens, peakPerSecond: 501 } } }, 'unknown'],
    ['devices', { load: { ...load, devices: 500 } }, 'ok'],
    ['devices', { load: { ...load, devices: 501 } }, 'unknown'],
    ['body of a message', { sizes: { ...sizes, body: { ...one, max: 131_072 } } }, 'ok'],
    ['body of a message', { sizes: { ...sizes, body: { ...one, max: 131_073 } } }, 'over'],
    ['properties of a message', { sizes: { ...sizes, properties: 201 } }, 'over'],
    ['topic', { topicBytes: 129 }, 'over'],
  ])('says of %s with %j: %s', (name, of, verdict) => {
    expect(verdicts(of)[name]).toBe(verdict);
  });

  test('says of each where it comes from, how sure that is, and what happens beyond', () => {
    for (const { source, certainty, beyond } of checkLimits({ load, sizes, topicBytes: 1 })) {
      expect(source).not.toBe('');
      expect(certainty).toContain('documented for');
      expect(beyond).toMatch(/\.$/);
    }
  });
});

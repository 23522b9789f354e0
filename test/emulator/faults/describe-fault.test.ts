import { expect, it } from 'vitest';
import { describeFault } from '../../../src/emulator/faults/describe-fault.ts';
import type { FaultSettings } from '../../../src/emulator/faults/fault.ts';

const describeActive = (settings: FaultSettings, struck = 0): string =>
  describeFault({ ...settings, id: 'f1', setAtMs: 0, struck, isActive: true });

it.each<[FaultSettings, string]>([
  [{ type: 'reset' }, 'reset for all requests'],
  [{ type: 'latency', delayMs: 200, jitterMs: 50 }, 'latency 200 ms ± 50 ms for all requests'],
  [{ type: 'latency', delayMs: 200, on: 'auth' }, 'latency 200 ms for all auth requests'],
  [{ type: 'http', status: 503, forMs: 30_000 }, 'http 503 for all requests, within 30 s'],
  [{ type: 'html', forMs: 120_000 }, 'html for all requests, within 2 min'],
  [{ type: 'hang', probability: 0.07, forMs: 1_500 }, 'hang for 7 % of requests, within 1500 ms'],
  [{ type: 'truncated', when: 'after' }, 'truncated after processing for all requests'],
  [{ type: 'refuse', forMs: 10_000 }, 'refuse connections for 10 s'],
])('%j is told as: %s', (settings, words) => {
  expect(describeActive(settings)).toBe(words);
});

it('tells how many strikes are left', () => {
  const settings = { type: 'code', code: 40000, probability: 0.1, device: 'pk/dn', count: 5 } as const;
  expect(describeActive(settings, 2)).toBe('code 40000 for 10 % of requests of pk/dn, 3 of 5 left');
});

it('tells when a fault has ended', () => {
  const ended = { id: 'f1', setAtMs: 0, struck: 5, isActive: false };
  expect(describeFault({ type: 'reset', count: 5, ...ended })).toBe(
    'reset for all requests, 0 of 5 left, ended',
  );
  expect(describeFault({ type: 'refuse', forMs: 5_000, ...ended })).toBe('refuse connections for 5 s, ended');
});

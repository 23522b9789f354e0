import { describe, expect, it } from 'vitest';
import { FAULT_TYPES } from '../../../src/emulator/faults/fault.ts';
import { faultKeys, readFault } from '../../../src/emulator/faults/read-fault.ts';

const problems = (value: unknown): string[] => {
  const read = readFault(value);
  return 'issues' in read ? read.issues.map(({ path, message }) => `${path}: ${message}`) : [];
};

const paths = (value: unknown): string[] => problems(value).map((problem) => problem.split(':')[0] ?? '');

describe('readFault', () => {
  it.each([
    { type: 'latency', delayMs: 600_000, jitterMs: 0 },
    { type: 'code', code: 1, probability: 1, count: 1_000_000_000 },
    { type: 'http', status: 599, forMs: 86_400_000 },
    { type: 'html', device: 'a1b2c3d4e5f/Lamp-1_@:.', on: 'register' },
    { type: 'truncated', when: 'before' },
    { type: 'reset', when: 'after', probability: 1e-9 },
    { type: 'hang', on: 'topic' },
    { type: 'refuse', forMs: 1 },
  ])('takes %j as it is', (fault) => {
    expect(readFault(fault)).toEqual({ fault });
  });

  it.each([
    ['delayMs', { type: 'latency', delayMs: 0 }],
    ['delayMs', { type: 'latency', delayMs: 600_001 }],
    ['delayMs', { type: 'latency', delayMs: 1.5 }],
    ['delayMs', { type: 'latency', delayMs: '200' }],
    ['delayMs', { type: 'latency' }],
    ['jitterMs', { type: 'latency', delayMs: 1, jitterMs: -1 }],
    ['code', { type: 'code' }],
    ['code', { type: 'code', code: 0 }],
    ['code', { type: 'code', code: 4.5 }],
    ['code', { type: 'code', code: null }],
    ['status', { type: 'http' }],
    ['status', { type: 'http', status: 499 }],
    ['status', { type: 'http', status: 600 }],
    ['probability', { type: 'reset', probability: 0 }],
    ['probability', { type: 'reset', probability: 1.01 }],
    ['probability', { type: 'reset', probability: Number.NaN }],
    ['count', { type: 'reset', count: 0 }],
    ['count', { type: 'reset', count: 1_000_000_001 }],
    ['forMs', { type: 'reset', forMs: 86_400_001 }],
    ['forMs', { type: 'refuse' }],
    ['device', { type: 'reset', device: 'lamp' }],
    ['device', { type: 'reset', device: 'a/b/c' }],
    ['on', { type: 'reset', on: 'publish' }],
    ['when', { type: 'reset', when: 'during' }],
    ['when', { type: 'latency', delayMs: 1, when: 'before' }],
    ['count', { type: 'refuse', forMs: 1, count: 1 }],
    ['code', { type: 'reset', code: 40000 }],
    ['type', {}],
    ['type', { type: 'constructor' }],
    ['type', { type: ['reset'] }],
  ])('refuses a wrong %s: %j', (path, fault) => {
    expect(paths(fault)).toEqual([path]);
  });

  it('says all that is wrong at once', () => {
    const fault = JSON.parse('{"type":"latency","jitterMs":-1,"on":"x","prob":1,"__proto__":1}');
    expect(problems(fault)).toEqual([
      'jitterMs: -1 is not a whole number of milliseconds from 0 to 600000 (10 minutes)',
      'on: "x" is none of auth, topic, register',
      'prob: is not known for latency; there are type, delayMs, jitterMs, probability, count, forMs, device, on',
      '__proto__: is not known for latency; there are type, delayMs, jitterMs, probability, count, forMs, device, on',
      'delayMs: is missing: latency needs it',
    ]);
  });

  it('checks all other keys also where the type is wrong', () => {
    expect(paths({ type: 'delay', code: 0, status: 503, colour: 'red' })).toEqual(['type', 'code', 'colour']);
  });

  it.each([null, undefined, 'reset', 5, [{ type: 'reset' }]])('refuses %j: it is no object', (value) => {
    expect(problems(value)).toEqual([expect.stringContaining('a JSON object such as')]);
  });
});

it.each(FAULT_TYPES)('every key of %s is one that readFault checks', (type) => {
  for (const key of faultKeys(type).filter((known) => known !== 'type')) {
    expect(problems({ type, [key]: {} }).some((problem) => problem.startsWith(`${key}: {} is`))).toBe(true);
  }
});

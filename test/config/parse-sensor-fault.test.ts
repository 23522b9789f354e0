import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSensorFault } from '../../src/config/parse-sensor-fault.ts';
import { SENSOR_FAULT_TYPES } from '../../src/readings/faults/sensor-fault.ts';

const problem = (text: string): string => {
  const parsed = parseSensorFault(text);
  return 'problem' in parsed ? parsed.problem : `read as ${JSON.stringify(parsed.value)}`;
};

const always = { type: 'always' };
const chance = (probability: number, more = {}) => ({ type: 'chance', probability, ...more });
const from = (start: object, more = {}) => ({ type: 'from', start, ...more });

describe('parseSensorFault', () => {
  test.each([
    ['noise', { type: 'noise', when: always }],
    ['spike:1%', { type: 'spike', when: chance(0.01) }],
    [
      'spike:0.5%,amount=20,property=temperature',
      { type: 'spike', when: chance(0.005), amount: 20, property: 'temperature' },
    ],
    ['stuck:0.1%,for=10m', { type: 'stuck', when: chance(0.001, { forMs: 600_000 }) }],
    ['gap:10m', { type: 'gap', when: from({ afterMs: 0 }, { forMs: 600_000 }) }],
    ['gap,for=10m', { type: 'gap', when: from({ afterMs: 0 }, { forMs: 600_000 }) }],
    ['gap:10m@+1h', { type: 'gap', when: from({ afterMs: 3_600_000 }, { forMs: 600_000 }) }],
    ['gap:@+1h,for=10m', { type: 'gap', when: from({ afterMs: 3_600_000 }, { forMs: 600_000 }) }],
    ['drift:@+10m,amount=-0.5', { type: 'drift', when: from({ afterMs: 600_000 }), amount: -0.5 }],
    ['drift:1%,for=1h', { type: 'drift', when: chance(0.01, { forMs: 3_600_000 }) }],
    [
      'stuck:5m@2026-01-31T12:00:00Z',
      { type: 'stuck', when: from({ atMs: Date.UTC(2026, 0, 31, 12) }, { forMs: 300_000 }) },
    ],
    ['stuck:@2026-01-31T12:00:00+08:00', { type: 'stuck', when: from({ atMs: Date.UTC(2026, 0, 31, 4) }) }],
    ['clock-skew', { type: 'clock-skew', when: always }],
    ['clock-skew,amount=-10m', { type: 'clock-skew', when: always, amount: -600_000 }],
    ['clock-skew,amount=+10m', { type: 'clock-skew', when: always, amount: 600_000 }],
    [
      'late:1%,amount=2m,device=sensor-*',
      { type: 'late', when: chance(0.01), amount: 120_000, device: 'sensor-*' },
    ],
    ['duplicate:100%,device=*', { type: 'duplicate', when: chance(1), device: '*' }],
    [
      ' spike : 1 % , property = module:level ',
      { type: 'spike', when: chance(0.01), property: 'module:level' },
    ],
  ])('reads %s', (text, value) => {
    expect(parseSensorFault(text)).toEqual({ value });
  });

  test.each([
    ['', '"" is none of stuck, spike, drift'],
    ['spiek:1%', 'Did you mean spike?'],
    ['clockskew', 'Did you mean clock-skew?'],
    ['spike:', '"" is neither a chance such as 1%, nor a duration'],
    [
      'spike:often',
      '"often" is neither a chance such as 1%, nor a duration such as 10m, nor a time such as @+1h',
    ],
    ['spike:0.01', '"0.01" is neither a chance nor a duration: write 0.01%, or 0.01s'],
    ['spike:0%', '"0%" is no chance: it is above 0%, at most 100%'],
    ['spike:101%', '"101%" is no chance'],
    ['gap:10', '"10" is neither a chance nor a duration: write 10%, or 10s'],
    ['gap:10m@', '"" is no time: write for example +1h'],
    ['gap:10m@1h', '"1h" is no time: write for example +1h'],
    ['gap:10m@+1', '"1" has no unit'],
    ['gap:10m@2026-02-30T12:00:00Z', '"2026-02-30T12:00:00Z" is no time'],
    ['gap:10m@+1h,for=5m', 'for: this is said twice'],
    ['drift:1%', 'drift grows with time: say for how long, such as for=1h'],
    ['gap:1%,property=temperature', '"property" is not known for gap; there are device, for'],
    ['stuck,amount=1', '"amount" is not known for stuck; there are property, device, for'],
    ['spike,amuont=1', 'Did you mean amount?'],
    ['spike,constructor=1', '"constructor" is not known for spike'],
    ['spike,amount', 'amount has no value: write amount=...'],
    ['spike,amount=-1', 'amount: "-1" is no number above 0'],
    ['noise,amount=1e3', 'amount: "1e3" is no number above 0'],
    [`noise,amount=${'9'.repeat(400)}`, 'is no number above 0'],
    ['offset,amount=0', 'amount: "0" is no number other than 0'],
    ['late,amount=30', 'amount: "30" has no unit'],
    ['clock-skew,amount=1s', 'amount: "1s" would not be seen: it must be more than 1s'],
    ['spike,property=', 'property: is empty'],
    ['spike,device=a b', 'device: may have letters, digits'],
    ['spike,device=a*b', 'device: may have letters, digits'],
    ['spike,amount=1,amount=2', 'amount: this is said twice'],
    ['spike,', '"" is not known for spike'],
  ])('refuses %j and says what would be right', (text, words) => {
    expect(problem(text)).toContain(words);
    expect(problem(text)).toMatch(/Write for example \S+$/);
  });

  test('says all that is wrong at once', () => {
    expect(problem('spike:often,amount=0,device=?,for=5,x').split('; ')).toHaveLength(6);
  });

  test('gives examples that are right', () => {
    for (const type of SENSOR_FAULT_TYPES) {
      const example = /Write for example (\S+)$/.exec(problem(`${type},x=1`))?.[1] ?? '';
      expect(parseSensorFault(example)).toHaveProperty('value.type', type);
    }
  });

  test('gives a fault or a problem for any text', () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...SENSOR_FAULT_TYPES,
        ':',
        ',',
        '=',
        '@',
        '+',
        '%',
        '1',
        '10m',
        '*',
        'amount',
        'for',
        'Z',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.tuple(fc.constantFrom(...SENSOR_FAULT_TYPES), fc.string()).map(([type, rest]) => `${type}:${rest}`),
    );
    fc.assert(
      fc.property(text, (any) => {
        const parsed = parseSensorFault(any);
        expect('value' in parsed || parsed.problem.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/engine/verify.ts';
import type { Entry } from '../../src/outbox/outbox.ts';
import type { Received, ReceivedValue } from '../../src/protocol/forwarded.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { clean, history, report, taken, timed } from '../helpers/verification.ts';

const THREE = [taken(0), taken(1), taken(2)] as const;
const [first, second, third] = THREE;

describe('a verification', () => {
  test('of nothing finds nothing', async () => {
    expect(await verify([], [])).toEqual({ ...clean, taken: 0, sent: 0, stored: 0, delay: null });
  });

  test('of readings that arrived once and in order is clean', async () => {
    const delay = { p50: 20, p90: 20, p99: 20, max: 20 };
    expect(
      await verify(
        THREE,
        THREE.map((entry) => report(entry)),
      ),
    ).toEqual({
      ...clean,
      taken: 3,
      sent: 3,
      stored: 3,
      delay,
    });
  });

  test('gives a missing reading with its id, time and values', async () => {
    const { missing, stored, firstMissing } = await verify(THREE, [report(first), report(third)]);
    expect({ missing, stored }).toEqual({ missing: 1, stored: 2 });
    expect(firstMissing).toEqual([{ id: '101', takenAtMs: START_MS + 1000, params: second.params }]);
  });

  test('gives ten missing readings at most, and counts all', async () => {
    const { missing, firstMissing } = await verify(
      Array.from({ length: 30 }, (_, index) => taken(index)),
      [],
    );
    expect(missing).toBe(30);
    expect(firstMissing.map(({ id }) => id)).toEqual([
      '100',
      '101',
      '102',
      '103',
      '104',
      '105',
      '106',
      '107',
      '108',
      '109',
    ]);
  });

  test('counts a reading that arrived several times once', async () => {
    const reports = [report(first), report(first), report(first), report(second), report(third)];
    expect(await verify(THREE, reports)).toMatchObject({ ...clean, stored: 3, duplicated: 1 });
  });

  test('counts readings that arrived after one that was taken later', async () => {
    expect((await verify(THREE, [report(second), report(first), report(third)])).outOfOrder).toBe(1);
    expect((await verify(THREE, [report(third), report(first), report(second)])).outOfOrder).toBe(2);
  });

  test('does not take a copy that comes late for one out of order', async () => {
    const reports = [report(first), report(second), report(first), report(third)];
    expect(await verify(THREE, reports)).toMatchObject({ outOfOrder: 0, duplicated: 1 });
  });

  test('measures the delay of the first copy of each reading', async () => {
    const entries = Array.from({ length: 100 }, (_, index) => taken(index));
    const reports = entries.map((entry, index) => report(entry, { lateMs: index + 1 }));
    const { delay } = await verify(entries, [...reports, report(first, { lateMs: 900_000 })]);
    expect(delay).toEqual({ p50: 50, p90: 90, p99: 99, max: 100 });
  });

  test('takes delays from less than nothing, by a clock that is behind, to weeks', async () => {
    const weeks = 14 * 86_400_000;
    const late = { ...report(second, { lateMs: weeks }), values: timed(second) };
    const { delay } = await verify(THREE, [report(first, { lateMs: -500 }), late]);
    expect(delay).toMatchObject({ p50: 0, max: weeks });
  });

  test('knows no delay where nothing says when a report arrived', async () => {
    const values = timed(first);
    expect(await verify([first], [{ id: first.id, atMs: undefined, values }])).toMatchObject({
      stored: 1,
      delay: null,
    });
  });
});

describe('what became of a reading, as the ledger has it', () => {
  test.each(['pending', 'refused', 'dropped'] as const)('%s is counted, and not missing', async (outcome) => {
    const { [outcome]: count, missing } = await verify([taken(0, { outcome })], []);
    expect([count, missing]).toEqual([1, 0]);
  });

  test('pending, and there all the same, is unconfirmed', async () => {
    const entry = taken(0, { outcome: 'pending' });
    expect(await verify([entry], [report(entry)])).toMatchObject({ pending: 1, stored: 1, unconfirmed: 1 });
  });

  test('is not judged before the time that is asked for, but known', async () => {
    const result = await verify(THREE, [report(first), report(third)], { fromMs: second.takenAtMs + 1 });
    expect(result).toMatchObject({ ...clean, taken: 1, sent: 1, stored: 1 });
  });

  test('cannot be judged where the platform has no log of the time', async () => {
    const result = await verify(THREE, [report(third)], { heldSinceMs: first.takenAtMs });
    expect(result).toMatchObject({ stored: 1, notCompared: 1, missing: 1 });
    expect(result.firstMissing.map(({ id }) => id)).toEqual([second.id]);
  });
});

describe('a report is a reading', () => {
  const one = (text: string): Entry => taken(0, { values: { temperature: text } });
  const arrived = async (entry: Entry, received: Received) =>
    (await verify([entry], [received])).stored === 1;

  test.each([
    ['22', '22.0'],
    ['22.0', '22'],
    ['0.10', '1e-1'],
    ['-0', '0'],
    ['12345678901234567890', '12345678901234567890.0'],
    ['"warm"', '"warm"'],
    ['{"x":1.0,"y":[1,2]}', '{"y":[1.0,2],"x":1}'],
  ])('where a value %s arrives as %s', async (sent, came) => {
    expect(await arrived(one(sent), report(one(came)))).toBe(true);
  });

  test.each([
    ['22', '22.0000000000000001'],
    ['12345678901234567890', '12345678901234567891'],
    ['22', '"22"'],
    ['0', 'false'],
    ['[1,2]', '[2,1]'],
    ['[1,2]', '[1]'],
    ['{"x":1}', '{"x":1,"y":2}'],
    ['{"x":1}', '{"z":1}'],
  ])('not where a value %s arrives as %s', async (sent, came) => {
    const result = await verify([one(sent)], [report(one(came))]);
    expect(result).toMatchObject({ stored: 0, missing: 1, notInLedger: 1 });
  });

  test('not where one of its values is not there', async () => {
    const entry = taken(0, { values: { temperature: '1', humidity: '2' } });
    const [temperature] = report(entry).values as [ReceivedValue];
    expect(await arrived(entry, { ...report(entry), values: [temperature] })).toBe(false);
  });

  test('not by its values alone, under another id', async () => {
    const result = await verify([first], [report(first, { id: '999' })]);
    expect(result).toMatchObject({ missing: 1, notInLedger: 1 });
  });

  test('by its values where the same id comes again on another day', async () => {
    const again = taken(90_000, { id: first.id, values: { temperature: '7' } });
    const result = await verify([first, again], [report(again), report(first)]);
    expect(result).toMatchObject({ stored: 2, outOfOrder: 1, notInLedger: 0 });
  });
});

describe('values that were filtered', () => {
  const entry = taken(0, { values: { temperature: '1', humidity: '2' } });
  const whole = report(entry);
  const withCode = (code: number) => whole.values.map((value) => ({ ...value, code }));

  test('some of a reading make it filtered, with the code', async () => {
    const [temperature, humidity] = whole.values as [ReceivedValue, ReceivedValue];
    const received = { ...whole, values: [temperature, { ...humidity, code: 6306 }] };
    expect(await verify([entry], [received])).toMatchObject({
      stored: 0,
      filtered: 1,
      missing: 0,
      codes: { 6306: 1 },
    });
  });

  test('are counted value by value, by their code', async () => {
    const other = report(taken(1), {
      values: report(taken(1)).values.map((value) => ({ ...value, code: 6304 })),
    });
    const { codes } = await verify([entry, taken(1)], [{ ...whole, values: withCode(6306) }, other]);
    expect(codes).toEqual({ 6304: 1, 6306: 2 });
  });

  test('with the whole message count once', async () => {
    const result = await verify([entry], [{ ...whole, code: 6106 }]);
    expect(result).toMatchObject({ filtered: 1, codes: { 6106: 1 } });
  });

  test('do not count where another copy was held', async () => {
    const result = await verify([entry], [{ ...whole, values: withCode(6306) }, whole]);
    expect(result).toMatchObject({ stored: 1, filtered: 0, duplicated: 1, codes: {} });
  });
});

describe('times', () => {
  const late = (timeMs: number): Received => ({
    ...report(first, { lateMs: 600_000 }),
    values: report(first).values.map((value) => ({ ...value, timeMs })),
  });

  test('a late reading with its own time is right', async () => {
    expect(await verify([first], [late(first.takenAtMs)])).toMatchObject({ stored: 1, wrongTime: 0 });
  });

  test('a late reading with the platform’s time is wrong', async () => {
    const result = await verify([first], [late(first.takenAtMs + 600_000)]);
    expect(result).toMatchObject({ stored: 1, wrongTime: 1 });
  });

  test.each([
    [60_000, 0],
    [60_001, 1],
    [-60_001, 1],
  ])('a reading that arrives with the platform’s time, off by %d ms: %d wrong', async (lateMs, wrong) => {
    expect((await verify([first], [report(first, { lateMs })])).wrongTime).toBe(wrong);
  });
});

describe('a report with the platform’s time', () => {
  test('is not that of another reading which was taken at that very moment', async () => {
    const one = taken(0, { values: { temperature: '1', humidity: '2' } });
    const other = taken(1, { takenAtMs: one.takenAtMs + 20, values: { temperature: '1', humidity: '9' } });
    // Between judging a report and noting it a millisecond may pass.
    const reports = [one, other].map((entry) => ({ ...report(entry), atMs: entry.takenAtMs + 21 }));
    expect(await verify([one, other], reports)).toMatchObject({ ...clean, stored: 2 });
  });
});

describe('a history report', () => {
  test('is the readings of its times', async () => {
    expect(await verify(THREE, [history(...THREE)])).toMatchObject({ ...clean, stored: 3 });
  });

  test('that came twice has each of its readings twice', async () => {
    expect(await verify(THREE, [history(...THREE), history(...THREE)])).toMatchObject({
      ...clean,
      stored: 3,
      duplicated: 3,
    });
  });

  test('of equal values, passed on reading by reading under the id of the first, has each once', async () => {
    const entries = [0, 1, 2].map((index) => taken(index, { values: { temperature: '20' } }));
    const pieces = entries.map((entry) => ({ ...history(entry), id: '100' }));
    expect(await verify(entries, pieces)).toMatchObject({ ...clean, stored: 3 });
    expect(await verify(entries, pieces.slice(1))).toMatchObject({ stored: 2, missing: 1, duplicated: 0 });
  });

  test('may be passed on in pieces that are not its readings', async () => {
    const entries = [
      taken(0, { values: { humidity: '50' } }),
      taken(1, { values: { temperature: '20', humidity: '51' } }),
    ] as const;
    const [humidity, temperature, next] = timed(...entries) as [ReceivedValue, ReceivedValue, ReceivedValue];
    const pieces = [[humidity, temperature], [next]].map((values) => ({ ...history(), id: '100', values }));
    expect(await verify(entries, pieces)).toMatchObject({ ...clean, stored: 2 });
    expect(await verify(entries, pieces.slice(0, 1))).toMatchObject({ stored: 1, missing: 1 });
  });

  test('tells two readings of the same moment with the same value apart', async () => {
    const twins = [taken(0), taken(0, { id: '7' })];
    expect(await verify(twins, [history(...twins)])).toMatchObject({ ...clean, stored: 2 });
  });

  test('has its filtered values among its readings', async () => {
    const values = timed(...THREE).map((value, index) => (index === 1 ? { ...value, code: 6306 } : value));
    const result = await verify(THREE, [{ ...history(), values }]);
    expect(result).toMatchObject({ stored: 2, filtered: 1, codes: { 6306: 1 } });
  });

  test('with readings that were never taken counts these by their times', async () => {
    const strangers = [taken(7), taken(8)];
    const result = await verify(THREE, [history(...THREE, ...strangers), history(...strangers)]);
    expect(result).toMatchObject({ stored: 3, notInLedger: 4 });
  });
});

describe('whatever was taken', () => {
  const values = fc.dictionary(
    fc.constantFrom('temperature', 'humidity', 'note'),
    fc.oneof(
      fc.integer({ min: -3, max: 3 }).map(String),
      fc.constantFrom('0.50', '0.1', '1e3', '12345678901234567890', '"text"', '{"x":[1,2.50]}'),
    ),
    { minKeys: 1 },
  );
  /** Gaps of nothing and ids that come again included; the same id with the same values does not come twice. */
  const ledger = fc
    .uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 40 }).map(String), values }), {
      minLength: 2,
      maxLength: 30,
      selector: ({ id, values: own }) => `${id} ${JSON.stringify(Object.entries(own).sort())}`,
    })
    .chain((list) =>
      fc.array(fc.nat({ max: 2_000 }), { minLength: list.length, maxLength: list.length }).map((gaps) => {
        let takenAtMs = START_MS;
        return list.map(({ id, values: own }, index) => {
          takenAtMs += gaps[index] ?? 0;
          return taken(index, { id, takenAtMs, values: own });
        });
      }),
    );
  /** On time, or late with its own time. */
  const arriving = ledger.chain((entries) =>
    fc.tuple(
      fc.constant(entries),
      fc.nat({ max: entries.length - 1 }),
      fc
        .constantFrom(true, false)
        .map((isLate) =>
          entries.map((entry) =>
            isLate ? { ...report(entry, { lateMs: 90_000 }), values: timed(entry) } : report(entry),
          ),
        ),
    ),
  );

  test('and stored once in order is clean', () =>
    fc.assert(
      fc.asyncProperty(arriving, async ([entries, , reports]) => {
        const count = entries.length;
        expect(await verify(entries, reports)).toMatchObject({
          ...clean,
          taken: count,
          sent: count,
          stored: count,
        });
      }),
    ));

  test('is missing where its report is, and nothing else is', () =>
    fc.assert(
      fc.asyncProperty(arriving, async ([entries, at, reports]) => {
        const { missing, stored, firstMissing } = await verify(entries, reports.toSpliced(at, 1));
        expect([missing, stored]).toEqual([1, entries.length - 1]);
        expect(firstMissing[0]?.params).toBe(entries[at]?.params);
      }),
    ));

  test('is duplicated where its report comes twice', () =>
    fc.assert(
      fc.asyncProperty(arriving, async ([entries, at, reports]) => {
        const twice = reports.toSpliced(at, 0, reports[at] as Received);
        expect(await verify(entries, twice)).toMatchObject({ missing: 0, duplicated: 1, outOfOrder: 0 });
      }),
    ));

  test('is out of order where its report and the next are swapped', () =>
    fc.assert(
      fc.asyncProperty(arriving, async ([entries, at, reports]) => {
        const index = Math.min(at, reports.length - 2);
        const pair = [reports[index + 1], reports[index]] as Received[];
        const swapped = reports.toSpliced(index, 2, ...pair);
        expect(await verify(entries, swapped)).toMatchObject({ ...clean, outOfOrder: 1 });
      }),
    ));

  test('is there, once, where all of it came in one history report', () =>
    fc.assert(
      fc.asyncProperty(ledger, async (entries) => {
        expect(await verify(entries, [history(...entries)])).toMatchObject({
          ...clean,
          stored: entries.length,
        });
      }),
    ));
});

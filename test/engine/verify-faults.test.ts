import { describe, expect, test } from 'vitest';
import { verify } from '../../src/engine/verify.ts';
import type { Received } from '../../src/protocol/forwarded.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { clean, report, taken, timed } from '../helpers/verification.ts';

describe('what was done on purpose', () => {
  test('is counted fault by fault, whatever became of the readings', async () => {
    const entries = [
      taken(0, { faults: ['spike temperature', 'spike humidity', 'late'] }),
      taken(1, { faults: ['spike temperature'] }),
      taken(2, { faults: ['stuck temperature'], outcome: 'pending' }),
      taken(3),
    ];
    const { onPurpose, missing } = await verify(entries, [report(entries[0] ?? taken(0))]);
    expect(onPurpose).toEqual({ spike: 3, late: 1, stuck: 1 });
    expect(missing).toBe(2);
  });
});

describe('values that were not to fit', () => {
  const values = { temperature: '99', humidity: '50' };
  const filtered = (
    entry: ReturnType<typeof taken>,
    codes: Record<string, number>,
    code?: number,
  ): Received => {
    const { values: own, ...rest } = report(entry);
    return { ...rest, code, values: own.map((value) => ({ ...value, code: codes[value.identifier] })) };
  };

  test.each(['out-of-range temperature', 'wrong-type temperature'])(
    '%s: are filtered on purpose',
    async (label) => {
      const entry = taken(0, { values, faults: ['late', label] });
      expect(await verify([entry], [filtered(entry, { temperature: 6306 })])).toMatchObject({
        ...clean,
        stored: 0,
        filteredOnPurpose: 1,
        codesOnPurpose: { 6306: 1 },
        onPurpose: expect.anything(),
      });
    },
  );

  test('do not excuse others of the same reading', async () => {
    const entry = taken(0, { values, faults: ['wrong-type temperature'] });
    const received = filtered(entry, { temperature: 6306, humidity: 6304 });
    expect(await verify([entry], [received])).toMatchObject({
      filtered: 1,
      codes: { 6304: 1 },
      filteredOnPurpose: 0,
      codesOnPurpose: { 6306: 1 },
    });
  });

  test.each([[['spike temperature']], [['out-of-range humidity']], [['gap']], [[]]])(
    'are none where only %j was done',
    async (faults) => {
      const entry = taken(0, { values, faults });
      const result = await verify([entry], [filtered(entry, { temperature: 6306 })]);
      expect(result).toMatchObject({ filtered: 1, codes: { 6306: 1 }, filteredOnPurpose: 0 });
    },
  );

  test('do not excuse a message that is filtered as a whole', async () => {
    const entry = taken(0, { values, faults: ['wrong-type temperature'] });
    const result = await verify([entry], [filtered(entry, {}, 6106)]);
    expect(result).toMatchObject({ filtered: 1, codes: { 6106: 1 }, filteredOnPurpose: 0 });
  });

  test('are stored where the platform keeps them, as in weak mode', async () => {
    const entry = taken(0, { values, faults: ['out-of-range temperature'] });
    const onPurpose = { 'out-of-range': 1 };
    expect(await verify([entry], [report(entry)])).toMatchObject({ ...clean, stored: 1, onPurpose });
  });

  test('are missing where the platform has nothing of them', async () => {
    const entry = taken(0, { values, faults: ['wrong-type temperature'] });
    expect(await verify([entry], [])).toMatchObject({ missing: 1, filteredOnPurpose: 0 });
  });
});

describe('a message that was sent twice', () => {
  const first = taken(0);
  const second = taken(0, { faults: ['duplicate'] });
  const both = [first, second, taken(1)];
  const onPurpose = { duplicate: 1 };

  test('and arrived twice is not duplicated', async () => {
    expect(
      await verify(
        both,
        both.map((entry) => report(entry)),
      ),
    ).toMatchObject({ ...clean, stored: 3, onPurpose });
  });

  test('nor where both carry the time they were taken', async () => {
    const late = both.map((entry) => ({ ...report(entry, { lateMs: 90_000 }), values: timed(entry) }));
    expect(await verify(both, late)).toMatchObject({ ...clean, stored: 3, onPurpose });
  });

  test('and arrived once is missing once', async () => {
    const result = await verify(both, [report(first), report(taken(1))]);
    expect(result).toMatchObject({ stored: 2, missing: 1, duplicated: 0 });
  });

  test('and arrived three times is duplicated', async () => {
    const result = await verify(
      both,
      [first, first, second, taken(1)].map((entry) => report(entry)),
    );
    expect(result).toMatchObject({ stored: 3, missing: 0, duplicated: 1 });
  });
});

describe('a reading that was held back', () => {
  // In the order in which they were sent, which is that of the ledger.
  const sent = [
    taken(0),
    taken(2),
    taken(1, { faults: ['out-of-order'] }),
    taken(40),
    taken(3, { faults: ['late'] }),
  ];
  const reports = sent.map((entry) => ({
    ...report(entry, { lateMs: 20 }),
    atMs: START_MS + 40_000,
    values: timed(entry),
  }));

  test('is in order where it arrives as it was sent', async () => {
    expect(await verify(sent, reports)).toMatchObject({ ...clean, stored: 5, onPurpose: expect.anything() });
  });

  test('is out of order where it does not', async () => {
    const swapped = [0, 2, 1, 3, 4].flatMap((index) => reports[index] ?? []);
    expect(await verify(sent, swapped)).toMatchObject({ stored: 5, outOfOrder: 1 });
  });

  test('says nothing of how long the way takes', async () => {
    const late = taken(3, { faults: ['late'] });
    expect((await verify([late], [report(late, { lateMs: 30_000 })])).delay).toBeNull();
  });
});

describe('a reading whose clock was wrong', () => {
  const skewed = (seconds: number, index = 0) => {
    const { takenAtMs } = taken(index);
    const sign = seconds < 0 ? '-' : '+';
    return taken(index, {
      takenAtMs: takenAtMs + seconds * 1_000,
      faults: [`clock-skew ${sign}${Math.abs(seconds)}s`],
    });
  };
  const arrived = (entry: ReturnType<typeof taken>): Received => ({
    ...report(entry),
    atMs: START_MS + 20,
    values: timed(entry),
  });

  test.each([300, -300, 86_400.5])(
    'by %d s has no wrong time where it arrives with its own',
    async (seconds) => {
      const entry = skewed(seconds);
      expect(await verify([entry], [arrived(entry)])).toMatchObject({
        ...clean,
        stored: 1,
        delay: null,
        onPurpose: { 'clock-skew': 1 },
      });
    },
  );

  test('has a wrong time where its own is lost', async () => {
    const entry = skewed(300);
    const values = arrived(entry).values.map((value) => ({ ...value, timeMs: START_MS + 20 }));
    const result = await verify([entry], [{ ...arrived(entry), values }]);
    expect(result).toMatchObject({ stored: 1, wrongTime: 1 });
  });

  test('is filtered on purpose where the platform refuses its time', async () => {
    const entry = skewed(172_800);
    const values = timed(entry).map((value) => ({ ...value, timeMs: START_MS + 20, code: 6326 }));
    const result = await verify([entry], [{ ...arrived(entry), values }]);
    expect(result).toMatchObject({
      ...clean,
      filteredOnPurpose: 1,
      codesOnPurpose: { 6326: 1 },
      onPurpose: {},
    });
  });

  test('counts by when it was taken, not by its clock', async () => {
    const entries = [skewed(-300, 1), skewed(300, 0)];
    const result = await verify(entries, [], { fromMs: START_MS + 1_000 });
    expect(result).toMatchObject({ taken: 1, missing: 1 });
    expect((await verify(entries, [], { heldSinceMs: START_MS })).notCompared).toBe(1);
  });
});

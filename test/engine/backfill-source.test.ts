import { describe, expect, test } from 'vitest';
import { backfilled, countTimes, numberAfter } from '../../src/engine/backfill-source.ts';
import { createGenerators } from '../../src/readings/create-generators.ts';
import type { Sample } from '../../src/readings/sample.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { counting } from '../helpers/runs.ts';

const TIMES = { fromMs: 1_000, everyMs: 600, untilMs: 4_000 };
type Options = Partial<Parameters<typeof backfilled>[0]>;

/** All readings of a backfill, and its warnings. */
async function readAll(options: Options = {}, signal = new AbortController().signal) {
  const samples: Sample[] = [];
  const warnings: string[] = [];
  const source = backfilled({ generators: counting, times: TIMES, first: 0, isDrawn: true, ...options });
  const warn = (message: string): void => void warnings.push(message);
  for await (const sample of source({ clock: fakeClock(), signal, warn })) samples.push(sample);
  return { samples, warnings, times: samples.map(({ timeMs }) => timeMs) };
}

const numbers = (samples: readonly Sample[]) => samples.map(({ values }) => values.get('temperature'));
const drawing = () => createGenerators(PRESETS.environment, { seed: 'demo', device: 'sensor' });

describe('times at one distance', () => {
  test.each([
    [1_000, 0],
    [1_001, 1],
    [1_600, 1],
    [1_601, 2],
    [500, 0],
  ])('before %d there are %d', (untilMs, count) => {
    expect(countTimes({ ...TIMES, untilMs })).toBe(count);
  });

  test.each([
    [undefined, 0],
    [1_000, 1],
    [1_600, 2],
    [1_700, 2],
  ])('behind %s comes number %d', (timeMs, number) => {
    expect(numberAfter(timeMs, TIMES)).toBe(number);
  });
});

describe('a backfill', () => {
  test('gives each reading its time and its number', async () => {
    const { times, samples } = await readAll();
    expect(times).toEqual([1_000, 1_600, 2_200, 2_800, 3_400]);
    expect(numbers(samples)).toEqual([0, 1, 2, 3, 4]);
  });

  test('goes on with the number and time of the reading that comes first', async () => {
    const { times, samples } = await readAll({ first: 3 });
    expect(times).toEqual([2_800, 3_400]);
    expect(numbers(samples)).toEqual([3, 4]);
  });

  test('gives nothing where all was given', async () => {
    expect((await readAll({ first: 5 })).samples).toEqual([]);
    expect((await readAll({ first: 9 })).samples).toEqual([]);
  });

  test('has the same values in however many runs', async () => {
    const whole = await readAll({ generators: drawing() });
    for (const first of [1, 2, 4]) {
      const part = await readAll({ generators: drawing(), first });
      expect(part.samples).toEqual(whole.samples.slice(first));
    }
  });

  test('asks for no reading of earlier runs but the last where values are not drawn', async () => {
    const asked: number[] = [];
    const generators = new Map([['temperature', ({ index }: { index: number }) => asked.push(index)]]);
    await readAll({ generators, first: 3, isDrawn: false });
    expect(asked).toEqual([2, 3, 4]);
  });

  test('looks at the reading before, as it is made now, and warns once', async () => {
    const seen: Sample[] = [];
    const checkEarlier = (earlier: Sample): string => {
      seen.push(earlier);
      return 'other values';
    };
    const { warnings } = await readAll({ first: 2, checkEarlier });
    expect(seen).toEqual([{ timeMs: 1_600, values: new Map([['temperature', 1]]) }]);
    expect(warnings).toEqual(['other values']);
    expect((await readAll({ first: 2, checkEarlier: () => undefined })).warnings).toEqual([]);
    expect((await readAll({ first: 0, checkEarlier })).warnings).toEqual([]);
  });

  test('ends at the signal', async () => {
    expect((await readAll({}, AbortSignal.abort())).samples).toEqual([]);
    const again = readAll(
      { times: { fromMs: 0, everyMs: 1, untilMs: 200_000 }, first: 150_000 },
      AbortSignal.abort(new Error('stopped')),
    );
    await expect(again, 'also while it draws again').rejects.toThrow('stopped');
  });
});

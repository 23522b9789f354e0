import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { perSecond, runTime } from '../../../../../src/cli/fleet/outputs/html/stretches.ts';
import { madeLine, START_MS } from './made-line.ts';

/** A point as the line has it; the run begins a quarter into a second. */
const point = (second: number, counts = {}) => ({
  atMs: START_MS - 250 + second * 1000,
  ...{ taken: 0, sent: 0, refused: 0, failed: 0, dropped: 0, mostTaken: 0, pending: 0 },
  latency: [] as [number, number][],
  ...counts,
});

const timeOf = (durationMs: number, points: ReturnType<typeof point>[]) =>
  runTime(madeLine({ seconds: 0 }, { durationMs, series: { widthMs: 1000, points } }));

describe('the stretches of a run', () => {
  test('are none of a run that had no length', () => {
    expect(timeOf(0, []).stretches).toEqual([]);
  });

  test('hold nothing where there is no point, and what waited goes on waiting', () => {
    const { stretches } = timeOf(5_000, [
      point(0, { taken: 8, sent: 6, pending: 2, latency: [[3, 6]] }),
      point(4, { taken: 4, sent: 4 }),
      point(5),
    ]);
    expect(stretches.map(({ fromMs, toMs, taken, pending }) => [fromMs, toMs, taken, pending])).toEqual([
      [0, 750, 8, 2],
      [750, 3750, 0, 2],
      [3750, 5000, 4, 0],
    ]);
    expect(stretches.map(({ latency }) => latency?.max)).toEqual([3, undefined, undefined]);
  });

  test('are no slivers, which would make a rate of a few readings', () => {
    const line = madeLine({ seconds: 10, perSecond: 100 });
    const { stretches } = runTime({ ...line, startedAtMs: START_MS + 740, durationMs: 9_020 });
    for (const stretch of stretches) expect(stretch.toMs - stretch.fromMs).toBeGreaterThanOrEqual(500);
    expect(stretches[0]).toMatchObject({ fromMs: 0, toMs: 1010, taken: 200 });
    expect(stretches.at(-1)).toMatchObject({ toMs: 9_020 });
  });

  test('of a run shorter than any is the run', () => {
    const { stretches } = timeOf(30, [point(0, { taken: 3, sent: 3 })]);
    expect(stretches.map(({ fromMs, toMs, taken }) => [fromMs, toMs, taken])).toEqual([[0, 30, 3]]);
    expect(stretches.map((stretch) => perSecond(stretch, 'taken'))).toEqual([100]);
  });

  test('lie end to end and lose nothing, wherever the points lie', () => {
    const seconds = fc.uniqueArray(fc.integer({ min: -3, max: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 30_000 }), (chosen, durationMs) => {
        const points = chosen
          .toSorted((a, b) => a - b)
          .map((second, index) => point(second, { taken: index + 1, latency: [[index + 1, 2]] }));
        const { stretches, lengthMs } = timeOf(durationMs, points);
        let end = 0;
        for (const { fromMs, toMs } of stretches) {
          expect(fromMs).toBe(end);
          expect(toMs).toBeGreaterThan(fromMs);
          end = toMs;
        }
        expect(end).toBe(lengthMs);
        const sum = (all: readonly { taken: number }[]) => all.reduce((total, { taken }) => total + taken, 0);
        expect(sum(stretches)).toBe(sum(points));
      }),
    );
  });
});

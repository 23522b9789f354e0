import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { drawFleet, type FleetView, type Screen } from '../../../../src/cli/fleet/view/draw-fleet.ts';
import { cells } from '../../../../src/cli/fleet/view/rows.ts';
import type { FleetReport } from '../../../../src/engine/fleet/report/report.ts';
import { durations, evenSeries, madeReport, START_MS, troubledReport } from '../made-report.ts';

const plain = new Chalk({ level: 0 });

function draw(report: FleetReport, screen: Partial<Screen> = {}, view: Partial<FleetView> = {}): string[] {
  return drawFleet(
    { report, samples: [], end: {}, isStopping: false, ...view },
    { columns: 79, rows: 23, paint: plain, hasBars: true, ...screen },
  );
}

/** All figures of a text. */
const figures = (lines: readonly string[]): string[] => lines.join('\n').match(/\d[\d,.]*/g) ?? [];

describe('the live view', () => {
  test('says all there is of a run in which nothing went wrong, and nothing of what did not happen', () => {
    const report = madeReport({
      target: 200,
      durationMs: 130_400,
      devices: 1_000,
      taken: 26_080,
      sent: 26_077,
      pending: 3,
      auths: 1_000,
      latency: durations(1, 2, 3),
      service: durations(1),
      lateness: durations(0.5),
      codes: { 0: 26_077 },
      series: evenSeries(131, { taken: 200, sent: 200, latencyMs: 5 }),
    });
    const samples = [
      { atMs: 120_400, sent: 24_077 },
      { atMs: 130_400, sent: 26_077 },
    ];
    const lines = draw(report, {}, { samples, end: { durationMs: 600_000 } });
    expect(lines.map((line) => line.trimEnd())).toEqual([
      '2m10s · 7m50s left · 1,000 devices · Ctrl-C stops',
      'readings   26,077 sent, 3 waiting',
      expect.stringMatching(/^rate {7}200\/s of 200\/s {2}[▁-█]{30} {2}in the last minute$/),
      'last 10s   p50 5.2 ms   p90 5.2 ms   p99 5.2 ms   max 5.2 ms'.replaceAll('5.2', '5.0'),
      'latency    p50 2.0 ms   p90 3.0 ms   p99 3.0 ms   max 3.0 ms   due to answer',
      'service    p50 1.0 ms   p90 1.0 ms   p99 1.0 ms   max 1.0 ms   sent to answer',
      'lateness   p50 0.5 ms   p90 0.5 ms   p99 0.5 ms   max 0.5 ms   due to taken',
      'tokens     1,000 asked for',
      'codes      0: 26,077 success',
    ]);
  });

  test.each([24, 30, 39, 50, 60, 79, 119, 300])('has no line wider than %i columns', (columns) => {
    for (const report of [madeReport(), troubledReport()])
      for (const line of draw(report, { columns, rows: 100 }))
        expect(cells(line), line).toBeLessThanOrEqual(columns);
  });

  test.each([1, 2, 5, 10, 23, 50])('has no more than %i rows', (rows) => {
    for (const columns of [1, 5, 20, 39, 79])
      expect(draw(troubledReport(), { columns, rows }).length).toBeLessThanOrEqual(rows);
  });

  test('cuts examples where it is narrow, and no figures', () => {
    const isCutOff = (line: string): boolean => /^(?:failed|not let in)/.test(line);
    const wide = draw(troubledReport(), { columns: 300, rows: 100, hasBars: false });
    const narrow = draw(troubledReport(), { columns: 34, rows: 100, hasBars: false });
    expect(figures(narrow.filter((line) => !isCutOff(line)))).toEqual(
      figures(wide.filter((line) => !isCutOff(line))),
    );
    expect(narrow.filter(isCutOff)).toEqual([
      'failed     98,000 tries, THROTTLE…',
      'failed     765 tries, TIMED_OUT: …',
      'not let in 4,321: a1b2c3d4e5f/sen…',
    ]);
  });

  test('keeps what matters most where it is low', () => {
    const lines = draw(troubledReport(), { rows: 4 });
    expect(lines.map((line) => /^\w+/.exec(line)?.[0])).toEqual(['1h2m', 'readings', 'rate', 'last']);
  });

  test('counts what is left by readings where their number is the end', () => {
    const report = madeReport({ target: 10, durationMs: 5_000, taken: 50, devices: 1 });
    expect(draw(report, {}, { end: { readings: 120 } })[0]).toBe('5s · 7s left · 1 device · Ctrl-C stops');
  });

  test('waits for the last answers when its time is over', () => {
    const lines = draw(madeReport({ durationMs: 10_200 }), {}, { end: { durationMs: 10_000 } });
    expect(lines[0]).toBe('10s · last answers · 0 devices · Ctrl-C stops');
  });

  test('says that it stops, and not how long it would have gone on', () => {
    const lines = draw(
      madeReport({ durationMs: 5_000 }),
      {},
      { end: { durationMs: 9_000 }, isStopping: true },
    );
    expect(lines[0]).toBe('5s · 0 devices · stopping; Ctrl-C again leaves at once');
  });

  test('names the stretch that the last latencies are of, which is longer in a long run', () => {
    const series = {
      widthMs: 128_000,
      points: evenSeries(3, { taken: 1, sent: 1, latencyMs: 7 }).points.map((point, index) => ({
        ...point,
        atMs: START_MS + 128_000 * index,
      })),
    };
    const early = draw(madeReport({ durationMs: 260_000, series }));
    expect(early.find((line) => line.startsWith('last'))).toMatch(/^last 2m12s p50/);
  });

  test('shows no bars to a terminal that has none', () => {
    expect(draw(troubledReport(), { hasBars: false }).join('\n')).not.toMatch(/[▁-█]/);
  });

  test('shows control characters of an answer, and does not obey them', () => {
    const errors = { UNDELIVERED: { count: 1, example: 'went\u001b[2Jwrong' } };
    expect(draw(madeReport({ errors })).join('\n')).toContain('went\\x1b[2Jwrong');
  });
});

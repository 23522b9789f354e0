import { describe, expect, test } from 'vitest';
import { describeFleet } from '../../../../src/cli/fleet/view/print-fleet.ts';
import { cells } from '../../../../src/cli/fleet/view/rows.ts';
import { summarizeFleet } from '../../../../src/engine/fleet/report/report.ts';
import { madeReport, troubledReport } from '../made-report.ts';

const summary = summarizeFleet(troubledReport());

describe('the table of a run', () => {
  test('says the peak second against the mean', () => {
    expect(describeFleet(summary)).toContain('peak second 20,000, 1.00 x the mean\n');
    const short = summarizeFleet(madeReport({ durationMs: 900, taken: 5 }));
    expect(describeFleet(short)).toMatch(/peak second 0$/m);
  });

  test.each([40, 60, 80, 120])('fits a terminal of %i columns', (columns) => {
    const thresholds = [{ text: 'error_rate>1%', isCrossed: true, actual: '3% (30 of 1,000)' }];
    const table = describeFleet(summary, { columns, isTerminal: true, thresholds, hint: 'It was slow.' });
    for (const line of table.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(columns);
  });

  test('keeps all figures on a terminal that is too narrow for any row', () => {
    expect(describeFleet(summary, { columns: 1, isTerminal: true })).toBe(
      describeFleet(summary, { columns: 40, isTerminal: true }),
    );
  });

  test('breaks no row at 80 columns but those of texts and of very large numbers', () => {
    const usual = { ...summary, sent: 123_456, taken: 123_456, refused: 12, dropped: 0, pending: 0 };
    const table = describeFleet(usual, { columns: 80, isTerminal: true });
    for (const label of [
      'devices',
      'readings',
      'rate',
      'tokens',
      'latency',
      'service',
      'lateness',
      'code 460',
    ])
      expect(table).toMatch(new RegExp(`^${label} .*\\n\\S`, 'm'));
  });

  test('gives examples whole in a pipe, each in its line, the commonest first', () => {
    const failed = describeFleet(summary)
      .split('\n')
      .filter((line) => line.startsWith('failed'));
    expect(failed).toEqual([
      expect.stringMatching(/^failed {5}98,000 tries, THROTTLED: .*(?:请求过多){20}\.$/),
      expect.stringMatching(/^failed {5}765 tries, TIMED_OUT: .*within 10 seconds\.$/),
    ]);
  });

  test('names some of the devices that were not let in, once for each reason, and counts them all', () => {
    const lines = describeFleet(summary).split('\n');
    const at = lines.findIndex((line) => line.startsWith('not let in'));
    expect(lines[at]).toMatch(/^not let in (?:a1b2c3d4e5f\/\S+ ?){5} The platform refused .* 20000/);
    expect(lines[at + 1]).toBe('           and 4,316 more; 4,321 in all');
  });

  test('names the worst devices that had trouble, five at most', () => {
    const table = describeFleet(summary);
    expect(table).toMatch(
      /^worst {6}a1b2c3d4e5f\/\S+, 12 refused, 1 pending,\n {11}34 tries failed, slowest 8912 ms$/m,
    );
    expect(table).toMatch(/^ {11}and at least 15 more$/m);
    const fine = {
      ...summary,
      worst: summary.worst.map((each) => ({ ...each, refused: 0, pending: 0, failed: 0 })),
    };
    expect(describeFleet(fine)).not.toContain('worst');
  });

  test('says of each threshold whether it was crossed, and the figure', () => {
    const thresholds = [
      { text: 'error_rate>1%', isCrossed: true, actual: '3% (30 of 1,000)' },
      { text: 'p99>1s', isCrossed: false, actual: '20ms' },
    ];
    expect(describeFleet(summary, { thresholds })).toMatch(
      /\n\nfail {7}error_rate>1%: 3% \(30 of 1,000\)\npass {7}p99>1s: 20ms\n$/,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { createFleetDevice, type FleetDevice } from '../../../../src/engine/fleet/device.ts';
import { mergeReports, summarizeFleet, worstOf } from '../../../../src/engine/fleet/report/report.ts';
import { createFleetTally } from '../../../../src/engine/fleet/report/tally.ts';
import { SimError } from '../../../../src/errors.ts';
import { PRESETS } from '../../../../src/tsl/presets.ts';

const START_MS = 1_800_000_000_000;

const device = (deviceName: string): FleetDevice =>
  createFleetDevice({
    triple: { productKey: 'p', deviceName, deviceSecret: 's' },
    model: PRESETS.environment,
    generators: new Map(),
    intervalMs: 1_000,
    dueMs: 0,
  });

const tallyOf = (devices: readonly FleetDevice[]) =>
  createFleetTally({ devices, target: devices.length, startedAt: 50, startedAtMs: START_MS });

/** What happens to a device in so many seconds, each of another length for each device. */
function live(
  tally: ReturnType<typeof tallyOf>,
  of: FleetDevice,
  { number, seconds }: { number: number; seconds: number },
) {
  return Array.from({ length: seconds }, (_, second) => ({
    at: second * 1000 + number * 7,
    happen: (nowMs: number) => {
      tally.taken(nowMs - number, nowMs);
      of.taken += 1;
      if (second % 5 === 4) tally.refused(of, 460, nowMs);
      else tally.sent(of, nowMs - number - second, nowMs);
      if (second % 3 === 0) tally.trouble(of, new SimError('CONNECTION_LOST', 'no answer'), nowMs);
    },
  }));
}

describe('a merged report', () => {
  test.each([10, 1_000])('of parts is that of the whole, after %i seconds', (seconds) => {
    const names = ['a', 'b', 'c', 'd'];
    const wholeDevices = names.map(device);
    const whole = tallyOf(wholeDevices);
    const run = (tallies: ReturnType<typeof tallyOf>[], devices: FleetDevice[]) => {
      const all = devices.flatMap((one, number) =>
        live(tallies[number % tallies.length] ?? whole, one, { number, seconds }),
      );
      for (const { at, happen } of all.toSorted((a, b) => a.at - b.at)) happen(50 + at);
      return tallies.map((tally) => tally.report(50 + seconds * 1000, true));
    };
    const [expected] = run([whole], wholeDevices);
    const partDevices = names.map(device);
    const halves = [0, 1].map((half) => partDevices.filter((_, index) => index % 2 === half));
    const merged = mergeReports(run(halves.map(tallyOf), partDevices));
    if (expected === undefined) throw new Error('no report');
    const { peakPerSecond, ...figures } = summarizeFleet(merged);
    expect({ ...figures, peakPerSecond }).toEqual({ ...summarizeFleet(expected), peakPerSecond });
    expect(merged.series.widthMs).toBe(expected.series.widthMs);
    expect(merged.series.points.map(({ latency, ...counts }) => [counts, latency.histogram()])).toEqual(
      expected.series.points.map(({ latency, ...counts }) => [counts, latency.histogram()]),
    );
    expect(expected.sent + expected.refused).toBe(4 * seconds);
    expect(merged.series.points.length).toBeLessThanOrEqual(300);
  });

  test('names the worst devices of all parts', () => {
    const of = (name: string, failed: number, slowestMs: number) => ({
      device: name,
      taken: 1,
      refused: 0,
      dropped: 0,
      pending: 0,
      failed,
      slowestMs,
    });
    const devices = [of('p/a', 0, 9), of('p/b', 3, 1), of('p/c', 0, 90)];
    expect(worstOf(devices).map((worst) => worst.device)).toEqual(['p/b', 'p/c', 'p/a']);
  });
});

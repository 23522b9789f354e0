import { describe, expect, test } from 'vitest';
import { explainRate } from '../../../../src/cli/fleet/view/explain-rate.ts';
import type { FleetReport } from '../../../../src/engine/fleet/report/report.ts';
import { durations, evenSeries, madeReport } from '../made-report.ts';

const WAY = { connections: 64, workers: 1, cores: 8, rampMs: 0 } as const;

/** A run that held 800 of 1,000 readings a second. */
const slow = (changes: Partial<FleetReport>): FleetReport =>
  madeReport({
    target: 1_000,
    devices: 5_000,
    sent: 8_000,
    latency: durations(9_000),
    service: durations(3),
    series: evenSeries(10, { taken: 800, sent: 800 }),
    ...changes,
  });

describe('a run that did not hold its rate', () => {
  test.each<[string, FleetReport, string]>([
    ['this machine', slow({}), 'This machine had no time; try --workers 2'],
    [
      'too few connections',
      slow({ service: durations(90) }),
      'too slow for 64 connections. Try --connections 135',
    ],
    ['devices one message at a time', slow({ service: durations(6_000) }), 'has one to send every 5s'],
    [
      'somebody without time',
      slow({ service: durations(1, 150, 150) }),
      'the fastest 1.0 ms. The platform had no time, or this machine',
    ],
    ['a slow platform', slow({ service: durations(30) }), 'The platform was slow; lower --rate'],
    [
      'throttling',
      slow({ failed: 4_000, errors: { THROTTLED: { count: 4_000, example: '' } } }),
      'the platform throttled',
    ],
    [
      'failed tries',
      slow({ failed: 4_000, errors: { TIMED_OUT: { count: 4_000, example: '' } } }),
      'tries failed, see below',
    ],
  ])('is told of %s', (_, report, reason) => {
    const text = explainRate(report, WAY);
    expect(text).toMatch(/^800\/s of 1,000\/s while readings were taken: /);
    expect(text).toContain(reason);
  });

  test.each<[string, FleetReport, number]>([
    ['held it', slow({ series: evenSeries(10, { taken: 960, sent: 960 }) }), 0],
    ['was over soon', slow({ series: evenSeries(3, { taken: 800, sent: 800 }) }), 0],
    ['was never late', slow({ latency: durations(5) }), 0],
    ['was without the devices that were not let in', slow({ shutOutCount: 1_000 }), 0],
    ['had all devices for too short a time', slow({}), 8_000],
  ])('is told nothing where it %s', (_, report, rampMs) => {
    expect(explainRate(report, { ...WAY, rampMs })).toBeUndefined();
  });
});

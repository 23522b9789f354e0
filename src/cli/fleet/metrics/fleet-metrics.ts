import type { FleetReport } from '../../../engine/fleet/report/report.ts';
import type { Latencies } from '../../../engine/latency.ts';
import { VERSION } from '../../version.ts';
import { toBuckets } from './buckets.ts';
import type { HistogramMetric, Labels, Metric, NumberMetric } from './metric.ts';

/** The metrics of a fleet as it stands, made when somebody asks. @param report undefined before there is one */
export function fleetMetrics(report: FleetReport | undefined): Metric[] {
  const info: Metric = {
    name: 'iot_sim.build_info',
    help: 'Always 1; the label is the version of iot-sim.',
    type: 'gauge',
    unit: '1',
    points: [{ labels: { version: VERSION }, value: 1 }],
  };
  if (report === undefined) return [info];
  const { devices, restored, taken, dropped, pending, auths, shutOutCount, target } = report;
  // Code 0 from the start: a rate of a counter that appears with its first message misses it.
  const codes = Object.entries({ 0: 0, ...report.codes });
  const errors = Object.entries(report.errors);
  return [
    info,
    gauge('devices', { help: 'Devices that run.', unit: '{device}' }, devices),
    gauge(
      'devices_shut_out',
      { help: 'Devices that the platform does not let in.', unit: '{device}' },
      shutOutCount,
    ),
    gauge(
      'target_rate',
      { help: 'Readings a second that there should be.', unit: '{reading}/s' },
      Math.round(1000 * target) / 1000, // a sum of many intervals, with a long tail of digits
    ),
    counter(
      'readings.restored',
      { help: 'Readings of earlier runs that waited when it began.', unit: '{reading}' },
      [{ labels: {}, value: restored }],
    ),
    counter('readings.taken', { help: 'Readings taken.', unit: '{reading}' }, [{ labels: {}, value: taken }]),
    counter(
      'readings.dropped',
      { help: 'Readings given up because more came than may wait.', unit: '{reading}' },
      [{ labels: {}, value: dropped }],
    ),
    gauge('readings.pending', { help: 'Readings that wait to be delivered.', unit: '{reading}' }, pending),
    counter(
      'messages',
      { help: 'Messages that the platform answered for good, by code; 0 is success.', unit: '{message}' },
      codes.map(([code, value]) => ({ labels: { code }, value })),
    ),
    counter(
      'failed_tries',
      { help: 'Tries that failed, by kind; each was followed by another, or is pending.', unit: '{try}' },
      errors.map(([kind, { count }]) => ({ labels: { kind }, value: count })),
    ),
    counter('auth_requests', { help: 'Answers of /auth, good or bad.', unit: '{request}' }, [
      { labels: {}, value: auths },
    ]),
    histogram('latency', 'From when a reading was due to the platform’s answer.', report.latency),
    histogram('service', 'From a request to its answer.', report.service),
    histogram('lateness', 'From when a reading was due to when it was taken.', report.lateness),
  ];
}

type Words = Pick<NumberMetric, 'help' | 'unit'>;

function counter(
  name: string,
  words: Words,
  points: readonly { labels: Labels; value: number }[],
): NumberMetric {
  return { name: `iot_sim.${name}`, type: 'counter', ...words, points };
}

function gauge(name: string, words: Words, value: number): NumberMetric {
  return { name: `iot_sim.${name}`, type: 'gauge', ...words, points: [{ labels: {}, value }] };
}

function histogram(name: string, help: string, latencies: Latencies): HistogramMetric {
  return {
    name: `iot_sim.${name}`,
    type: 'histogram',
    help,
    unit: 's',
    value: toBuckets(latencies.histogram()),
  };
}

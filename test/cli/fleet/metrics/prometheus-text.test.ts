import { describe, expect, test } from 'vitest';
import { fleetMetrics } from '../../../../src/cli/fleet/metrics/fleet-metrics.ts';
import { createPrometheusText } from '../../../../src/cli/fleet/metrics/prometheus-text.ts';
import { VERSION } from '../../../../src/cli/version.ts';
import { readExposition } from './exposition.ts';
import { latenciesOf, sampleReport } from './sample-report.ts';

const { write, contentType } = createPrometheusText();

describe('the page for Prometheus', () => {
  test('has all figures of a report, by names with their units', async () => {
    const page = readExposition(await write(fleetMetrics(sampleReport())));
    const fleet = [...page].filter(([name]) => name.startsWith('iot_sim_'));
    const plain = fleet.filter(([, { type }]) => type !== 'histogram');
    expect(Object.fromEntries(plain.flatMap(([, { values }]) => [...values]))).toEqual({
      [`iot_sim_build_info{version="${VERSION}"}`]: 1,
      iot_sim_devices: 20,
      iot_sim_devices_shut_out: 1,
      iot_sim_target_rate: 100,
      iot_sim_readings_restored_total: 0,
      iot_sim_readings_taken_total: 9,
      iot_sim_readings_dropped_total: 1,
      iot_sim_readings_pending: 2,
      'iot_sim_messages_total{code="0"}': 4,
      'iot_sim_messages_total{code="6306"}': 2,
      'iot_sim_failed_tries_total{kind="TIMED_OUT"}': 3,
      iot_sim_auth_requests_total: 20,
    });
    for (const [name, { type }] of plain)
      expect(type, name).toBe(name.endsWith('_total') ? 'counter' : 'gauge');
    expect(fleet.filter(([, { type }]) => type === 'histogram').map(([name]) => name)).toEqual([
      'iot_sim_latency_seconds',
      'iot_sim_service_seconds',
      'iot_sim_lateness_seconds',
    ]);
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('has the durations in buckets', async () => {
    const page = readExposition(await write(fleetMetrics(sampleReport())));
    const { values } = page.get('iot_sim_latency_seconds') ?? { values: new Map<string, number>() };
    const below = (end: string) => values.get(`iot_sim_latency_seconds_bucket{le="${end}"}`);
    expect(['0.0005', '0.005', '0.01', '300', '+Inf'].map(below)).toEqual([1, 1, 3, 3, 4]);
    expect(values.get('iot_sim_latency_seconds_count')).toBe(4);
    expect(Math.abs((values.get('iot_sim_latency_seconds_sum') ?? 0) - 400.0144)).toBeLessThan(0.4);
  });

  test('counts success from the start, and says what it is before there is a report', async () => {
    const first = sampleReport({ sent: 0, codes: {}, errors: {}, latency: latenciesOf() });
    expect(await write(fleetMetrics(first))).toContain('\niot_sim_messages_total{code="0"} 0\n');
    const names = [...readExposition(await write(fleetMetrics(undefined))).keys()];
    expect(names.filter((name) => name.startsWith('iot_sim_'))).toEqual(['iot_sim_build_info']);
  });

  test('has those of the process', async () => {
    const page = readExposition(await write([]));
    expect([...page.keys()]).toEqual(
      expect.arrayContaining(['process_cpu_seconds_total', 'process_resident_memory_bytes']),
    );
  });
});

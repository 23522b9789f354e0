import { describe, expect, test, vi } from 'vitest';
import { printOptions } from '../../../../src/cli/flags.ts';
import { openMetrics } from '../../../../src/cli/fleet/metrics/open-metrics.ts';
import { VERSION } from '../../../../src/cli/version.ts';
import { memoryIo } from '../../../helpers/memory-io.ts';
import { closedPort } from '../../../helpers/servers.ts';
import { readOtlpJson, useCollector } from './collector.ts';
import { sampleReport } from './sample-report.ts';

/** Metrics that go where the environment says: for the program, and for the libraries, which read the process's. */
async function open(env: Record<string, string>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const io = memoryIo([], { env });
  const metrics = await openMetrics(undefined, { io, print: printOptions({}, io) });
  return { ...metrics, io };
}

const AS_JSON = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
/** An interval after which no test waits. */
const SOON = { OTEL_METRIC_EXPORT_INTERVAL: '20' };

describe('metrics by OTLP', () => {
  test('hold all figures of the last report, once more at the end', async () => {
    const { url, received } = await useCollector();
    const { show, close, io } = await open({ ...AS_JSON, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    show(sampleReport({ taken: 1 }));
    show(sampleReport());
    await close();
    expect(io.text.stderr).toBe(`metrics go to ${url}/v1/metrics every 1m\n`);
    const [only, ...others] = received;
    if (only === undefined) throw new Error('nothing came');
    expect(others).toEqual([]);
    expect(only.path).toBe('/v1/metrics');
    const { resource, metrics } = readOtlpJson(only);
    expect(resource).toMatchObject({ 'service.name': 'iot-sim', 'service.version': VERSION });
    expect(resource['service.instance.id']).toMatch(/^[\da-f-]{36}$/);
    expect(metrics.get('iot_sim.readings.taken')).toMatchObject({
      unit: '{reading}',
      sum: {
        isMonotonic: true,
        aggregationTemporality: 2,
        dataPoints: [
          {
            asDouble: 9,
            startTimeUnixNano: '1700000000000000000',
            timeUnixNano: '1700000002500000000',
          },
        ],
      },
    });
    const codes = metrics
      .get('iot_sim.messages')
      ?.sum?.dataPoints.map(({ attributes, asDouble }) => [
        ...attributes.map(({ key, value }) => `${key}=${value.stringValue}`),
        asDouble,
      ]);
    expect(codes).toEqual([
      ['code=0', 4],
      ['code=6306', 2],
    ]);
    expect(metrics.get('iot_sim.readings.pending')?.gauge?.dataPoints).toMatchObject([{ asDouble: 2 }]);
  });

  test('hold durations in the buckets that Prometheus gets', async () => {
    const { url, received } = await useCollector();
    const { show, close } = await open({ ...AS_JSON, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    show(sampleReport());
    await close();
    const { metrics } = readOtlpJson(received[0] ?? expect.fail('nothing came'));
    const { unit, histogram } = metrics.get('iot_sim.latency') ?? expect.fail('no latency');
    const [point] = histogram?.dataPoints ?? [];
    expect([unit, histogram?.aggregationTemporality, point?.count]).toEqual(['s', 2, 4]);
    const filled = point?.bucketCounts?.flatMap((count, index) =>
      count > 0 ? [[point.explicitBounds?.[index], count]] : [],
    );
    expect(filled).toEqual([
      [0.0005, 1],
      [0.01, 2],
      [undefined, 1],
    ]);
    expect([point?.min, point?.max]).toEqual([0.0004, 400]);
    const none = metrics.get('iot_sim.service')?.histogram?.dataPoints[0];
    expect([none?.count, none?.sum, none?.min]).toEqual([0, 0, undefined]);
  });

  test('are protobuf where nothing else is asked for, with the headers and names of the environment', async () => {
    const { url, received } = await useCollector();
    const { show, close } = await open({
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url}/own`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-one=1,x-two=two%20words',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-one=mine',
      OTEL_SERVICE_NAME: 'shard-3',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=try,service.instance.id=pod-3',
    });
    show(sampleReport());
    await close();
    const [{ path, headers, body } = expect.fail('nothing came')] = received;
    expect(path).toBe('/own');
    expect(headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'x-one': 'mine',
      'x-two': 'two words',
    });
    for (const word of ['iot_sim.latency', 'shard-3', 'pod-3', 'deployment.environment.name'])
      expect(body.includes(word), word).toBe(true);
    expect(body.includes('TIMED_OUT')).toBe(true);
    expect(body.includes('was silent')).toBe(false); // an example may hold more than others should read
  });

  test('are sent again and again while the run goes on', async () => {
    const { url, received } = await useCollector();
    const { show, close } = await open({ ...AS_JSON, ...SOON, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    show(sampleReport());
    await expect.poll(() => received.length).toBeGreaterThan(2);
    await close();
  });

  test('are not sent before there are any', async () => {
    const { url, received } = await useCollector();
    const { close } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    await close();
    expect(received).toEqual([]);
  });
});

describe('a collector', () => {
  test('that does not take them is told of once, and that it takes them again', async () => {
    let status = 400;
    const { url, received } = await useCollector(() => status);
    const { show, close, io } = await open({ ...SOON, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    show(sampleReport());
    await expect.poll(() => received.length).toBeGreaterThan(3);
    status = 200;
    await expect.poll(() => io.text.stderr).toContain('again');
    await close();
    expect(io.text.stderr.split('\n')).toEqual([
      `metrics go to ${url}/v1/metrics every 20ms`,
      expect.stringContaining(`The metrics do not get to ${url}/v1/metrics (400 Bad Request).`),
      `The metrics get to ${url}/v1/metrics again.`,
      '',
    ]);
  });

  test('that nobody can reach is told of, without the password of its address', async () => {
    const url = `http://user:secret@127.0.0.1:${await closedPort()}`;
    const { show, close, io } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    show(sampleReport());
    await close();
    expect(io.text.stderr.match(/do not get to/g)).toHaveLength(1);
    expect(io.text.stderr).toContain('ECONNREFUSED');
    expect(io.text.stderr).not.toContain('secret');
  });

  test('that never answers does not hold the end', async () => {
    const { url, received } = await useCollector(() => undefined);
    const { show, close, io } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    show(sampleReport());
    await close();
    expect(received).toHaveLength(1);
    expect(io.text.stderr.match(/do not get to/g)).toHaveLength(1);
  });
});

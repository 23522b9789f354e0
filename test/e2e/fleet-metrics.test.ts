import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readOtlpJson, useCollector } from '../cli/fleet/metrics/collector.ts';
import { fallen, readExposition } from '../cli/fleet/metrics/exposition.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { closedPort } from '../helpers/servers.ts';

const FLEET = ['fleet', '--local', '--devices', '20', '--rate', '200/s'];

describe('the metrics of the built program', () => {
  test('of two threads together are served and, at the end, sent', async () => {
    const { url: collector, received } = await useCollector();
    const running = useSandbox().start([...FLEET, '--workers', '2', '--metrics', ':0', '--json'], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    });
    let printed = '';
    running.child.stderr.on('data', (text: string) => {
      printed += text;
    });
    await running.waitForOutput('/metrics\n');
    const url = /metrics at (\S+)/.exec(printed)?.[1] ?? '';
    const read = async () => readExposition(await (await fetch(url)).text());
    await expect
      .poll(async () => (await read()).get('iot_sim_latency_seconds')?.values.size, { timeout: 20_000 })
      .toBeGreaterThan(0);
    const page = await read();
    expect(page.get('iot_sim_devices')?.values.get('iot_sim_devices')).toBeGreaterThan(0);
    expect(fallen(page, await read())).toEqual([]);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code, stderr).toBe(0);

    const { metrics } = readOtlpJson(received.at(-1) ?? expect.fail('nothing came'));
    const line = JSON.parse(stdout) as { taken: number; sent: number; devices: number };
    const last = (name: string) => metrics.get(`iot_sim.${name}`);
    expect(last('devices')?.gauge?.dataPoints[0]?.asDouble).toBe(20);
    expect(last('readings.taken')?.sum?.dataPoints[0]?.asDouble).toBe(line.taken);
    expect(last('latency')?.histogram?.dataPoints[0]?.count).toBe(line.sent);
  });

  test('are protobuf by default', async () => {
    const { url, received } = await useCollector();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x' };
    const { code, stderr } = await useSandbox().run([...FLEET, '--count', '1'], { env });
    expect(code, stderr).toBe(0);
    const [{ headers, body } = expect.fail('nothing came')] = received;
    expect(headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      authorization: 'Bearer x',
    });
    expect(body.includes('iot_sim.readings.taken')).toBe(true);
  });

  test('change nothing of a run whose collector is away', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await closedPort()}` };
    const { code, stdout, stderr } = await useSandbox().run([...FLEET, '--count', '1'], { env });
    expect([code, stderr.match(/do not get to/g)?.length]).toEqual([0, 1]);
    expect(stdout).toContain('20 sent');
  });

  test('come with the licences of the libraries that make them', () => {
    const licences = readFileSync(join(import.meta.dirname, '../../dist/licenses.txt'), 'utf8');
    expect(licences).toMatch(/^prom-client \d[\d.]* \(Apache-2\.0\)$/m);
    for (const name of ['api', 'sdk-metrics', 'exporter-metrics-otlp-proto', 'otlp-transformer'])
      expect(licences).toMatch(new RegExp(`^@opentelemetry/${name} \\d[\\d.]* \\(Apache-2\\.0\\)$`, 'm'));
  });
});

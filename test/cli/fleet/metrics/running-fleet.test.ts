import { describe, expect, test } from 'vitest';
import { main } from '../../../../src/cli/main.ts';
import { memoryIo, runMain } from '../../../helpers/memory-io.ts';
import { tcpServer } from '../../../helpers/servers.ts';
import { fallen, readExposition } from './exposition.ts';

describe('iot-sim fleet --metrics', () => {
  test('serves the figures of a run under way, of which no count ever falls', async () => {
    const stop = new AbortController();
    const io = memoryIo(
      ['fleet', '--local', '--devices', '50', '--rate', '500/s', '--metrics', ':0', '--seed', 'se3d'],
      { stop: stop.signal },
    );
    const ended = main(io);
    await expect.poll(() => io.text.stderr, { timeout: 20_000 }).toMatch(/metrics at http\S+\n/);
    const url = /metrics at (\S+)/.exec(io.text.stderr)?.[1] ?? '';
    const read = async () => readExposition(await (await fetch(url)).text());
    const count = (page: Awaited<ReturnType<typeof read>>, name: string): number =>
      page.get(name)?.values.get(name) ?? 0;

    let page = await read();
    let differing = 0;
    const until = async (isEnough: () => boolean): Promise<void> => {
      while (!isEnough()) {
        const next = await read();
        expect(fallen(page, next)).toEqual([]);
        if (count(next, 'iot_sim_readings_taken_total') > count(page, 'iot_sim_readings_taken_total'))
          differing += 1;
        page = next;
      }
    };
    await until(() => differing === 3);
    expect(count(page, 'iot_sim_devices')).toBe(50);
    expect(count(page, 'iot_sim_target_rate')).toBe(500);
    expect(count(page, 'iot_sim_auth_requests_total')).toBe(50);
    const text = await (await fetch(url)).text();
    expect(text).not.toContain('se3d');
    stop.abort();
    expect(await ended, io.text.stderr).toBe(0);
    await expect(fetch(url)).rejects.toThrow(); // nothing is served any more
  });

  test('says before anything runs that its port is taken', async () => {
    const { port } = await tcpServer(() => {});
    const args = ['fleet', '--local', '--devices', '2', '--count', '1', '--metrics', `:${port}`];
    const { code, stdout, stderr } = await runMain(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`Cannot serve metrics on 127.0.0.1:${port} (EADDRINUSE).`);
    expect(stderr).toContain('--metrics :0');
  });

  test.each([
    [['--metrics', 'everywhere'], {}, '--metrics: "everywhere" is no address'],
    [[], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'grpc'],
  ])('%j with %j is refused', async (args, env, message) => {
    const { code, stderr } = await runMain(['fleet', '--local', '--devices', '1', ...args], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

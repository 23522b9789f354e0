import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/server.ts';
import { cleanEnvironment, startProcess } from '../helpers/run-program.ts';

const HEALTHY = join(import.meta.dirname, '../../deploy/docker/healthy.js');

/** What Docker is told of a container that runs iot-sim with these arguments. */
async function healthOf(
  args: readonly string[],
  { env = {}, before = [] }: { env?: Record<string, string>; before?: string[] } = {},
): Promise<{ code: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'iot-sim-healthy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const commandLine = join(folder, 'cmdline');
  const words = [...before, '/nodejs/bin/node', '/app/bin/iot-sim.js', ...args, ''];
  writeFileSync(commandLine, words.join('\0'));
  const options = { cwd: folder, env: { ...cleanEnvironment(), ...env } };
  return startProcess(process.execPath, [HEALTHY, commandLine], options).ended;
}

async function startedEmulator(): Promise<string> {
  const emulator = await startEmulator({ port: 0 });
  onTestFinished(() => emulator.close());
  return new URL(emulator.url).port;
}

/** A port at which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe('a container', () => {
  test('with an emulator is well once it answers, however its port was given', async () => {
    const port = await startedEmulator();
    const host = ['--host', '0.0.0.0'];
    expect(await healthOf(['emulator', ...host, '--port', port])).toMatchObject({ code: 0, output: '' });
    expect(await healthOf(['emulator', '--port=1', `--port=${port}`])).toMatchObject({ code: 0 });
    expect(await healthOf(['emulator', ...host], { env: { IOT_SIM_PORT: port } })).toMatchObject({ code: 0 });
    const before = ['/sbin/docker-init', '--'];
    expect(await healthOf(['emulator', '--port', port], { before })).toMatchObject({ code: 0 });
  });

  test('with an emulator is not well before it answers', async () => {
    const port = await closedPort();
    const { code, output } = await healthOf(['emulator', '--host', '0.0.0.0', '--port', port]);
    expect(code).toBe(1);
    expect(output).toContain(`The emulator at 127.0.0.1:${port}: `);
  });

  test('with an emulator is not well when something else answers', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, output } = await healthOf(['emulator', '--port', String(port)]);
    expect({ code, output }).toEqual({ code: 1, output: `The emulator at 127.0.0.1:${port}: answers 404\n` });
  });

  test.each([
    [['fleet', '--devices', '/etc/iot-sim/fleet.csv', '--metrics', '0.0.0.0:9464']],
    [['publish', '--local']],
    [['emulator', 'exec', '--', 'npm', 'test']],
    [['emulator', 'export', 'state.json']],
    [[]],
  ])('with %j is well as long as it lives', async (args) => {
    const env = { IOT_SIM_PORT: await closedPort() };
    expect(await healthOf(args, { env })).toMatchObject({ code: 0, output: '' });
  });
});

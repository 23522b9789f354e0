import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fleetLine } from '../../src/cli/reporters/fleet-schema.ts';
import { demoDevices } from '../../src/emulator/demo.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { writeTriples } from '../../src/emulator/registry/triples.ts';
import { useSandbox } from '../helpers/run-program.ts';

const isWindows = process.platform === 'win32'; // no signals there

async function useFleet(count: number, change: (csv: string) => string = (csv) => csv) {
  const emulator = await startEmulator({ port: 0, devices: count });
  onTestFinished(() => emulator.close());
  const sandbox = useSandbox();
  writeFileSync(join(sandbox.folder, 'fleet.csv'), change(writeTriples(demoDevices(count))));
  const args = ['fleet', '--devices', 'fleet.csv'];
  const env = { IOT_SIM_ENDPOINT: emulator.url };
  return {
    emulator,
    sandbox,
    run: (...more: string[]) => sandbox.run([...args, ...more], { env }),
    start: (...more: string[]) => sandbox.start([...args, ...more], { env }),
  };
}

describe('a fleet in threads', () => {
  test('reports as every device, once for each reading, in one summary', async () => {
    const { emulator, run } = await useFleet(50);
    const { code, stdout, stderr } = await run('--workers', '3', '--rate', '250/s', '--count', '4', '--json');
    expect(stderr).toContain('in 3 threads');
    const line = fleetLine.parse(JSON.parse(stdout));
    expect(line).toMatchObject({ devices: 50, taken: 200, sent: 200, auths: 50, pending: 0 });
    expect(line.target).toBeCloseTo(250);
    expect(line.settings['workers']).toEqual({ value: '3', from: '--workers' });
    const counts = new Map<string, number>();
    for (const { device } of await emulator.messages())
      counts.set(String(device), (counts.get(String(device)) ?? 0) + 1);
    expect([counts.size, new Set(counts.values())]).toEqual([50, new Set([4])]);
    expect(code).toBe(0);
  });

  test('names the devices of all threads that are not let in', async () => {
    const { run } = await useFleet(8, (csv) => csv.replace(/(?<=0000[258],)\w/g, '-'));
    const { stdout } = await run('--workers', '2', '--interval', '100ms', '--count', '2', '--json');
    const { shutOut, shutOutCount } = fleetLine.parse(JSON.parse(stdout));
    expect(shutOutCount).toBe(3);
    expect(shutOut.map(({ device }) => device.slice(-1)).toSorted()).toEqual(['2', '5', '8']);
  });

  test.skipIf(isWindows)('stops in all of them, and says how far it came', async () => {
    const { emulator, start } = await useFleet(20);
    const running = start('--workers', '2', '--interval', '100ms', '--json');
    await expect
      .poll(async () => (await emulator.messages()).length, { timeout: 10_000 })
      .toBeGreaterThan(50);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    const { taken, sent, pending } = fleetLine.parse(JSON.parse(stdout));
    expect({ code, pending }).toEqual({ code: 0, pending: 0 });
    expect(sent).toBe(taken);
    expect(await emulator.messages()).toHaveLength(sent);
  });

  test('ends with what is wrong before anything is sent', async () => {
    const { emulator, run } = await useFleet(4);
    const wrong = await run('--workers', '2', '--tsl', 'nowhere.json');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere.json') });
    const none = await run('--workers', '0');
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('--workers') });
    expect(await emulator.messages()).toEqual([]);
  });
});

test('a fleet has a connection for each device where it is told so', async () => {
  const { emulator, run } = await useFleet(12);
  const { code, stdout, stderr } = await run(
    ...['--connections', 'per-device', '--interval', '200ms', '--count', '3', '--json'],
  );
  expect(stderr).toContain('a connection each');
  expect(fleetLine.parse(JSON.parse(stdout))).toMatchObject({ sent: 36, failed: 0 });
  expect(await emulator.messages()).toHaveLength(36);
  expect(code).toBe(0);
});

/** Adds a column `model` to a file of devices. */
const withModels =
  (...models: string[]) =>
  (csv: string): string =>
    csv
      .trimEnd()
      .split(/\r?\n/)
      .map((line, row) => `${line},${row === 0 ? 'model' : (models[row - 1] ?? '')}`)
      .join('\n');

test('devices of a fleet have the models that their lines name', async () => {
  const { emulator, run } = await useFleet(3, withModels('', 'environment-float'));
  const { code, stderr } = await run('--interval', '100ms', '--count', '1');
  expect(stderr).not.toContain('left out');
  const written = new Map<string, string | undefined>();
  for (const { device, message } of await emulator.messages())
    written.set(String(device).slice(-5), /"temperature":([-\d.]+)/.exec(message.body)?.[1]);
  expect(written.get('00002')).toMatch(/\./);
  expect(written.get('00001')).toMatch(/^-?\d+$/);
  expect(code).toBe(0);
  const wrong = await useFleet(2, withModels('nowhere'));
  const refused = await wrong.run('--count', '1');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere') });
});

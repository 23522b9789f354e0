import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lineSchema } from '../../src/cli/reporters/line-schema.ts';
import { demoDevices } from '../../src/emulator/demo.ts';
import { writeTriples } from '../../src/emulator/registry/triples.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';
import { closedPort } from '../helpers/servers.ts';

/** An emulator with devices, and a folder with their triples in fleet.csv. */
async function useFleet(count: number, change: (csv: string) => string = (csv) => csv) {
  const emulator = await startEmulator({ port: 0, devices: count });
  const cwd = useFolder();
  writeFileSync(join(cwd, 'fleet.csv'), change(writeTriples(demoDevices(count))));
  const run = (...args: string[]) =>
    runMain(['fleet', '--devices', 'fleet.csv', ...args], { cwd, env: { IOT_SIM_ENDPOINT: emulator.url } });
  return { emulator, run, cwd };
}

describe('iot-sim fleet', () => {
  test('needs neither account nor file with --local', async () => {
    const { code, stdout, stderr } = await runMain([
      ...['fleet', '--local', '--devices', '20', '--interval', '50ms', '--count', '2'],
    ]);
    expect(stderr).toMatch(
      /^20 devices report to the emulator in this process\n400 readings a second, spread, 2 readings each; 64 connections, seed /,
    );
    expect(stdout).toMatch(/^devices +20$/m);
    expect(stdout).toMatch(/^readings +40 taken, 40 sent, 0 refused, 0 given up, 0 pending$/m);
    expect(stdout).toMatch(/^code 0 +40 success$/m);
    expect(code).toBe(0);
  });

  test('reports over sockets as every device of a file, and says so as data', async () => {
    const { emulator, run } = await useFleet(30);
    const { code, stdout } = await run('--rate', '300/s', '--count', '3', '--connections', '4', '--json');
    const line = lineSchema.parse(JSON.parse(stdout));
    expect(line).toMatchObject({ type: 'fleet', target: 300, devices: 30, taken: 90, sent: 90, auths: 30 });
    const devices = (await emulator.messages()).map(({ device }) => device);
    expect(new Set(devices).size).toBe(30);
    expect(code).toBe(0);
    await emulator.close();
  });

  test('takes a slice of a file, names its bad lines and goes on without them', async () => {
    const { emulator, run } = await useFleet(10, (csv) => csv.replace('demo-sensor-00002', 'bad name'));
    const { code, stdout, stderr } = await run('--interval', '20ms', '--count', '1', '--json');
    expect(stderr).toContain('1 line is no device and is left out:\n');
    expect(stderr).toContain('line 3: deviceName may have');
    expect(JSON.parse(stdout)).toMatchObject({ devices: 9, sent: 9 });
    expect(code).toBe(0);
    await emulator.close();
  });

  test('names the devices that are not let in, and goes on without them', async () => {
    const { emulator, run } = await useFleet(3, (csv) => csv.replace(/(?<=00002,)\w/, '-'));
    const { code, stdout } = await run('--interval', '20ms', '--count', '2');
    expect(stdout).toMatch(/^not let in iot-sim-demo\/demo-sensor-00002: The platform refused .* 20000/m);
    expect(stdout).toMatch(/^readings +\d taken, 4 sent, 0 refused, 0 given up, [12] pending$/m);
    expect(code).toBe(5);
    await emulator.close();
  });

  test.each([
    [['--devices', 'nothing.csv'], 'The file of devices'],
    [['--local', '--devices', 'fleet.csv'], 'is not a number of devices'],
    [['--local', '--devices', '0'], 'is not a number of devices'],
    [['--devices', 'fleet.csv:5-4'], '5-4 are no rows'],
    [['--devices', 'fleet.csv:7-9'], 'its 3 devices are in no row from 7 to 9'],
    [['--devices', 'bad.csv'], 'the header has no DeviceSecret'],
    [['--local'], 'fleet needs --devices'],
    [['--local', '--devices', '1', '--rate', 'fast'], '--rate: "fast" is no rate'],
    [['--local', '--devices', '1', '--ramp', '5'], '--ramp: "5" has no unit'],
    [['--local', '--devices', '1', '--rate', '5/s', '--interval', '5s'], 'contradict each other'],
    [['--local', '--devices', '1', '--connections', '1000000'], 'is more than 10000'],
    [
      ['--local', '--devices', '1', '--fail-if', 'p99>1s', '--fail-if', 'p99>800'],
      '800 has no unit: write 800ms',
    ],
    [['--local', '--devices', '1', '--fail-if', 'erorr_rate>1%'], 'Did you mean error_rate?'],
    [['--local', '--devices', '1', '--junit', 'missing/fleet.xml'], 'cannot be written (ENOENT)'],
    [['--local', '--devices', '1', '--junit', ''], '--junit: is empty'],
  ])('%j is refused: %s', async (args, message) => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'fleet.csv'), writeTriples(demoDevices(3)));
    writeFileSync(join(cwd, 'bad.csv'), 'ProductKey,DeviceName\na,b\n');
    const { code, stderr } = await runMain(['fleet', ...args], {
      cwd,
      env: { IOT_SIM_ENDPOINT: 'http://127.0.0.1:1' },
    });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('ends with 6 where a threshold is crossed, and says which', async () => {
    const args = ['fleet', '--local', '--devices', '5', '--interval', '20ms', '--count', '2'];
    const { code, stdout } = await runMain([...args, '--fail-if', 'sent<=10', '--fail-if', 'error_rate>1%']);
    expect(stdout).toMatch(/\n\nfail {7}sent<=10: 10\npass {7}error_rate>1%: 0% \(0 of 10\)\n$/);
    expect(code).toBe(6);
    expect((await runMain([...args, '--fail-if', 'error_rate>1%'])).code).toBe(0);
  });

  test('says in the data what became of thresholds, and warns where there is no table', async () => {
    const args = ['fleet', '--local', '--devices', '5', '--interval', '20ms', '--count', '2'];
    const { code, stdout, stderr } = await runMain([...args, '--fail-if', 'sent < 11', '--json']);
    expect(lineSchema.parse(JSON.parse(stdout))).toMatchObject({
      thresholds: [{ text: 'sent < 11', isCrossed: true, actual: '10' }],
    });
    expect(stderr).toContain('warning: The threshold sent < 11 is crossed: 10.\n');
    expect(code).toBe(6);
    const quiet = await runMain([...args, '--fail-if', 'sent<11', '--fail-if', 'sent>99', '--quiet']);
    expect(quiet.stderr).toBe('warning: The threshold sent<11 is crossed: 10.\n');
    expect(quiet.stdout).toBe('');
  });

  test('lets thresholds decide where devices had trouble, but not where nothing was sent', async () => {
    const { emulator, run } = await useFleet(3, (csv) => csv.replace(/(?<=00002,)\w/, '-'));
    const count = ['--interval', '20ms', '--count', '1'];
    expect((await run(...count, '--fail-if', 'shut_out>1')).code).toBe(0);
    expect((await run(...count, '--fail-if', 'shut_out>0')).code).toBe(6);
    await emulator.close();
    const nobody = await useFleet(1, (csv) => csv.replace(/(?<=00001,)\w/, '-'));
    expect((await nobody.run(...count, '--fail-if', 'shut_out>1')).code).toBe(3);
    await nobody.emulator.close();
  });

  test('writes a report for CI, without secrets', async () => {
    const { emulator, run, cwd } = await useFleet(3, (csv) => csv.replace(/(?<=00002,)\w/, '-'));
    const { code } = await run('--interval', '20ms', '--count', '1', '--seed', 'a&b', '--junit', 'fleet.xml');
    const text = readFileSync(join(cwd, 'fleet.xml'), 'utf8');
    expect(text).toContain('<property name="seed" value="a&amp;b"/>');
    expect(text).toContain('<failure message="1 of 3 devices were not let in"');
    for (const { deviceSecret } of demoDevices(3)) expect(text).not.toContain(deviceSecret.slice(1));
    expect(code).toBe(5);
    await emulator.close();
  });

  test('says at once that the platform cannot be reached', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'fleet.csv'), writeTriples(demoDevices(3)));
    const { code, stderr } = await runMain(['fleet', '--devices', 'fleet.csv', '--duration', '1h'], {
      cwd,
      env: { IOT_SIM_ENDPOINT: `http://127.0.0.1:${await closedPort()}` },
    });
    expect(stderr).toContain('cannot be reached (ECONNREFUSED)');
    expect(code).toBe(5);
  });

  test('refuses the devices of every emulator for another machine', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'fleet.csv'), writeTriples(demoDevices(3)));
    const { code, stderr } = await runMain(['fleet', '--devices', 'fleet.csv'], {
      cwd,
      env: { IOT_SIM_ENDPOINT: 'https://example.com' },
    });
    expect(stderr).toContain('The demo device may not report to example.com.');
    expect(code).toBe(2);
  });

  test('stops when it is told to, and prints how far it came', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const { code, stdout } = await runMain(['fleet', '--local', '--devices', '5', '--interval', '20ms'], {
      stop: controller.signal,
    });
    expect(stdout).toMatch(/^readings .* 0 pending$/m);
    expect(code).toBe(0);
  });
});

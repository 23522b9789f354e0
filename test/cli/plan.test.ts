import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planLine } from '../../src/cli/reporters/plan-schema.ts';
import { demoDevices } from '../../src/emulator/demo.ts';
import { writeTriples } from '../../src/emulator/registry/triples.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

/** Makes a plan without measuring the machine; in a folder with the triples of devices in fleet.csv. */
async function plan(args: readonly string[], csv = writeTriples(demoDevices(30))) {
  const cwd = useFolder();
  writeFileSync(join(cwd, 'fleet.csv'), csv);
  return runMain(['plan', '--no-measure', ...args], { cwd });
}

/** The same as data. */
async function planData(...args: string[]) {
  const { stdout } = await plan([...args, '--json']);
  return planLine.parse(JSON.parse(stdout));
}

/** The verdicts on the limits that are not kept to, by name. */
const troubleOf = ({ limits }: Awaited<ReturnType<typeof planData>>) =>
  Object.fromEntries(
    limits.filter(({ verdict }) => verdict !== 'ok').map(({ name, verdict }) => [name, verdict]),
  );

describe('iot-sim plan', () => {
  test('answers for a number of devices without account, file or network', async () => {
    const { code, stdout } = await plan(['--devices', '500', '--interval', '1s', '--duration', '1m']);
    expect(stdout).toMatch(/^readings +500 a second, 50\d in the busiest one; of one device at most 1$/m);
    expect(stdout).toMatch(/^ +30,000 in the whole run$/m);
    expect(stdout).toMatch(/^ok +messages of one device: 1 a second, limit 30$/m);
    expect(stdout).toMatch(/^billed +43,200,000 messages of 512 bytes a day/m);
    expect(stdout).toMatch(/^unknown +not measured$/m);
    expect(code).toBe(0);
  });

  test('fits into 80 columns whatever it says', async () => {
    const { stdout } = await plan(['--devices', '1000000', '--interval', '1ms', '--sync', '--shard', '3/16']);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^over /m);
  });

  test('reads the file that fleet reads, and takes a slice and a shard of it', async () => {
    const all = await planData('--devices', 'fleet.csv', '--rate', '300/s');
    expect(all).toMatchObject({ fits: true, shard: null, load: { devices: 30, mostPerSecond: 10 } });
    expect(all.load.perSecond).toBeCloseTo(300);
    expect((await planData('--devices', 'fleet.csv:1-20')).load.devices).toBe(20);
    const [one, two] = await Promise.all(
      ['1/2', '2/2'].map((shard) => planData('--devices', 'fleet.csv', '--shard', shard)),
    );
    expect(one?.load.devices).toBe(30);
    expect((one?.here.devices ?? 0) + (two?.here.devices ?? 0)).toBe(30);
  });

  test('takes intervals and models of single devices from the file', async () => {
    const csv =
      'ProductKey,DeviceName,DeviceSecret,interval,model\na,one,s,100ms,\na,two,s,,environment-float\n';
    const { stdout } = await plan(['--devices', 'fleet.csv', '--interval', '1s', '--json'], csv);
    const { load, messages } = planLine.parse(JSON.parse(stdout));
    expect(load).toMatchObject({ perSecond: 11, mostPerSecond: 10 });
    expect(messages.sampled).toBe(2);
    expect(messages.body.max).toBeGreaterThan(messages.body.min);
  });

  test.each([
    [['--devices', '500', '--interval', '1s'], {}, 0],
    [['--devices', '501', '--interval', '2s'], { devices: 'unknown' }, 0],
    [['--devices', '10', '--interval', '20ms'], { 'messages of one device': 'over' }, 6],
    [
      ['--devices', '20000', '--rate', '15000/s'],
      {
        'messages of the account': 'over',
        'messages forwarded': 'unknown',
        'tokens at the start': 'unknown',
        devices: 'unknown',
      },
      6,
    ],
    [
      ['--devices', '5000', '--interval', '1m', '--sync'],
      { 'messages forwarded': 'unknown', 'tokens at the start': 'unknown', devices: 'unknown' },
      0,
    ],
    [['--devices', '5000', '--interval', '1m', '--ramp', '1m'], { devices: 'unknown' }, 0],
  ])('of %j finds %j and ends with %i', async (args, trouble, exitCode) => {
    const { code, stdout } = await plan([...args, '--json']);
    const line = planLine.parse(JSON.parse(stdout));
    expect(troubleOf(line)).toEqual(trouble);
    expect({ code, fits: line.fits }).toEqual({ code: exitCode, fits: exitCode === 0 });
  });

  test('of a file of 100,000 lines names the three that are bad, and plans the rest', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `a1B2c3D4e5F,sensor-${index},secret`);
    for (const index of [10, 5_000, 99_999]) rows[index] = `a1B2c3D4e5F,bad name ${index},secret`;
    const csv = `ProductKey,DeviceName,DeviceSecret\n${rows.join('\n')}\n`;
    const { code, stdout, stderr } = await plan(['--devices', 'fleet.csv', '--json'], csv);
    expect(stderr).toContain('3 lines are no devices and are left out:');
    for (const line of [12, 5_002, 100_001]) expect(stderr).toContain(`line ${line}: deviceName`);
    expect(planLine.parse(JSON.parse(stdout)).load.devices).toBe(99_997);
    expect(code).toBe(6);
  });

  test.each([
    [[], 'plan needs --devices'],
    [['--devices', 'nothing.csv'], 'The file of devices'],
    [['--devices', '0'], 'is not a number of devices from 1 to 1000000'],
    [['--devices', '1000001'], 'is not a number of devices from 1 to 1000000'],
    [['--devices', 'fleet.csv:5-4'], '5-4 are no rows'],
    [['--devices', '5', '--rate', '5/s', '--interval', '5s'], '--rate and --interval contradict each other'],
    [['--devices', '5', '--sync', '--ramp', '5s'], 'contradict each other'],
    [['--devices', '5', '--shard', '5/4'], '--shard'],
    [['--devices', '5', '--workers', '0'], '--workers'],
    [['--devices', '5', '--tsl', 'nowhere.json'], 'nowhere.json'],
  ])('%j is refused: %s', async (args, message) => {
    const { code, stderr } = await plan(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('measures this machine with the engine of a fleet', async () => {
    const { stdout, stderr } = await runMain(['plan', '--devices', '100', '--json', '--connections', '8']);
    const { machine, problem } = planLine.parse(JSON.parse(stdout));
    expect(stderr).toContain('measuring this machine');
    expect(problem).toBeUndefined();
    expect(machine?.corePerSecond).toBeGreaterThan(0);
    expect(machine?.deviceBytes).toBeGreaterThan(0);
    expect(machine?.connections).toBe(8);
  }, 30_000);

  test('ends where it is stopped while it measures', async () => {
    const { code, stderr } = await runMain(['plan', '--devices', '10'], { stop: AbortSignal.abort() });
    expect(stderr).toContain('Stopped before the plan was made.');
    expect(code).toBe(5);
  });
});

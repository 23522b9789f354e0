import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { jsonLines, readError } from '../helpers/expectations.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';
import { withEmulator } from '../helpers/with-emulator.ts';

/** Runs backfill --local in no time at all, on 15 January 2026 at ten o'clock. */
const backfill = (args: readonly string[], options: Parameters<typeof runMain>[1] = {}) =>
  runMain(['backfill', '--local', ...args], { clock: fakeClock(), ...options });

/** A device of an endpoint where nobody listens. */
const DEVICE_NOWHERE = {
  IOT_SIM_ENDPOINT: 'http://127.0.0.1:1',
  IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
  IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
  IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
};

/** The readings of a run: how many minutes ago each was. */
const agesIn = (stdout: string): number[] =>
  jsonLines(stdout)
    .filter(({ type }) => type === 'reading')
    .map(({ at }) => (START_MS - Number(at)) / 60_000);

describe('backfill', () => {
  test('lets go of its outbox where it fails before its run', async () => {
    const [cwd, clock] = [useFolder(), fakeClock()];
    const options = { cwd, clock, env: DEVICE_NOWHERE };
    const args = ['backfill', '--from', '1h', '--every', '10m', '--outbox', 'box'];
    const io = memoryIo(args, options);
    const stderr: Output = {
      ...io.stderr,
      write(text) {
        if (text.includes('reports the past')) throw new Error('nobody reads');
        io.stderr.write(text);
      },
    };
    for (let run = 0; run < 2; run++) expect(await main({ ...io, stderr })).toBe(1);
    expect(io.text.stderr).not.toContain('runs already');
  });

  test('takes a reading of every time from the first to now, which is left out', async () => {
    const { code, stdout } = await backfill(['--from', '50m', '--every', '10m', '--json']);
    expect(code).toBe(0);
    expect(agesIn(stdout)).toEqual([50, 40, 30, 20, 10]);
  });

  test('ends before --to', async () => {
    const args = ['--from', '2026-01-15T09:00Z', '--to', '-30m', '--every', '10m', '--json'];
    expect(agesIn((await backfill(args)).stdout)).toEqual([60, 50, 40]);
  });

  test('leaves a reading of this very second to the next run, as it could not say its time', async () => {
    const args = ['--from', '10500ms', '--every', '5s', '--json'];
    expect(agesIn((await backfill(args)).stdout)).toEqual([11 / 60, 6 / 60]);
  });

  test('keeps to 25 messages a second, or to --rate', async () => {
    const durationOf = async (...args: string[]) => {
      const { stdout } = await backfill(['--from', '100m', '--every', '1m', '--json', ...args]);
      return Math.round(Number(jsonLines(stdout).at(-1)?.['durationMs']) / 1_000);
    };
    expect(await durationOf()).toBe(4);
    expect(await durationOf('--rate', '10/s')).toBe(10);
    expect(await durationOf('--via', 'history')).toBe(0);
  });

  test('tells people what it does, now and then how far it is, and not of every reading', async () => {
    const { stdout, stderr } = await backfill(['--from', '1d', '--every', '1m', '--seed', 'demo']);
    const [who, what, pace, ...progress] = stderr.trimEnd().split('\n');
    expect([who, what, pace]).toEqual([
      'iot-sim-demo/demo-sensor reports the past to the emulator in this process',
      '1440 readings, every 1m from 2026-01-14T10:00:00Z to 2026-01-15T09:59:00Z, seed demo',
      '25 reports a second: about 58s',
    ]);
    expect(progress).toHaveLength(5);
    for (const line of progress)
      expect(line).toMatch(/^\d+ of 1440 readings, \d+ %, 25 a second, \d+s left$/);
    expect(stdout).toContain('1440 taken, 1440 sent');
    expect(stdout.split('\n').length).toBeLessThan(8);
  });

  test('shows one line on a terminal that goes on', async () => {
    const { stdout, stderr } = await backfill(['--from', '1h', '--every', '1m'], { isTerminal: true });
    expect(stderr).toContain('0 of 60 readings, 0 % · Ctrl-C stops');
    expect(stdout).toContain('60 taken, 60 sent');
    expect(stdout).not.toContain('publish success');
  });

  test('draws the same values again without a seed of its own', async () => {
    const values = async (...args: string[]) => {
      const { stdout } = await backfill(['--from', '1h', '--every', '10m', '--json', ...args]);
      return jsonLines(stdout).flatMap((line) => (line['type'] === 'reading' ? [line['values']] : []));
    };
    expect(await values()).toEqual(await values());
    expect(await values()).not.toEqual(await values('--seed', 'other'));
  });

  test('compares what was sent with what the emulator has', async () => {
    const { code, stdout } = await backfill(['--from', '1h', '--every', '10m', '--verify']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/stored +6/);
  });

  test('shows a reading that is refused, with its values', async () => {
    await withEmulator(['--fault', 'code:10001,on=topic'], async (url) => {
      const env = {
        IOT_SIM_ENDPOINT: url,
        IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
        IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
        IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
      };
      const { code, stdout } = await runMain(['backfill', '--from', '25m', '--every', '10m'], { env });
      expect(code).toBe(4);
      expect(stdout.match(/publish refused: temperature -?\d+ °C, humidity \d+ %RH/g)).toHaveLength(3);
      expect(stdout).toContain('3 taken, 0 sent, 3 refused');
    });
  });

  test('does not do the faults of the configuration, and says so', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify({ faults: ['gap:100%'] }));
    const { stdout, stderr } = await backfill(['--from', '1h', '--every', '10m'], { cwd });
    expect(stderr).toContain('a backfill does no sensor faults');
    expect(stdout).toContain('6 taken, 6 sent');
  });
});

describe('a backfill that is asked for in the wrong way', () => {
  test.each([
    [['--every', '10m'], '--from: is missing: write the time of the first reading'],
    [['--from', '30d'], '--every: is missing: write the time between two readings, such as 10m'],
    [['--from', 'monday', '--every', '10m'], '--from: "monday" is no time'],
    [['--from', '30d', '--to', 'soon', '--every', '10m'], '--to: "soon" is no time'],
    [['--from', '30d', '--every', '10'], '--every: "10" has no unit'],
    [['--from', '30d', '--every', '10m', '--via', 'histroy'], 'Did you mean history?'],
    [['--from', '30d', '--every', '10m', '--rate', 'fast'], '--rate: "fast" is no rate'],
    [['--from', '2026-02-01', '--every', '10m'], '--from: lies ahead of now: a backfill is of the past'],
    [['--from', '30d', '--to', '2026-02-01', '--every', '10m'], '--to: lies ahead of now: write now'],
    [['--from', '1d', '--to', '2d', '--every', '10m'], '--from: is not before --to'],
    [['--from', 'now', '--every', '10m'], '--from: is not before --to'],
  ])('%j is told what would be right', async (args, message) => {
    const { code, stderr } = await backfill(args);
    expect(code).toBe(2);
    expect(readError(stderr).error).toContain(message);
  });

  test('is told of all that is wrong', async () => {
    const { stderr } = await backfill(['--to', 'soon', '--via', 'mail']);
    expect(readError(stderr).error).toContain('4 settings are wrong');
  });

  test('is told that an emulator in this process needs no folder', async () => {
    const { code, stderr } = await backfill(['--from', '1h', '--every', '1m', '--outbox', 'x']);
    expect(code).toBe(2);
    expect(readError(stderr).error).toContain('--local and --outbox contradict each other');
  });
});

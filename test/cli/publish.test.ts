import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines } from '../helpers/expectations.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

/** Runs publish --local in no time at all. */
const publish = (args: readonly string[], options: Parameters<typeof runMain>[1] = {}) =>
  runMain(['publish', '--local', ...args], { clock: fakeClock(), ...options });

/** The readings of a run, with their time since its start. */
async function readings(args: readonly string[], options: Parameters<typeof runMain>[1] = {}) {
  const { stdout } = await publish([...args, '--json'], options);
  return jsonLines(stdout)
    .filter(({ type }) => type === 'reading')
    .map(({ at, values }) => ({
      afterMs: (at as number) - START_MS,
      values: values as Record<string, number>,
    }));
}

describe('publish', () => {
  test('takes the first reading at once and one after each interval', async () => {
    const taken = await readings(['--interval', '1h30m', '--count', '4']);
    expect(taken.map(({ afterMs }) => afterMs)).toEqual([0, 5_400_000, 10_800_000, 16_200_000]);
  });

  test('takes a reading every five seconds where nobody says how often', async () => {
    const taken = await readings(['--count', '3']);
    expect(taken.map(({ afterMs }) => afterMs)).toEqual([0, 5_000, 10_000]);
  });

  test('ends after --duration', async () => {
    expect(await readings(['--interval', '1m', '--duration', '1h'])).toHaveLength(60);
  });

  test('ends at whichever of --count and --duration comes first', async () => {
    expect(await readings(['--interval', '1m', '--duration', '1h', '--count', '3'])).toHaveLength(3);
    expect(await readings(['--interval', '1m', '--duration', '2m', '--count', '9'])).toHaveLength(2);
  });

  test('gives the same values for the same seed, others for another', async () => {
    const values = async (seed: string) =>
      (await readings(['--count', '9', '--seed', seed])).map((reading) => reading.values);
    expect(await values('a')).toEqual(await values('a'));
    expect(await values('a')).not.toEqual(await values('b'));
  });

  test('says which seed it drew, so that the run can be repeated', async () => {
    const { stderr, stdout } = await publish(['--count', '2']);
    const seed = /seed (\S+)/.exec(stderr)?.[1] ?? '';
    const again = await publish(['--count', '2', '--seed', seed]);
    const values = (text: string) => text.match(/temperature .* %RH/g);
    expect(values(again.stdout)).toEqual(values(stdout));
  });

  test('keeps to the narrower bounds of the configuration', async () => {
    const cwd = useFolder();
    const config = { readings: { temperature: { min: 20, max: 21 }, humidity: { min: 99 } } };
    writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify(config));
    const taken = await readings(['--count', '50'], { cwd });
    expect(new Set(taken.map(({ values }) => values['temperature']))).toEqual(new Set([20, 21]));
    expect(new Set(taken.map(({ values }) => values['humidity']))).toEqual(new Set([99, 100]));
  });

  test('stops taking readings at the signal, ends with a summary and 0', async () => {
    const controller = new AbortController();
    const clock = fakeClock({ byHand: true });
    const run = runMain(['publish', '--local', '--interval', '1s'], { clock, stop: controller.signal });
    while (clock.sleepers() === 0) await clock.advance(0);
    await clock.advance(2_500);
    controller.abort();
    const { code, stdout } = await run;
    expect(code).toBe(0);
    expect(stdout).toContain('3 taken, 3 sent');
  });

  test('says on stderr who reports where, how often and for how long', async () => {
    const { stderr } = await publish(['--count', '2', '--seed', 'demo']);
    expect(stderr).toBe(
      'iot-sim-demo/demo-sensor reports to the emulator in this process\nevery 5s, 2 readings, seed demo\n',
    );
  });

  test.each([
    [['--count', '1'], 'every 5s, 1 reading,'],
    [['--duration', '10s'], 'every 5s, for 10s,'],
  ])('%j is announced as "%s"', async (args, words) => {
    expect((await publish(args)).stderr).toContain(words);
  });
});

describe('publish --replay', () => {
  const replay = async (csv: string, args: readonly string[] = []) => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'year.csv'), csv);
    return publish(['--replay', 'year.csv', '--tsl', 'environment-float', ...args], { cwd });
  };

  test('sends one row an interval and ends with the last', async () => {
    const { stdout } = await replay('temperature,humidity\n1.5,2\n-3.5,4\n', ['--json']);
    const values = stdout.match(/"values":\{[^}]*\}/g);
    expect(values).toEqual([
      '"values":{"temperature":1.5,"humidity":2.0}',
      '"values":{"temperature":-3.5,"humidity":4.0}',
    ]);
  });

  test('names the columns that are no property', async () => {
    const { stderr } = await replay('time,temperature,humidity,wind\n0,1,2,3\n');
    expect(stderr).toContain('columns not in the model: wind');
  });

  test('an empty cell is not reported', async () => {
    const { stdout } = await replay('temperature,humidity\n,2\n3,\n', ['--json']);
    expect(stdout.match(/"values":\{[^}]*\}/g)).toEqual([
      '"values":{"humidity":2.0}',
      '"values":{"temperature":3.0}',
    ]);
  });
});

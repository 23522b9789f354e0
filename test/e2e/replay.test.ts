import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { jsonLines, readLastError } from '../helpers/expectations.ts';
import { fixture } from '../helpers/fixture.ts';
import { runHere } from '../helpers/run-here.ts';
import { cleanEnvironment, PROGRAM, startProcess, useSandbox } from '../helpers/run-program.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

function useRecording(lines: readonly string[], name = 'year.csv') {
  const sandbox = useSandbox();
  writeFileSync(join(sandbox.folder, name), `${lines.join('\n')}\n`);
  return sandbox;
}

const FLOAT = ['publish', '--tsl', 'environment-float'];
const FLOAT_REPLAY = [...FLOAT, '--interval', '5ms', '--replay', 'year.csv'];

/** So many hourly rows of a year, with one digit. */
function hourlyRows(count: number): string[] {
  const row = (hour: number): string => {
    const time = new Date(Date.UTC(2013, 0, 1, hour)).toISOString();
    return `${time},${((hour * 7) % 400) / 10},${((hour * 11) % 990) / 10 + 1}`;
  };
  return ['time,temp_c,humidity', ...Array.from({ length: count }, (_, hour) => row(hour))];
}

describe('publish --replay', () => {
  test('sends every row of a recorded week once, in order and exact', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const lines = fixture('jfk-2013-week.csv').trimEnd().split('\n');
    const { code, stderr } = await runHere(useRecording(lines), FLOAT_REPLAY, { env: standIn.env });
    expect(code).toBe(0);
    expect(stderr).toContain('every 5ms, until its end, replaying year.csv\n');
    expect(standIn.problems).toEqual([]);
    const sent = standIn.posts.map(({ values }) => [values['temperature']?.raw, values['humidity']?.raw]);
    const rows = lines.slice(1).map((line) => line.split(',').slice(1).map(Number));
    expect(sent.map((values) => values.map(Number))).toEqual(rows);
  });

  test('ends with the last row even where --count asks for more', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useRecording(['temperature,humidity', '1.0,2.0', '3.0,4.0']);
    const { code } = await runHere(sandbox, [...FLOAT_REPLAY, '--count', '9'], { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.posts).toHaveLength(2);
  });

  test('stops at --count before the last row, and loops until it', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useRecording(['temperature', '1.0', '3.0', '5.0']);
    await runHere(sandbox, [...FLOAT_REPLAY, '--count', '2'], { env: standIn.env });
    await runHere(sandbox, [...FLOAT_REPLAY, '--count', '5', '--loop'], { env: standIn.env });
    const sent = standIn.posts.map(({ values }) => values['temperature']?.raw);
    expect(sent).toEqual(['1.0', '3.0', '1.0', '3.0', '5.0', '1.0', '3.0']);
  });

  test('clamps and snaps rows to the model, and warns of what was beyond it', async () => {
    const standIn = await useStandIn();
    const sandbox = useRecording(['temperature,humidity', '21.6,140']);
    const args = ['publish', '--interval', '5ms', '--replay', 'year.csv'];
    const { code, stderr } = await runHere(sandbox, args, { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts[0]?.values['temperature']?.raw).toBe('22');
    expect(standIn.posts[0]?.values['humidity']?.raw).toBe('100');
    expect(stderr).toContain('humidity 140 is outside the model’s 1..100');
    expect(stderr).not.toContain('temperature 21.6');
  });

  test('brings a recording at full speed, each row with its own time, to an emulator that has it all by --verify', async () => {
    const sandbox = useRecording(hourlyRows(2_000));
    const emulator = sandbox.start(['emulator', '--port', '0', '--json', '--tsl', 'environment-float']);
    let text = '';
    emulator.child.stdout.on('data', (chunk: string) => {
      text += chunk;
    });
    await emulator.waitForOutput('"listening"');
    const env = {
      IOT_SIM_ENDPOINT: String(jsonLines(text)[0]?.['url']),
      IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
      IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
      IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
    };
    const how = ['--speed', 'max', '--keep-times', '--map', 'temperature=temp_c', '--verify', '--json'];
    const { code, stdout, stderr } = await runHere(sandbox, [...FLOAT, '--replay', 'year.csv', ...how], {
      env,
    });
    expect(stderr).toContain('as fast as the platform takes it, until its end, replaying year.csv\n');
    const counts = { taken: 2_000, sent: 2_000 };
    const lines = jsonLines(stdout);
    expect(lines.find(({ type }) => type === 'summary')).toMatchObject({ ...counts, dropped: 0, clamped: 0 });
    expect(lines.at(-1)).toMatchObject({
      ...counts,
      type: 'verification',
      stored: 2_000,
      missing: 0,
      wrongTime: 0,
    });
    expect(lines.at(-1)).toMatchObject({ outOfOrder: 0, duplicated: 0, notCompared: 0 });
    expect(code).toBe(0);
  });

  test('replays at the recorded distances, divided by the speed', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useRecording(hourlyRows(4).map((line) => line.replace('temp_c', 'temperature')));
    const args = [...FLOAT, '--replay', 'year.csv', '--speed', '360000x'];
    const { code, stderr } = await runHere(sandbox, args, { env: standIn.env });
    expect(stderr).toContain('at 360000x the recorded pace, until its end');
    expect([code, standIn.posts.length]).toEqual([0, 4]);
  });

  test('names bad rows with their line and leaves them out; --strict ends there and delivers what was before', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const lines = ['temperature,humidity', '21,50', 'warm,50', '20,wet', '22,51'];
    const sandbox = useRecording(lines);
    const { code, stderr } = await runHere(sandbox, FLOAT_REPLAY, { env: standIn.env });
    expect(code).toBe(0);
    expect(stderr).toContain('line 3, temperature: "warm" is not a number');
    expect(stderr).toContain('line 4, humidity: "wet" is not a number');
    expect(standIn.posts.map(({ values }) => values['temperature']?.raw)).toEqual(['21.0', '22.0']);

    const strict = await runHere(sandbox, [...FLOAT_REPLAY, '--strict'], { env: standIn.env });
    expect(strict.code).toBe(2);
    const { error } = readLastError(strict.stderr);
    expect(error).toContain('year.csv cannot be replayed:\n');
    expect(error).toContain('line 3, temperature: "warm"');
    expect(standIn.posts.map(({ values }) => values['temperature']?.raw)).toEqual(['21.0', '22.0', '21.0']);
  });

  test('reads one JSON object a line, the events of --json too', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const first = await runHere(useRecording(['temperature', '21.5', '22.0']), [...FLOAT_REPLAY, '--json'], {
      env: standIn.env,
    });
    const sandbox = useRecording(first.stdout.trimEnd().split('\n'), 'run.ndjson');
    const args = [...FLOAT, '--replay', 'run.ndjson', '--speed', 'max', '--keep-times'];
    expect((await runHere(sandbox, args, { env: standIn.env })).code).toBe(0);
    expect(standIn.posts.map(({ values }) => values['temperature']?.raw)).toEqual([
      '21.5',
      '22.0',
      '21.5',
      '22.0',
    ]);
  });

  test('reads standard input, and ends at a signal where that has nothing more to say', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useSandbox();
    const args = [...FLOAT, '--interval', '5ms', '--replay', '-'];
    const options = { env: standIn.env };
    const whole = await runHere(sandbox, args, { ...options, input: 'temperature\n1.0\n2.0\n' });
    expect([whole.code, whole.output]).toEqual([0, expect.stringContaining('2 sent')]);
    expect(whole.stderr).toContain('replaying standard input');

    const running = startProcess(process.execPath, [PROGRAM, ...args], {
      cwd: sandbox.folder,
      env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state, ...standIn.env },
    });
    running.child.stdin.write('{"temperature":3}\n{"temperature":4}\n');
    await standIn.waitForPosts(4);
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('2 sent') });
    const refused = await runHere(sandbox, [...args, '--loop'], options);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('no front to begin again')]);
  });

  test('ends where it cannot begin, although standard input does not', async () => {
    const sandbox = useSandbox();
    writeFileSync(join(sandbox.folder, 'there.csv'), '');
    const args = ['publish', '--local', '--replay', '-', '--record', 'there.csv'];
    const { child, ended } = startProcess(process.execPath, [PROGRAM, ...args], {
      cwd: sandbox.folder,
      env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state },
    });
    child.stdin.write('{"temperature":3}\n');
    expect(await ended).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
  });

  test.each([
    ['a file that is not there', ['--replay', 'june.csv'], 'cannot be read (ENOENT)'],
    ['a folder', ['--replay', '.'], 'cannot be read (EISDIR)'],
    ['an empty file', ['--replay', 'empty.csv'], 'the file is empty'],
    ['no column of the model', ['--replay', 'other.csv'], 'no column is a property of the model'],
    ['bad rows alone', ['--replay', 'bad.csv'], 'line 2, temperature: "warm" is not a number'],
    ['a speed and no times', ['--replay', 'year.csv', '--speed', '60x'], 'no column is the time'],
    ['--keep-times and no times', ['--replay', 'year.csv', '--keep-times'], 'no column is the time'],
    [
      'a --map without a column',
      ['--replay', 'year.csv', '--map', 'temperature'],
      'this is not property=column',
    ],
    [
      'a --map of no property',
      ['--replay', 'year.csv', '--map', 'temprature=t'],
      'Did you mean temperature?',
    ],
    [
      'a --map of a column that is not there',
      ['--replay', 'year.csv', '--map', 'humidity=h'],
      'there is no column h',
    ],
    ['--speed and --interval', ['--replay', 'year.csv', '--speed', 'max', '--interval', '1s'], 'contradict'],
    ['--keep-times and --loop', ['--replay', 'year.csv', '--keep-times', '--loop'], 'contradict'],
    [
      '--speed and --when-full',
      ['--replay', 'year.csv', '--speed', 'max', '--when-full', 'stop'],
      'contradict',
    ],
    ['no --replay', ['--strict'], '--strict says how to replay, and there is no --replay'],
    ['no speed', ['--replay', 'year.csv', '--speed', 'fast'], '"fast" is no speed: write 60x, 0.5x or max'],
  ])('sends nothing with %s', async (_, args, problem) => {
    const standIn = await useStandIn();
    const sandbox = useRecording(['temperature', '1']);
    writeFileSync(join(sandbox.folder, 'empty.csv'), '');
    writeFileSync(join(sandbox.folder, 'other.csv'), 'a,b\n1,2\n');
    writeFileSync(join(sandbox.folder, 'bad.csv'), 'temperature\nwarm\n');
    const { code, stderr } = await runHere(sandbox, ['publish', ...args], { env: standIn.env });
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(standIn.counts.auth).toBe(0);
  });
});

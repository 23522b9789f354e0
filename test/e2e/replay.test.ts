import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLastError } from '../helpers/expectations.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const ROWS = [
  ['2013-01-01T01:00:00Z', '3.9', '59.4'],
  ['2013-01-01T02:00:00Z', '-3.9', '60.0'],
  ['2013-01-01T03:00:00Z', '4.4', '59.5'],
  ['2013-01-01T04:00:00Z', '0.0', '100.0'],
  ['2013-01-01T05:00:00Z', '37.8', '0.1'],
];

function useRecording(lines: readonly string[]) {
  const sandbox = useSandbox();
  writeFileSync(join(sandbox.folder, 'year.csv'), `${lines.join('\n')}\n`);
  return sandbox;
}

const FLOAT_REPLAY = ['publish', '--tsl', 'environment-float', '--interval', '5ms', '--replay', 'year.csv'];

describe('publish --replay', () => {
  test('sends every row once, in order and exact', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useRecording(['time,temperature,humidity', ...ROWS.map((row) => row.join())]);
    const { code } = await sandbox.run(FLOAT_REPLAY, { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    const sent = standIn.posts.map(({ values }) => [values['temperature']?.raw, values['humidity']?.raw]);
    expect(sent).toEqual(ROWS.map(([, temperature, humidity]) => [temperature, humidity]));
  });

  test('ends with the last row even where --count asks for more', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useRecording(['temperature,humidity', '1.0,2.0', '3.0,4.0']);
    const { code } = await sandbox.run([...FLOAT_REPLAY, '--count', '9'], { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.posts).toHaveLength(2);
  });

  test('stops at --count before the last row', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useRecording(['temperature,humidity', '1.0,2.0', '3.0,4.0', '5.0,6.0']);
    await sandbox.run([...FLOAT_REPLAY, '--count', '2'], { env: standIn.env });
    expect(standIn.posts.map(({ values }) => values['temperature']?.raw)).toEqual(['1.0', '3.0']);
  });

  test('clamps and snaps rows to the model, and warns of what was beyond it', async () => {
    const standIn = await useStandIn();
    const sandbox = useRecording(['temperature,humidity', '21.6,140']);
    const args = ['publish', '--interval', '5ms', '--replay', 'year.csv'];
    const { code, stderr } = await sandbox.run(args, { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts[0]?.values['temperature']?.raw).toBe('22');
    expect(standIn.posts[0]?.values['humidity']?.raw).toBe('100');
    expect(stderr).toContain('humidity 140 is outside the model’s 1..100');
    expect(stderr).not.toContain('temperature 21.6');
  });

  test('names every bad cell with its line and sends nothing', async () => {
    const standIn = await useStandIn();
    const sandbox = useRecording(['temperature,humidity', '21,50', 'warm,50', '20,wet']);
    const args = ['publish', '--interval', '5ms', '--replay', 'year.csv'];
    const { code, stderr } = await sandbox.run(args, { env: standIn.env });
    expect(code).toBe(2);
    const { error } = readLastError(stderr);
    expect(error).toContain('line 3, temperature: "warm"');
    expect(error).toContain('line 4, humidity: "wet"');
    expect(standIn.counts.auth).toBe(0);
  });
});

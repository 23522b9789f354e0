import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLastError } from '../helpers/expectations.ts';
import { fixture } from '../helpers/fixture.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

function useRecording(lines: readonly string[]) {
  const sandbox = useSandbox();
  writeFileSync(join(sandbox.folder, 'year.csv'), `${lines.join('\n')}\n`);
  return sandbox;
}

const FLOAT_REPLAY = ['publish', '--tsl', 'environment-float', '--interval', '5ms', '--replay', 'year.csv'];

describe('publish --replay', () => {
  test('sends every row of a recorded week once, in order and exact', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const lines = fixture('jfk-2013-week.csv').trimEnd().split('\n');
    const { code } = await useRecording(lines).run(FLOAT_REPLAY, { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    const sent = standIn.posts.map(({ values }) => [values['temperature']?.raw, values['humidity']?.raw]);
    const rows = lines.slice(1).map((line) => line.split(',').slice(1).map(Number));
    expect(sent.map((values) => values.map(Number))).toEqual(rows);
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

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLastError } from '../helpers/expectations.ts';
import { runHere } from '../helpers/run-here.ts';
import { cleanEnvironment, PROGRAM, startProcess, useSandbox } from '../helpers/run-program.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const PUBLISH = ['publish', '--tsl', 'environment-float', '--interval', '5ms'];

/** The property values of posts, as they stood in them. */
const rawValues = (posts: readonly { values: Readonly<Record<string, { raw: string }>> }[]) =>
  posts.map(({ values }) => Object.entries(values).map(([name, { raw }]) => `${name} ${raw}`));

describe('publish --record', () => {
  test.each(['run.csv', 'run.ndjson'])(
    'writes what was sent to %s, and its replay sends the same again, letter for letter',
    async (file) => {
      const standIn = await useStandIn({ model: FLOAT_MODEL });
      const sandbox = useSandbox();
      const options = { env: standIn.env };
      const recorded = await runHere(sandbox, [...PUBLISH, '--count', '20', '--record', file], options);
      expect(recorded.code).toBe(0);
      expect(recorded.stderr).toContain(`20 readings recorded in ${file}\n`);
      const first = rawValues(standIn.posts);

      const replay = ['publish', '--tsl', 'environment-float', '--replay', file];
      const again = `again-${file}`;
      const replayed = await runHere(
        sandbox,
        [...replay, '--speed', 'max', '--keep-times', '--record', again],
        options,
      );
      expect(replayed.code).toBe(0);
      expect(rawValues(standIn.posts.slice(20))).toEqual(first);
      const text = (name: string): string => readFileSync(join(sandbox.folder, name), 'utf8');
      expect(text(again)).toBe(text(file));
      expect(standIn.problems).toEqual([]);
    },
  );

  test('leaves out what the platform refused', async () => {
    const standIn = await useStandIn({
      model: FLOAT_MODEL,
      misbehave: ({ kind, count }) =>
        kind === 'post' && count === 2 ? { type: 'refuse', code: 10001, message: 'param error' } : undefined,
    });
    const sandbox = useSandbox();
    await runHere(sandbox, [...PUBLISH, '--count', '3', '--record', 'run.csv'], { env: standIn.env });
    const lines = readFileSync(join(sandbox.folder, 'run.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
  });

  test('has what was sent when the run was stopped', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useSandbox();
    const running = sandbox.start([...PUBLISH, '--record', 'run.csv'], { env: standIn.env });
    await standIn.waitForPosts(5);
    running.child.kill('SIGTERM');
    const { stderr } = await running.ended;
    const lines = readFileSync(join(sandbox.folder, 'run.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(standIn.posts.length + 1);
    expect(stderr).toContain(`${standIn.posts.length} readings recorded`);
  });

  test('has what an earlier run left in the outbox, with the time it was taken', async () => {
    let isDown = true;
    const standIn = await useStandIn({
      model: FLOAT_MODEL,
      misbehave: ({ kind }) => (isDown && kind === 'post' ? { type: 'drop' } : undefined),
    });
    const sandbox = useSandbox();
    const options = { env: standIn.env };
    const left = sandbox.start([...PUBLISH, '--grace', '10ms'], options);
    await left.waitForOutput('Trying again');
    left.child.kill('SIGTERM');
    await left.ended;
    isDown = false;
    const now = ['--count', '1', '--drain-rate', '1000/s', '--record', 'run.csv'];
    expect((await runHere(sandbox, [...PUBLISH, ...now], options)).code).toBe(0);
    const lines = readFileSync(join(sandbox.folder, 'run.csv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines).toHaveLength(standIn.posts.length);
    const times = lines.map((line) => line.split(',')[0]);
    expect(times).toEqual(times.toSorted());
  });

  test.skipIf(process.platform === 'win32')(
    'that gets too large for the disk does not disturb the run, and says that it is not complete',
    async () => {
      const standIn = await useStandIn({ model: FLOAT_MODEL });
      const sandbox = useSandbox();
      const args = [...PUBLISH, '--interval', '1ms', '--count', '300', '--no-outbox', '--record', 'run.csv'];
      const limited = 'ulimit -S -f 1; exec "$0" "$@"';
      const { code, stdout, stderr } = await startProcess(
        'sh',
        ['-c', limited, process.execPath, PROGRAM, ...args],
        {
          cwd: sandbox.folder,
          env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state, ...standIn.env },
        },
      ).ended;
      expect(standIn.posts).toHaveLength(300);
      expect(stdout).toContain('300 taken, 300 sent');
      expect(code).toBe(2);
      expect(stderr).toContain('The run goes on without it.');
      expect(readLastError(stderr).error).toMatch(/run\.csv is not complete \(EFBIG\)/);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'says that it is not complete where the last reading did not fit',
    async () => {
      const sandbox = useSandbox();
      const note = {
        identifier: 'note',
        name: 'note',
        dataType: { type: 'text', specs: { length: '2048' } },
      };
      writeFileSync(join(sandbox.folder, 'model.json'), JSON.stringify({ properties: [note] }));
      writeFileSync(join(sandbox.folder, 'long.ndjson'), JSON.stringify({ note: 'x'.repeat(2_000) }));
      const args = [
        'publish',
        '--local',
        '--tsl',
        'model.json',
        '--replay',
        'long.ndjson',
        '--record',
        'run.csv',
      ];
      const limited = 'ulimit -S -f 1; exec "$0" "$@"';
      const { code, stderr } = await startProcess('sh', ['-c', limited, process.execPath, PROGRAM, ...args], {
        cwd: sandbox.folder,
        env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state },
      }).ended;
      expect(readLastError(stderr).error).toMatch(/run\.csv is not complete \(EFBIG\)/);
      expect(stderr).not.toContain('recorded in');
      expect(code).toBe(2);
    },
  );

  test('does not touch a file that is there, and sends nothing then', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useSandbox();
    writeFileSync(join(sandbox.folder, 'run.csv'), 'mine');
    const { code, stderr } = await runHere(sandbox, [...PUBLISH, '--record', 'run.csv'], {
      env: standIn.env,
    });
    expect(code).toBe(2);
    expect(readLastError(stderr).error).toContain('run.csv is there already');
    expect(readFileSync(join(sandbox.folder, 'run.csv'), 'utf8')).toBe('mine');
    const missing = await runHere(sandbox, [...PUBLISH, '--record', 'no/run.csv'], { env: standIn.env });
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining('cannot be written (ENOENT)'),
    ]);
    expect(standIn.counts.auth).toBe(0);
  });

  test('leaves no file behind where nothing was sent', async () => {
    const standIn = await useStandIn({
      misbehave: ({ kind }) => (kind === 'auth' ? { type: 'refuse', code: 20001, message: 'no' } : undefined),
    });
    const sandbox = useSandbox();
    const args = ['publish', '--count', '1', '--record', 'run.csv'];
    const { code } = await runHere(sandbox, args, { env: standIn.env });
    expect(code).not.toBe(0);
    expect(existsSync(join(sandbox.folder, 'run.csv'))).toBe(false);
  });
});

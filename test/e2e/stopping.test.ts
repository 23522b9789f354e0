import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, PROGRAM, useSandbox } from '../helpers/run-program.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const isWindows = process.platform === 'win32'; // no signals there
const ENDLESS = ['publish', '--interval', '20ms'];

/** A platform that takes one report and then answers no more; with 'auth' it never answers. */
async function useSilentPlatform(silent: 'auth' | 'post' = 'post') {
  let asked = (): void => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const standIn = await useStandIn({
    misbehave: ({ kind, count }) => {
      if (kind !== silent || (kind === 'post' && count === 1)) return undefined;
      asked();
      return { type: 'hang' };
    },
  });
  return { standIn, isAsked };
}

describe.skipIf(isWindows)('Ctrl-C', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends a run with a summary and 0',
    async (signal) => {
      const standIn = await useStandIn();
      const running = useSandbox().start(ENDLESS, { env: standIn.env });
      await running.waitForOutput('publish success');
      running.child.kill(signal);
      const { code, stdout, stderr } = await running.ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n\d+ taken, \d+ sent, 0 refused, 0 given up, 0 pending, 1 auth, in .+\n/);
      expect(stderr).not.toContain('error');
    },
  );

  test('lets the reading that is on its way arrive', async () => {
    const standIn = await useStandIn();
    const running = useSandbox().start([...ENDLESS, '--json'], { env: standIn.env });
    await running.waitForOutput('"sent"');
    running.child.kill('SIGINT');
    const { stdout } = await running.ended;
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(summary).toMatchObject({ type: 'summary', pending: 0, sent: standIn.posts.length });
    expect(stdout).toContain('{"type":"stopped"');
    expect(stdout).toContain('"reason":"signal"');
  });

  test('does not wait for the next reading of a long interval', async () => {
    const standIn = await useStandIn();
    const running = useSandbox().start(['publish', '--interval', '1h'], { env: standIn.env });
    await running.waitForOutput('publish success');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
  });

  test('pressed twice leaves at once with 130', async () => {
    const { standIn, isAsked } = await useSilentPlatform();
    const running = useSandbox().start([...ENDLESS, '--json'], { env: standIn.env });
    await isAsked;
    running.child.kill('SIGINT');
    await running.waitForOutput('"stopped"');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });

  test('is not pressed by a terminal that is closed, however often that says so', async () => {
    const { standIn, isAsked } = await useSilentPlatform();
    const running = useSandbox().start([...ENDLESS, '--json', '--grace', '200ms'], { env: standIn.env });
    await isAsked;
    running.child.kill('SIGHUP');
    await running.waitForOutput('"stopped"');
    running.child.kill('SIGHUP');
    expect((await running.ended).code).toBe(5);
  });

  test('ends with 5 where a reading could not be delivered within the deadline', async () => {
    const { standIn, isAsked } = await useSilentPlatform();
    const running = useSandbox().start([...ENDLESS, '--json'], { env: standIn.env });
    await isAsked;
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { pending: number };
    expect(summary.pending).toBeGreaterThan(0);
    expect(code).toBe(5);
  });

  test('while the platform does not answer /auth says that nothing was reported', async () => {
    const standIn = await useStandIn({ misbehave: () => ({ type: 'hang' }) });
    const running = useSandbox().start(['publish', '--interval', '20ms'], { env: standIn.env });
    await running.waitForOutput('reports to');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(5);
    expect(stderr).toContain('error: Stopped before anything was reported.');
  });

  test('while auth waits for its answer ends it with 5 and says so', async () => {
    const { standIn, isAsked } = await useSilentPlatform('auth');
    const running = useSandbox().start(['auth'], { env: standIn.env });
    await isAsked;
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toContain('error: Stopped before there was an answer.');
  });

  test('while once waits ends with 5 and says that the reading did not arrive', async () => {
    const { standIn, isAsked } = await useSilentPlatform('auth');
    const running = useSandbox().start(['once'], { env: standIn.env });
    await isAsked;
    running.child.kill('SIGINT');
    const { code, output } = await running.ended;
    expect(code).toBe(5);
    expect(output).toMatch(/^error: Stopped while 1 reading was on the way and not confirmed\.$/m);
  });
});

describe('stdout that nobody reads any more', () => {
  test.skipIf(isWindows)('ends a run quietly', async () => {
    const standIn = await useStandIn();
    const { folder, state } = useSandbox();
    const child = spawn('sh', ['-c', `"$NODE" "$PROGRAM" publish --interval 10ms | head -n 1`], {
      cwd: folder,
      env: {
        ...cleanEnvironment(),
        ...standIn.env,
        XDG_STATE_HOME: state,
        NODE: process.execPath,
        PROGRAM,
      },
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      text.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      text.stderr += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(text.stderr).not.toMatch(/error|EPIPE/);
  });
});

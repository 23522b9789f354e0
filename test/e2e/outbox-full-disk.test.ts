import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonLines, readLastError } from '../helpers/expectations.ts';
import { cleanEnvironment, PROGRAM, type Sandbox, startProcess, useSandbox } from '../helpers/run-program.ts';
import type { Fault } from '../helpers/stand-in.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;

/** Whether this process may make a file system: root may, unless it is shut in. */
const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = mkdtempSync(join(tmpdir(), 'iot-sim-test-'));
  const isMounted = mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place);
  if (isMounted) spawnSync('umount', [place]);
  rmSync(place, { recursive: true });
  return isMounted;
})();

/** A platform that takes no report until it is told to, and a sandbox. */
async function useSilence() {
  const state: { fault: Fault | undefined } = { fault: { type: 'drop' } };
  const standIn = await useStandIn({ misbehave: ({ kind }) => (kind === 'post' ? state.fault : undefined) });
  return { standIn, sandbox: useSandbox(), speak: () => (state.fault = undefined) };
}

const takenIn = (stdout: string): string[] =>
  jsonLines(stdout).flatMap(({ type, id }) => (type === 'reading' ? [String(id)] : []));

const ARGS = ['publish', '--interval', '1ms', '--outbox', 'disk/box', '--json'];
/** More than is taken, so that the test is short. */
const FLUSH = ['outbox', 'flush', '--outbox', 'disk/box', '--drain-rate', '5000/s'];

/** What a run that fills its disk must do: end with an error that says what to do, and lose nothing it told of. */
async function expectNothingLost(
  { standIn, sandbox, speak }: Awaited<ReturnType<typeof useSilence>>,
  { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string },
): Promise<void> {
  expect(code).toBe(2);
  const taken = takenIn(stdout);
  expect(taken.length).toBeGreaterThan(10);
  expect(readLastError(stderr)).toMatchObject({
    error: expect.stringMatching(
      /^The outbox cannot be written: IO error: .*: (?:No space left|File too large)/s,
    ),
    next: expect.stringContaining('free space'),
  });
  speak();
  const flushed = await sandbox.run(FLUSH, { env: standIn.env });
  expect(flushed.code, flushed.output).toBe(0);
  expect(standIn.posts.map(({ id }) => id).slice(0, taken.length)).toEqual(taken);
  expect(readdirSync(join(sandbox.folder, 'disk')), 'nothing was moved aside').toEqual(['box']);
}

describe('a disk that gets full', () => {
  test.skipIf(!canMount)(
    '(a small one; skipped where none can be mounted) ends the run and loses nothing',
    async () => {
      const silence = await useSilence();
      const disk = useDisk(silence.sandbox);
      const ended = await silence.sandbox.run(ARGS, { env: silence.standIn.env });
      const again = await silence.sandbox.run(ARGS, { env: silence.standIn.env });
      expect(again.code, 'it is still full').toBe(2);
      expect(readLastError(again.stderr).error).toContain('No space left on device');
      expect(mount('-o', 'remount,size=64m', disk)).toBe(true);
      await expectNothingLost(silence, ended);
    },
  );

  test.skipIf(process.platform === 'win32')(
    '(a limit for files) ends the run and loses nothing',
    async () => {
      const silence = await useSilence();
      const { sandbox, standIn } = silence;
      mkdirSync(join(sandbox.folder, 'disk'));
      const limited = 'ulimit -S -f 100; exec "$0" "$@"';
      const running = startProcess('sh', ['-c', limited, process.execPath, PROGRAM, ...ARGS], {
        cwd: sandbox.folder,
        env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state, ...standIn.env },
      });
      await expectNothingLost(silence, await running.ended);
    },
  );
});

/** Mounts a disk of 256 KB in a sandbox. */
function useDisk({ folder }: Sandbox): string {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  expect(mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk)).toBe(true);
  onTestFinished(() => void spawnSync('umount', ['-l', disk]));
  return disk;
}

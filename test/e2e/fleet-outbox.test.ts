import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, readLastError } from '../helpers/expectations.ts';
import { fleetOutboxFolder, idsByDevice, useFleet, waitingIn } from '../helpers/fleets.ts';
import { cleanEnvironment, PROGRAM, startProcess } from '../helpers/run-program.ts';

const isWindows = process.platform === 'win32'; // no signals there, and no limits

/** A fleet that was stopped while its platform was away, so that readings wait. */
async function useBacklog(...args: string[]) {
  const fleet = await useFleet(20);
  const { emulator, start } = fleet;
  const running = start('--interval', '100ms', '--grace', '100ms', ...args);
  await running.waitForOutput('20 devices report');
  await emulator.close();
  setTimeout(() => running.child.kill('SIGINT'), 1_000);
  const ended = await running.ended;
  return { ...fleet, ended, port: new URL(emulator.url).port };
}

describe.skipIf(isWindows)('the outbox of a fleet', () => {
  test.each([['1'], ['2']])(
    'keeps what a stopped run leaves, says so, and gives it to the next one (--workers %s)',
    async (workers) => {
      const { ended, sandbox, env, args, port } = await useBacklog('--workers', workers);
      expect(ended.code).toBe(5);
      const kept = await waitingIn(fleetOutboxFolder(sandbox));
      expect(kept.length).toBeGreaterThan(20);
      expect(ended.stderr).toContain(`${kept.length} readings wait in the outbox for the next run`);

      const listed = await sandbox.run(['outbox', 'list']);
      expect(listed.stdout).toContain(`fleet.csv to ${env.IOT_SIM_ENDPOINT}: ${kept.length} readings wait`);
      const [line] = jsonLines((await sandbox.run(['outbox', 'list', '--json'])).stdout);
      expect(line).toMatchObject({ type: 'outbox', pending: kept.length, endpoint: env.IOT_SIM_ENDPOINT });
      expect(line?.['fleet']).toMatch(/fleet\.csv$/);

      const back = await useFleet(20, { port: Number(port) });
      const slice = await sandbox.run(
        args([]).with(2, 'fleet.csv:1-5').concat('--count', '1', '--interval', '1s', '--json'),
        {
          env,
        },
      );
      expect(slice.stderr).toMatch(/\d+ readings of 15 devices that are not in this run stay in the outbox/);
      const again = await sandbox.run(
        args(['--count', '1', '--interval', '1s', '--json', '--workers', workers]),
        { env },
      );
      const lines = [...jsonLines(slice.stdout), ...jsonLines(again.stdout)];
      const restored = lines.reduce((sum, each) => sum + Number(each['restored']), 0);
      expect([again.code, restored]).toEqual([0, kept.length]);
      const arrived = idsByDevice(back.arrived);
      for (const [device, ids] of idsByDevice(kept))
        expect(arrived.get(device)?.slice(0, ids.length)).toEqual(ids);
      expect(await waitingIn(fleetOutboxFolder(sandbox))).toEqual([]);
    },
    60_000,
  );

  test('is begun on while the platform is away, where readings wait', async () => {
    const { sandbox, env, args } = await useBacklog();
    const kept = await waitingIn(fleetOutboxFolder(sandbox));
    const running = sandbox.start(args(['--interval', '100ms', '--grace', '100ms']), { env });
    await running.waitForOutput('20 devices report');
    setTimeout(() => running.child.kill('SIGINT'), 500);
    expect((await running.ended).code).toBe(5);
    const now = await waitingIn(fleetOutboxFolder(sandbox));
    expect(now.length).toBeGreaterThan(kept.length);
    expect(now).toEqual(expect.arrayContaining(kept));
  });

  test('is none with --no-outbox and with --local', async () => {
    const { sandbox, run } = await useFleet(2);
    expect((await run('--no-outbox', '--interval', '10ms', '--count', '2')).code).toBe(0);
    const local = ['fleet', '--local', '--devices', '2', '--interval', '10ms', '--count', '2'];
    expect((await sandbox.run(local)).code).toBe(0);
    expect(existsSync(join(sandbox.state, 'iot-sim', 'outbox-fleet'))).toBe(false);
    expect((await sandbox.run([...local, '--outbox', 'box'])).stderr).toContain(
      '--local and --outbox contradict each other',
    );
  });

  test('is refused to a second run at the same time, but not to another shard', async () => {
    const { run, start } = await useFleet(20);
    const running = start('--shard', '1/2');
    await running.waitForOutput('report to');
    expect((await run('--shard', '2/2', '--interval', '10ms', '--count', '1')).code).toBe(0);
    const again = await run('--shard', '1/2', '--count', '1');
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is in use')]);
    running.child.kill('SIGINT');
    await running.ended;
  });

  test('on a disk that gets full ends the run and loses nothing', async () => {
    for (const workers of ['1', '2']) {
      const { sandbox, env, args, arrived, run } = await useFleet(20);
      mkdirSync(join(sandbox.folder, 'disk'));
      const full = args(['--interval', '20ms', '--outbox', 'disk/box', '--workers', workers]);
      const limited = 'ulimit -S -f 100; exec "$0" "$@"';
      const running = startProcess('sh', ['-c', limited, process.execPath, PROGRAM, ...full], {
        cwd: sandbox.folder,
        env: { ...cleanEnvironment(), HOME: sandbox.home, XDG_STATE_HOME: sandbox.state, ...env },
      });
      const { code, stderr } = await running.ended;
      expect(code, stderr).toBe(2);
      expect(readLastError(stderr)).toMatchObject({
        error: expect.stringMatching(
          /^The outbox cannot be written: IO error: .*: (?:No space left|File too large)/s,
        ),
        next: expect.stringContaining('free space'),
      });
      const kept = await waitingIn(join(sandbox.folder, 'disk', 'box'));
      const again = await run('--outbox', 'disk/box', '--count', '1', '--interval', '1s', '--json');
      expect(again.code, again.stderr).toBe(0);
      expect(jsonLines(again.stdout)[0]).toMatchObject({ restored: kept.length, pending: 0 });
      const ids = idsByDevice(arrived);
      for (const [device, wanted] of idsByDevice(kept))
        expect(ids.get(device)).toEqual(expect.arrayContaining(wanted));
      expect(readdirSync(join(sandbox.folder, 'disk')), 'nothing was moved aside').toEqual(['box']);
    }
  }, 60_000);
});

import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { openFoundOutbox } from '../../src/outbox/open.ts';
import { jsonLines, readLastError } from '../helpers/expectations.ts';
import {
  cleanEnvironment,
  PROGRAM,
  type Running,
  type Sandbox,
  startProcess,
  useSandbox,
} from '../helpers/run-program.ts';
import type { Fault } from '../helpers/stand-in.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const isWindows = process.platform === 'win32'; // no signals there
/** The command that makes a terminal, in the words of Linux. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** So many readings, and the one that has just been answered, may be answered and not yet marked so. */
const MOST_UNMARKED = 17;

/** A platform that a test can make deaf to reports. */
async function usePlatform() {
  const state: { fault: Fault | undefined } = { fault: undefined };
  const standIn = await useStandIn({ misbehave: ({ kind }) => (kind === 'post' ? state.fault : undefined) });
  return { standIn, state };
}

/** The ids of the readings that a program has told of as taken, in order; a line that was cut off does not count. */
function takenIn(stdout: string): string[] {
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
  return jsonLines(whole).flatMap(({ type, id }) => (type === 'reading' ? [String(id)] : []));
}

/** The only outbox of a sandbox, while no program uses it: what became of each reading, by id. */
async function ledgerOf({ state }: Sandbox): Promise<Map<string, string>> {
  const folders = join(state, 'iot-sim', 'outbox');
  const [name = ''] = readdirSync(folders);
  const outbox = await openFoundOutbox(join(folders, name));
  const ledger = new Map<string, string>();
  for await (const { id, outcome } of outbox.entries()) ledger.set(id, outcome);
  await outbox.close();
  return ledger;
}

/** Resolves once so many readings were told of as taken. */
async function waitForTaken({ child }: Running, count: number): Promise<void> {
  let text = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: string) => {
      text += chunk;
      if (takenIn(text).length >= count) resolve();
    });
  });
}

/** Each once, in the order they came first. */
const once = (ids: readonly string[]): string[] => [...new Set(ids)];

describe('a run that is killed', () => {
  test('again and again has lost nothing it told of, and keeps the order', async () => {
    const { standIn, state } = await usePlatform();
    const sandbox = useSandbox();
    const args = ['publish', '--interval', '2ms', '--json'];
    const taken: string[] = [];
    // Soon, later, and two times with a backlog that the next one begins with.
    const rounds: [count: number, fault: Fault | undefined][] = [
      [5, undefined],
      [150, undefined],
      [100, { type: 'drop' }],
      [60, { type: 'hang' }],
    ];
    for (const [count, fault] of rounds) {
      state.fault = fault;
      const running = sandbox.start(args, { env: standIn.env });
      await waitForTaken(running, count);
      running.child.kill('SIGKILL');
      taken.push(...takenIn((await running.ended).stdout));
    }
    state.fault = undefined;
    const { code, stdout } = await sandbox.run([...args, '--count', '5'], { env: standIn.env });
    expect(code).toBe(0);
    taken.push(...takenIn(stdout));

    const arrived = once(standIn.posts.map(({ id }) => id));
    const missing = taken.filter((id) => !arrived.includes(id));
    expect(missing).toEqual([]);
    expect(
      arrived.filter((id) => taken.includes(id)),
      'in order',
    ).toEqual(taken);
    // Each time it was killed: one on its way, and those that were answered and not yet marked so.
    expect(standIn.posts.length - arrived.length).toBeLessThanOrEqual(rounds.length * (1 + MOST_UNMARKED));
    expect([...(await ledgerOf(sandbox)).values()].every((outcome) => outcome === 'sent')).toBe(true);
  });
});

describe.skipIf(isWindows)('a run that is stopped while nothing gets through', () => {
  const ENDLESS = ['publish', '--interval', '5ms', '--json'];

  test('keeps all it told of, and another sends it', async () => {
    const { standIn, state } = await usePlatform();
    const sandbox = useSandbox();
    state.fault = { type: 'drop' };
    const running = sandbox.start([...ENDLESS, '--grace', '50ms'], { env: standIn.env });
    await waitForTaken(running, 20);
    running.child.kill('SIGTERM');
    const { code, stdout, stderr } = await running.ended;
    const taken = takenIn(stdout);
    expect(code).toBe(5);
    expect(stderr).toContain(`${taken.length} readings wait in the outbox for the next run`);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'summary', pending: taken.length, dropped: 0 });

    state.fault = undefined;
    expect((await sandbox.run(['outbox', 'flush'], { env: standIn.env })).code).toBe(0);
    expect(standIn.posts.map(({ id }) => id)).toEqual(taken);
  });

  test('leaves at once when it is stopped twice, and the outbox is whole', async () => {
    const { standIn, state } = await usePlatform();
    const sandbox = useSandbox();
    state.fault = { type: 'hang' };
    const running = sandbox.start([...ENDLESS, '--grace', '1h'], { env: standIn.env });
    await waitForTaken(running, 20);
    running.child.kill('SIGINT');
    await running.waitForOutput('"stopped"');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);

    state.fault = undefined;
    expect((await sandbox.run(['outbox', 'flush'], { env: standIn.env })).code).toBe(0);
    expect(standIn.posts.map(({ id }) => id)).toEqual(takenIn(stdout));
  });

  test('does not wait until it may ask for another token', async () => {
    const { standIn, state } = await usePlatform();
    state.fault = { type: 'refuse', code: 20001, message: 'token is expired' };
    const running = useSandbox().start([...ENDLESS, '--grace', '50ms'], { env: standIn.env });
    await running.waitForOutput('has asked for 5 tokens within a minute');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(5);
    expect(standIn.counts.auth).toBe(5);
  });

  test('whose output nobody reads any more has every reading sent or kept', async () => {
    const { standIn } = await usePlatform();
    const sandbox = useSandbox();
    const running = sandbox.start(['publish', '--interval', '5ms', '--json'], { env: standIn.env });
    await waitForTaken(running, 3);
    running.child.stdout.destroy(); // as `| head` does
    const { code, stderr } = await running.ended;
    expect([code, stderr.replace(/^.*(?:reports to|^every ).*$/gm, '').trim()]).toEqual([0, '']);
    const ledger = await ledgerOf(sandbox);
    expect([...ledger.keys()]).toEqual(standIn.posts.map(({ id }) => id));
    expect(new Set(ledger.values())).toEqual(new Set(['sent']));
  });
});

test.skipIf(!hasScript)('a run whose terminal is closed has every reading sent or kept', async () => {
  const { standIn } = await usePlatform();
  const sandbox = useSandbox();
  const command = `"${process.execPath}" "${PROGRAM}" publish --interval 5ms`;
  const terminal = startProcess('script', ['-q', '-c', command, '/dev/null'], {
    cwd: sandbox.folder,
    env: { ...cleanEnvironment(), ...standIn.env, HOME: sandbox.home, XDG_STATE_HOME: sandbox.state },
  });
  await terminal.waitForOutput('publish success');
  terminal.child.kill('SIGKILL'); // with it goes the terminal that it had made
  await terminal.ended;
  const ledger = await expect
    .poll(() => ledgerOf(sandbox).catch(({ code }) => code), { timeout: 20_000 })
    .not.toBe('OUTBOX_IN_USE')
    .then(() => ledgerOf(sandbox));
  expect([...ledger.keys()]).toEqual(standIn.posts.map(({ id }) => id));
  expect(new Set(ledger.values())).toEqual(new Set(['sent']));
});

test('a platform that is killed in the middle of a run and started again has every reading, in order', async () => {
  const sandbox = useSandbox();
  const emulate = async (port: string) => {
    const running = sandbox.start(['emulator', '--data', 'data', '--port', port, '--json']);
    let text = '';
    running.child.stdout.on('data', (chunk: string) => {
      text += chunk;
    });
    await running.waitForOutput('"listening"');
    await expect.poll(() => text).toMatch(/"url":"[^"]+"/);
    return { running, url: /"url":"([^"]+)"/.exec(text)?.[1] ?? '' };
  };
  const first = await emulate('0');
  const env = {
    IOT_SIM_ENDPOINT: first.url,
    IOT_SIM_PRODUCT_KEY: 'iot-sim-demo',
    IOT_SIM_DEVICE_NAME: 'demo-sensor',
    IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
  };
  const device = sandbox.start(['publish', '--interval', '10ms', '--count', '150', '--json'], { env });
  await waitForTaken(device, 30);
  first.running.child.kill('SIGKILL');
  await first.running.ended;
  await device.waitForOutput('"waiting"');
  await emulate(new URL(first.url).port);
  const { code, stdout } = await device.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"recovered"');

  const answer = await fetch(`${first.url}/_emulator/log?device=iot-sim-demo/demo-sensor&limit=1000`);
  const { exchanges } = (await answer.json()) as { exchanges: { message?: { id: string } }[] };
  const ids = exchanges.flatMap(({ message }) => (message === undefined ? [] : [message.id]));
  expect(takenIn(stdout)).toHaveLength(150);
  expect(once(ids)).toEqual(takenIn(stdout));
  expect(ids.length, 'at most the one whose answer was lost comes twice').toBeLessThanOrEqual(151);
});

describe('an outbox', () => {
  test('in use is refused to a second run, and the first goes on', async () => {
    const { standIn } = await usePlatform();
    const sandbox = useSandbox();
    const first = sandbox.start(['publish', '--interval', '10ms', '--json'], { env: standIn.env });
    await waitForTaken(first, 1);
    for (const args of [
      ['publish', '--count', '1'],
      ['outbox', 'flush'],
      ['outbox', 'clear', '--yes'],
    ]) {
      const { code, stderr } = await sandbox.run(args, { env: standIn.env });
      expect(code).toBe(2);
      expect(readLastError(stderr)).toMatchObject({
        error: expect.stringMatching(/^The outbox .* is in use\.$/s),
        cause: 'Another iot-sim reports as the same device.',
      });
    }
    const list = await sandbox.run(['outbox', 'list']);
    expect(list.stdout).toContain('in use by a run');
    const { code } = await sandbox.run(['publish', '--count', '1', '--no-outbox'], { env: standIn.env });
    expect(code).toBe(0);
    await waitForTaken(first, 2);
    first.child.kill();
    await first.ended;
  });

  test('that is damaged is moved aside, which is said, and the run goes on', async () => {
    const { standIn } = await usePlatform();
    const sandbox = useSandbox();
    const folders = join(sandbox.state, 'iot-sim', 'outbox');
    await sandbox.run(['publish', '--count', '1'], { env: standIn.env });
    const [name = ''] = readdirSync(folders);
    writeFileSync(join(folders, name, 'CURRENT'), 'MANIFEST-999999\n');
    const { code, stderr } = await sandbox.run(['publish', '--count', '1'], { env: standIn.env });
    expect(code).toBe(0);
    expect(stderr).toContain('warning: The outbox was damaged');
    expect(readdirSync(folders).toSorted()).toEqual([name, expect.stringContaining(`${name}.damaged-`)]);
    expect(standIn.posts).toHaveLength(2);
  });
});

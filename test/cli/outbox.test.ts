import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { openOutbox } from '../../src/outbox/open.ts';
import { jsonLines, readLastError } from '../helpers/expectations.ts';
import { type MemoryIo, memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';
import { DEVICE, type StandIn } from '../helpers/stand-in.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const OWNED = `${DEVICE.productKey}/${DEVICE.deviceName}`;

/** A platform, and a state folder in which so many readings wait for it. */
async function useBacklog(count: number, options: Parameters<typeof useStandIn>[0] = {}) {
  const standIn = await useStandIn(options);
  const state = useFolder();
  const env = { ...standIn.env, XDG_STATE_HOME: state };
  if (count > 0) {
    // A run makes the folder; what waits is put there as it would have been.
    await runMain(['outbox', 'flush'], { env });
    const folders = join(state, 'iot-sim', 'outbox');
    await fill(join(folders, readdirSync(folders)[0] ?? ''), standIn, count);
  }
  return { standIn, state, env };
}

/** Puts readings into the outbox of the stand-in's device, a minute apart, the last an hour ago. */
async function fill(folder: string, standIn: StandIn, count: number): Promise<void> {
  const { productKey, deviceName } = DEVICE;
  const outbox = await openOutbox({
    folder,
    owner: { endpoint: standIn.url, productKey, deviceName },
    nowMs: 0,
    onMovedAside: () => {},
    onLoss: () => {},
  });
  const start = Date.now() - 3_600_000 - count * 60_000;
  for (let index = 0; index < count; index++) {
    const params = new Map([
      ['temperature', String(index % 50)],
      ['humidity', '60'],
    ]);
    await outbox.put({ id: String(100 + index), takenAtMs: start + index * 60_000, params });
  }
  await outbox.close();
}

describe('outbox list', () => {
  test('says that there is none where there is none', async () => {
    const { code, stdout } = await runMain(['outbox', 'list'], { env: { XDG_STATE_HOME: useFolder() } });
    expect([code, stdout]).toEqual([0, 'No outbox is there: nothing waits.\n']);
  });

  test('shows whose it is, how much waits and since when, also as `outbox` alone', async () => {
    const { standIn, state, env } = await useBacklog(3);
    for (const args of [['outbox', 'list'], ['outbox']]) {
      const { code, stdout } = await runMain(args, { env });
      expect(code).toBe(0);
      const [first = '', second = ''] = stdout.split('\n');
      expect(first).toMatch(/: 3 readings wait, since \d{4}-\d\d-\d\d \d\d:\d\d$/);
      expect(first).toContain(`${OWNED} to ${standIn.url}: `);
      expect(second.trim().startsWith(join(state, 'iot-sim', 'outbox'))).toBe(true);
    }
    const { stdout } = await runMain(['outbox', 'list', '--json'], { env });
    expect(jsonLines(stdout)).toEqual([
      {
        type: 'outbox',
        at: expect.any(Number),
        folder: expect.stringContaining(state),
        endpoint: standIn.url,
        device: OWNED,
        pending: 3,
        bytes: expect.any(Number),
        since: expect.any(Number),
      },
    ]);
  });

  test('shows those that cannot be read, and why', async () => {
    const { state, env } = await useBacklog(1);
    const folders = join(state, 'iot-sim', 'outbox');
    mkdirSync(join(folders, 'zz-none'));
    mkdirSync(join(folders, 'aa.damaged-1768471200000'));
    const { code, stdout } = await runMain(['outbox', 'list'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('aa.damaged-1768471200000\n  damaged, and moved aside\n');
    expect(stdout).toContain('1 reading waits, since');
    expect(stdout).toMatch(/zz-none\n {2}The outbox .*zz-none cannot be used: /);
    expect(readdirSync(join(folders, 'zz-none')), 'nothing is made by looking').not.toContain('CURRENT');
  });
});

describe('outbox flush', () => {
  test('sends what waits, in order and with its own time, and takes no reading', async () => {
    const { standIn, env } = await useBacklog(5);
    const { code, stdout } = await runMain(['outbox', 'flush'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 5 readings of an earlier run go first, since /);
    expect(stdout).toContain('0 taken, 5 sent, 0 refused, 0 given up, 0 pending');
    expect(standIn.posts.map(({ id }) => id)).toEqual(['100', '101', '102', '103', '104']);
    for (const { values } of standIn.posts) expect(values['temperature']?.time).toMatch(/^\d{13}$/);
    expect(standIn.problems).toEqual([]);
  });

  test('says so where nothing waits, and asks the platform nothing', async () => {
    const { standIn, env } = await useBacklog(0);
    const { code, stderr } = await runMain(['outbox', 'flush'], { env });
    expect([code, stderr]).toEqual([0, 'Nothing waits.\n']);
    expect(standIn.counts).toEqual({ auth: 0, post: 0 });
  });

  test('keeps what cannot be sent, says so and ends with 5', async () => {
    const { env } = await useBacklog(3, {
      misbehave: ({ kind }) => (kind === 'post' ? { type: 'drop' } : undefined),
    });
    const controller = new AbortController();
    const io: MemoryIo = memoryIo(['outbox', 'flush', '--grace', '10ms'], { env, stop: controller.signal });
    const run = main(io);
    await expect.poll(() => io.text.stderr).toContain('Trying again in');
    controller.abort();
    expect(await run).toBe(5);
    expect(io.text.stderr).toContain(
      '3 readings wait in the outbox for the next run, or for: iot-sim outbox flush',
    );
    const { stdout } = await runMain(['outbox', 'list'], { env });
    expect(stdout).toContain('3 readings wait');
  });

  test('keeps all where the device is refused', async () => {
    const { env } = await useBacklog(3);
    const wrong = { ...env, IOT_SIM_DEVICE_SECRET: 'wrong' };
    const { code, stderr } = await runMain(['outbox', 'flush'], { env: wrong });
    expect(code).toBe(3);
    expect(stderr).toContain('3 readings wait in the outbox');
    expect(readLastError(stderr).error).toContain('20000');
  });
});

describe('outbox clear', () => {
  test('says how much would be lost, and does it with --yes', async () => {
    const { standIn, env } = await useBacklog(3);
    const asked = await runMain(['outbox', 'clear'], { env });
    expect(asked.code).toBe(2);
    expect(readLastError(asked.stderr)).toMatchObject({
      error: '3 readings would be lost.',
      next: expect.stringContaining('iot-sim outbox clear --yes'),
    });
    const done = await runMain(['outbox', 'clear', '--yes'], { env });
    expect([done.code, done.stderr]).toEqual([0, '3 readings given up.\n']);
    expect((await runMain(['outbox', 'list'], { env })).stdout).toContain('0 readings wait');
    expect(standIn.counts).toEqual({ auth: 0, post: 0 });
  });

  test('says so where nothing waits', async () => {
    const { env } = await useBacklog(0);
    const { code, stderr } = await runMain(['outbox', 'clear'], { env });
    expect([code, stderr]).toEqual([0, 'Nothing waits.\n']);
  });

  test('clears thousands', async () => {
    const { env } = await useBacklog(2_500);
    const { stderr } = await runMain(['outbox', 'clear', '--yes'], { env });
    expect(stderr).toBe('2500 readings given up.\n');
    expect((await runMain(['outbox', 'flush'], { env })).stderr).toBe('Nothing waits.\n');
  }, 60_000);
});

describe('the outbox of a run', () => {
  const once = ['publish', '--count', '1'];
  /** All that is kept in a state folder. */
  const keptIn = (state: string): string[] =>
    existsSync(join(state, 'iot-sim')) ? readdirSync(join(state, 'iot-sim', 'outbox')) : [];

  test('is a folder of its own for each endpoint and device, for the user alone', async () => {
    const { state, env } = await useBacklog(0);
    await runMain(once, { env });
    const [name = '', ...others] = keptIn(state);
    expect(others).toEqual([]);
    await runMain(once, { env });
    expect(keptIn(state)).toEqual([name]);
    const { standIn: other } = await useBacklog(0);
    await runMain(once, { env: { ...other.env, XDG_STATE_HOME: state } });
    expect(keptIn(state)).toHaveLength(2);
    if (process.platform === 'win32') return; // no modes there
    for (const path of ['iot-sim', join('iot-sim', 'outbox'), join('iot-sim', 'outbox', name)]) {
      expect(statSync(join(state, path)).mode & 0o777, path).toBe(0o700);
    }
  });

  test('is where --outbox says, from the folder one is in', async () => {
    const { standIn, state, env } = await useBacklog(0);
    const cwd = useFolder();
    const { code } = await runMain([...once, '--outbox', 'mine'], { env, cwd });
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, 'mine'))).toContain('CURRENT');
    expect(keptIn(state)).toEqual([]);
    await fill(join(cwd, 'mine'), standIn, 2);
    await runMain(['outbox', 'flush', '--outbox', 'mine'], { env, cwd });
    expect(standIn.posts).toHaveLength(3);
  });

  test('is where the configuration says, from the folder of the file', async () => {
    const { env } = await useBacklog(0);
    const folder = useFolder();
    const file = join(folder, 'lab.json');
    writeFileSync(file, JSON.stringify({ outbox: 'mine' }));
    await runMain([...once, '--config', file], { env });
    expect(readdirSync(join(folder, 'mine'))).toContain('CURRENT');
  });

  test.each([
    [['--no-outbox'], {}] as const,
    [['--local'], {}] as const,
    [['--local'], { IOT_SIM_OUTBOX: 'mine' }] as const,
  ])('is none on disk with %j and %j', async (flags, more) => {
    const { state, env } = await useBacklog(0);
    const cwd = useFolder();
    expect((await runMain([...once, ...flags], { env: { ...env, ...more }, cwd })).code).toBe(0);
    expect(keptIn(state)).toEqual([]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('cannot be given with --local', async () => {
    const { code, stderr } = await runMain([...once, '--local', '--outbox', 'mine']);
    expect(code).toBe(2);
    expect(readLastError(stderr).error).toBe('--local and --outbox contradict each other.');
  });

  test('of another device is refused', async () => {
    const { env } = await useBacklog(0);
    const { standIn: other } = await useBacklog(0);
    const cwd = useFolder();
    await runMain([...once, '--outbox', 'mine'], { env, cwd });
    const { code, stderr } = await runMain([...once, '--outbox', 'mine'], { env: other.env, cwd });
    expect(code).toBe(2);
    expect(readLastError(stderr)).toMatchObject({
      error: expect.stringContaining('is of another device'),
      cause: expect.stringContaining(OWNED),
    });
    expect(other.counts).toEqual({ auth: 0, post: 0 });
  });

  test('that was damaged is moved aside, which is said, and the run goes on', async () => {
    const { standIn, env } = await useBacklog(0);
    const cwd = useFolder();
    await fill(join(cwd, 'mine'), standIn, 3);
    writeFileSync(join(cwd, 'mine', 'CURRENT'), 'nonsense');
    const { code, stderr } = await runMain([...once, '--outbox', 'mine'], { env, cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: The outbox was damaged \(Corruption: .*\)\s+and moved to\s+\S*mine\.damaged-\d+;\s+what waited in it\s+is not sent\.$/m,
    );
    expect(readdirSync(cwd).toSorted()).toEqual(['mine', expect.stringMatching(/^mine\.damaged-\d+$/)]);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'in a folder that may not be written is refused',
    async () => {
      const { env } = await useBacklog(0);
      const cwd = useFolder();
      chmodSync(cwd, 0o500);
      const { code, stderr } = await runMain([...once, '--outbox', 'mine'], { env, cwd });
      expect(code).toBe(2);
      expect(readLastError(stderr).next).toContain('--no-outbox');
    },
  );
});

describe('a wrong value', () => {
  test.each([
    ['--outbox-limit', 'much', 'is no limit'],
    ['--when-full', 'drop-oldst', 'Did you mean drop-oldest?'],
    ['--drain-rate', 'fast', 'is no rate'],
    ['--drain', 'histry', 'Did you mean history?'],
    ['--grace', '5', 'write 5s'],
  ])('of %s is refused: %s', async (flag, value, words) => {
    const { code, stdout, stderr } = await runMain(['publish', '--local', '--count', '1', flag, value]);
    expect([code, stdout]).toEqual([2, '']);
    const { error } = readLastError(stderr);
    expect(error).toContain(flag);
    expect(error).toContain(words);
  });
});

test.each([
  ['10/s', true],
  ['11/s', false],
])('publish with --drain-rate %s at ten readings a second warns: %s', async (rate, isWarned) => {
  const args = ['publish', '--local', '--count', '1', '--interval', '100ms', '--drain-rate', rate];
  const { stderr } = await runMain(args);
  expect(stderr.includes('warning: A backlog will not shrink')).toBe(isWarned);
});

test('publish with --when-full stop ends with 5 when the outbox is full, and says what to do', async () => {
  const standIn = await useStandIn({
    misbehave: ({ kind }) => (kind === 'post' ? { type: 'drop' } : undefined),
  });
  const args = [
    'publish',
    '--interval',
    '20ms',
    '--outbox-limit',
    '3',
    '--when-full',
    'stop',
    '--grace',
    '50ms',
  ];
  const { code, stdout, stderr } = await runMain(args, {
    env: { ...standIn.env, XDG_STATE_HOME: useFolder() },
  });
  expect(code).toBe(5);
  expect(stdout).toContain('3 taken, 0 sent, 0 refused, 0 given up, 3 pending');
  expect(stderr).toContain('3 readings wait in the outbox for the next run');
  expect(readLastError(stderr)).toMatchObject({
    error: '3 readings wait to be delivered, as many as may.',
    next: expect.stringContaining('--outbox-limit'),
  });
});

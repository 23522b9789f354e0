import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/index.ts';
import { readLastError } from '../helpers/expectations.ts';
import { type Sandbox, useSandbox } from '../helpers/run-program.ts';

const isWindows = process.platform === 'win32'; // no signals there
const HOUR_MS = 3_600_000;
const NEW_YEAR_MS = Date.UTC(2026, 0, 1);

/** Every ten minutes of the new year, up to some hour. */
const timesUpTo = (hour: number): number[] =>
  Array.from({ length: hour * 6 }, (_, index) => NEW_YEAR_MS + (index * HOUR_MS) / 6);

/** The flags of a backfill from the new year up to some hour of its first day. */
const upTo = (hour: number, ...more: string[]): string[] => [
  'backfill',
  ...['--from', '2026-01-01', '--to', `2026-01-01T${String(hour).padStart(2, '0')}:00Z`],
  ...['--every', '10m', '--rate', '1000/s', ...more],
];

/** An emulator, and a way to run the program as its device. */
async function useEmulator(sandbox: Sandbox = useSandbox()) {
  const emulator = await startEmulator({ port: 0 });
  onTestFinished(() => emulator.close());
  const { productKey, deviceName, deviceSecret } = emulator.device;
  const env = {
    IOT_SIM_ENDPOINT: emulator.url,
    IOT_SIM_PRODUCT_KEY: productKey,
    IOT_SIM_DEVICE_NAME: deviceName,
    IOT_SIM_DEVICE_SECRET: deviceSecret,
  };
  const query = { device: emulator.device, identifier: 'temperature', isNewestFirst: false } as const;
  return {
    run: (args: readonly string[]) => sandbox.run(args, { env }),
    start: (args: readonly string[]) => sandbox.start(args, { env }),
    /** Times and values of the history, oldest first. */
    async history() {
      const rows: { timeMs: number; value: string }[] = [];
      for await (const { timeMs, value } of emulator.history.values(query))
        rows.push({ timeMs, value: String(value) });
      return rows;
    },
    messages: () => emulator.messages(),
    /** The names of the outboxes. */
    outboxes: () => readdirSync(join(sandbox.state, 'iot-sim', 'outbox')),
  };
}

const timesOf = (rows: readonly { timeMs: number }[]): number[] => rows.map(({ timeMs }) => timeMs);

describe('a backfill', () => {
  test.each(['post', 'history'])(
    'sends each time once, and then says that it is complete: %s',
    async (via) => {
      const { run, history, messages } = await useEmulator();
      const { code, stdout } = await run(upTo(20, '--via', via));
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('120 sent') });
      expect(timesOf(await history())).toEqual(timesUpTo(20));
      expect(await messages()).toHaveLength(via === 'post' ? 120 : 2);
      const again = await run(upTo(20, '--via', via));
      expect(again.code).toBe(0);
      expect(again.stderr).toContain('complete, 120 readings up to 2026-01-01T19:50:00Z');
      expect(await history()).toHaveLength(120);
    },
  );

  test('goes on where it was when --to is later, with the values that one run would have given', async () => {
    const [twice, once] = [await useEmulator(), await useEmulator()];
    await twice.run(upTo(3, '--seed', 'demo'));
    const { stderr } = await twice.run(upTo(9, '--seed', 'demo', '--via', 'history'));
    expect(stderr).toContain('goes on where it was: 36 of them are left');
    await once.run(upTo(9, '--seed', 'demo'));
    expect(timesOf(await twice.history())).toEqual(timesUpTo(9));
    expect(await twice.history()).toEqual(await once.history());
  });

  test('warns where values are made otherwise than before, and --restart makes all anew', async () => {
    const { run, history } = await useEmulator();
    await run(upTo(2));
    const other = await run(upTo(4, '--seed', 'other'));
    expect(other.code).toBe(0);
    expect(other.stderr).toContain(
      'Readings after 2026-01-01T01:50:00Z are made otherwise than those before',
    );
    const anew = await run(upTo(4, '--seed', 'other', '--restart'));
    expect(anew.stdout).toContain('24 taken, 24 sent');
    expect(anew.stderr).not.toContain('otherwise');
    // What had been made with the first seed is there in both forms, the rest came again as it was.
    const values = await history();
    expect(new Set(timesOf(values)).size).toBe(24);
    expect(values.length).toBeGreaterThan(24);
    expect(values.length).toBeLessThanOrEqual(36);
  });

  test('with another --from or --every is another one, and outbox list shows both', async () => {
    const { run, history, outboxes } = await useEmulator();
    await run(upTo(1));
    await run([
      'backfill',
      '--from',
      '2026-01-01',
      '--to',
      '2026-01-02',
      '--every',
      '6h',
      '--rate',
      '1000/s',
    ]);
    expect(await history()).toHaveLength(10);
    expect(outboxes().filter((name) => name.includes('-backfill-'))).toHaveLength(2);
    const { stdout } = await run(['outbox', 'list']);
    expect(stdout.match(/0 readings wait/g)).toHaveLength(2);
  });

  test('from an age goes on with the times it began with', async () => {
    const { run, history } = await useEmulator();
    const flags = ['--from', '3h', '--every', '10m', '--rate', '1000/s'];
    await run(['backfill', ...flags, '--to', '2h']);
    const before = timesOf(await history());
    const { code } = await run(['backfill', ...flags]);
    expect(code).toBe(0);
    const after = timesOf(await history());
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThanOrEqual(18);
    expect(new Set(after.slice(1).map((timeMs, index) => timeMs - (after[index] ?? 0)))).toEqual(
      new Set([600_000]),
    );
  });

  test('and a publish of the same device can run at the same time', async () => {
    const { run, messages, start } = await useEmulator();
    const live = start(['publish', '--interval', '10ms', '--count', '60']);
    await live.waitForOutput('publish success');
    expect((await run(upTo(10))).code).toBe(0);
    expect((await live.ended).code).toBe(0);
    expect(await messages()).toHaveLength(120);
  });

  test('that runs already is not run twice', async () => {
    const { run, start } = await useEmulator();
    const first = start(upTo(20, '--rate', '20/s'));
    await first.waitForOutput('auth success');
    const { code, stderr } = await run(upTo(20));
    expect(code).toBe(2);
    expect(readLastError(stderr)).toMatchObject({
      cause: 'The same backfill runs already.',
      next: expect.stringContaining('One with another --from or --every'),
    });
  });

  test('gives up what waits when it is begun anew', async () => {
    const { run, start, history } = await useEmulator();
    const killed = start(upTo(20, '--rate', '20/s', '--json'));
    await killed.waitForOutput('"type":"sent"');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const { code, stderr } = await run(upTo(20, '--restart'));
    expect(code).toBe(0);
    expect(stderr).toMatch(/\d+ readings that were made before are given up/);
    expect(new Set(timesOf(await history()))).toEqual(new Set(timesUpTo(20)));
  });

  test.skipIf(isWindows)('that is stopped says how to go on, and then does', async () => {
    const { run, start, history } = await useEmulator();
    const stopped = start(upTo(20, '--rate', '50/s', '--grace', '100ms', '--json'));
    await stopped.waitForOutput('"type":"sent"');
    stopped.child.kill('SIGINT');
    const { code, stderr } = await stopped.ended;
    expect(code).toBe(5);
    expect(stderr).toMatch(/\d+ of 120 readings are settled; the same command goes on/);
    expect(stderr).toMatch(/\d+ readings wait in the outbox for the same command/);
    const { stdout, ...again } = await run(upTo(20));
    expect(again.code).toBe(0);
    expect(stdout).toMatch(/readings of an earlier run go first, since/);
    // One may have been on its way when the grace was over, and goes again.
    expect([...new Set(timesOf(await history()))]).toEqual(timesUpTo(20));
  });
});

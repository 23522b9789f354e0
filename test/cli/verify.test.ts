import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { lineSchema } from '../../src/cli/reporters/line-schema.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { openOutbox } from '../../src/outbox/open.ts';
import { jsonLines, readError, readLastError } from '../helpers/expectations.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';
import { withEmulator } from '../helpers/with-emulator.ts';
import { api } from './running-emulator.ts';

/** The demo device at an endpoint, with a folder of its own for all that it keeps. */
function useDevice(endpoint: string) {
  const cwd = useFolder();
  const env = {
    IOT_SIM_ENDPOINT: endpoint,
    IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
    IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
    IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
    XDG_STATE_HOME: useFolder(),
  };
  const run = (args: readonly string[], stdin = '') => runMain(args, { cwd, env, stdin });
  return {
    cwd,
    env,
    run,
    publish: (...args: string[]) => run(['publish', '--interval', '1ms', '--count', '3', ...args]),
    verify: (...args: string[]) => run(['verify', ...args]),
    /** Puts readings into the outbox; by default they were taken a minute ago. */
    async leave(temperatures: readonly number[], ageMs = 60_000) {
      const { productKey, deviceName } = DEMO_DEVICE;
      const outbox = await openOutbox({
        folder: join(cwd, 'outbox'),
        owner: { endpoint, productKey, deviceName },
        nowMs: 0,
        onMovedAside: () => {},
        onLoss: () => {},
      });
      for (const [index, temperature] of temperatures.entries()) {
        const params = new Map([['temperature', String(temperature)]]);
        await outbox.put({ id: String(index), takenAtMs: Date.now() - ageMs + index, params });
      }
      await outbox.close();
    },
  };
}

/** The counts of a table, by the name of the row. */
function countsOf(table: string): Record<string, number> {
  const rows = [...table.matchAll(/^([a-z][a-z ]*?) +(\d+)(?: {2}.*)?$/gm)];
  return Object.fromEntries(rows.map(([, name, count]) => [name, Number(count)]));
}

const CLEAN = { taken: 3, stored: 3, filtered: 0, missing: 0, duplicated: 0, 'out of order': 0 };

describe('verify, asking the emulator', () => {
  test('prints a table and ends with 0 where all is there', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.publish();
      const { code, stdout, stderr } = await device.verify();
      expect(countsOf(stdout)).toEqual(CLEAN);
      expect(stdout).toMatch(/^taken +3 {2}3 sent, 0 refused, 0 given up, 0 pending$/m);
      expect(stdout).toMatch(/^delay +p50 .* ms, p90 .* ms, p99 .* ms, max .* ms$/m);
      expect(stderr).toBe(`iot-sim-demo/demo-sensor: its outbox compared with ${url}\n`);
      expect(code).toBe(0);
    });
  });

  test('lists what is missing with id, time and values, and ends with 6', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      const published = await device.publish('--json');
      await api(url, 'reset', 'POST');
      const { code, stdout, stderr } = await device.verify();
      expect(code).toBe(6);
      expect(countsOf(stdout)).toEqual({ ...CLEAN, stored: 0, missing: 3 });
      const [, list = ''] = stdout.split('missing:\n');
      const taken = jsonLines(published.stdout).filter(({ type }) => type === 'reading');
      for (const [index, line] of list.trimEnd().split('\n').entries()) {
        const { id, values } = taken[index] as { id: string; values: Record<string, number> };
        expect(line).toMatch(/^ +\d+ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}/);
        expect(line).toContain(` ${id} `);
        expect(line).toContain(`temperature ${values['temperature']}, humidity ${values['humidity']}`);
      }
      const { error, next } = readLastError(stderr);
      expect(error).toBe('3 of 3 readings are missing.');
      expect(next).toContain('--since');
    });
  });

  test('leaves out what is older than --since', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.leave([1, 2]);
      await device.publish('--outbox', 'outbox');
      const { stdout } = await device.verify('--outbox', 'outbox', '--since', '30s');
      expect(countsOf(stdout)).toEqual(CLEAN);
    });
  });

  test('says which codes filtered what', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.leave([20.5, 21, 22.5]);
      await device.run(['outbox', 'flush', '--outbox', 'outbox']);
      const { code, stdout } = await device.verify('--outbox', 'outbox');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^filtered +2 {2}6306 × 2$/m);
      expect(countsOf(stdout)).toMatchObject({ stored: 1, filtered: 2, missing: 0 });
    });
  });

  test('counts what came twice because an answer was lost', async () => {
    await withEmulator(['--fault', 'reset,when=after,on=topic,count=1'], async (url) => {
      const device = useDevice(url);
      await device.publish();
      const { code, stdout } = await device.verify();
      expect(code).toBe(0);
      expect(countsOf(stdout)).toMatchObject({ stored: 3, duplicated: 1, missing: 0 });
    });
  });

  test('knows a backlog that was sent through the history topic', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.leave([1, 2, 2, 3]);
      await device.publish('--outbox', 'outbox', '--drain', 'history');
      const { exchanges } = await api(url, 'log');
      const topics = exchanges.map(({ message }: { message?: { topic: string } }) => message?.topic);
      expect(topics).toContain('/sys/iot-sim-demo/demo-sensor/thing/event/property/history/post');
      const { stdout } = await device.verify('--outbox', 'outbox');
      expect(countsOf(stdout)).toEqual({ ...CLEAN, taken: 7, stored: 7 });
    });
  });

  test('counts reports that were not taken by this outbox', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.run(['once']);
      await device.publish();
      const { code, stdout } = await device.verify();
      expect([code, countsOf(stdout)]).toEqual([0, { ...CLEAN, 'not in ledger': 1 }]);
    });
  });

  test('warns where there is nothing to compare', async () => {
    await withEmulator([], async (url) => {
      const { code, stderr } = await useDevice(url).verify();
      expect(code).toBe(0);
      expect(stderr).toContain('warning: There is nothing to compare');
    });
  });

  test('--json prints one event that fits the schema', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.publish();
      await api(url, 'reset', 'POST');
      const { stdout } = await device.verify('--json');
      const [line, ...more] = jsonLines(stdout);
      expect(more).toEqual([]);
      expect(lineSchema.safeParse(line).error).toBeUndefined();
      expect(line).toMatchObject({ type: 'verification', device: 'iot-sim-demo/demo-sensor', missing: 3 });
    });
  });

  test('refuses an outbox that a run uses', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      const { productKey, deviceName } = DEMO_DEVICE;
      const outbox = await openOutbox({
        folder: join(device.cwd, 'outbox'),
        owner: { endpoint: url, productKey, deviceName },
        nowMs: 0,
        onMovedAside: () => {},
        onLoss: () => {},
      });
      const { code, stderr } = await device.verify('--outbox', 'outbox');
      await outbox.close();
      expect(code).toBe(2);
      expect(readLastError(stderr).error).toContain('is in use');
    });
  });

  test('says what to do where the endpoint is no emulator', async () => {
    const standIn = await useStandIn();
    const { code, stdout, stderr } = await runMain(['verify'], { env: standIn.env });
    expect([code, stdout]).toEqual([2, '']);
    const { error, next } = readLastError(stderr);
    expect(error).toContain(`${standIn.url} is no emulator`);
    expect(next).toContain('iot-sim verify FILE');
  });

  test('says why an emulator refuses', async () => {
    await withEmulator([], async (url) => {
      const { code, stderr } = await useDevice(url).verify('--device-name', 'nobody');
      expect(code).toBe(2);
      expect(readLastError(stderr).error).toContain('There is no device iot-sim-demo/nobody');
    });
  });

  test('ends with 5 where nothing listens', async () => {
    const standIn = await useStandIn();
    await standIn.close();
    const { code, stderr } = await runMain(['verify'], { env: standIn.env });
    expect(code).toBe(5);
    expect(readLastError(stderr).error).toContain('cannot be reached');
  });

  test.each([
    [['--since', '10'], {}, '--since: "10" has no unit'],
    [[], { IOT_SIM_LOCAL: '1' }, 'ends with it'],
  ])('%j with %j is refused', async (args, env, words) => {
    const { code, stdout, stderr } = await runMain(['verify', ...args], { env });
    expect([code, stdout]).toEqual([2, '']);
    expect(readError(stderr).error).toContain(words);
  });
});

describe('verify, reading what was received', () => {
  /** What an emulator passed on of three readings. */
  async function useFeed() {
    const out = join(useFolder(), 'out.ndjson');
    let endpoint = '';
    let device: ReturnType<typeof useDevice> | undefined;
    await withEmulator(['--out', out], async (url) => {
      endpoint = url;
      device = useDevice(url);
      await device.publish();
    });
    if (device === undefined) throw new Error(`no device for ${endpoint}`);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    return { ...device, out, lines, reports: lines.filter((line) => line.includes('"items"')) };
  }

  test('finds all in the file of --out, where other kinds of messages are too', async () => {
    const { verify, out } = await useFeed();
    const { code, stdout, stderr } = await verify(out);
    expect(countsOf(stdout)).toMatchObject(CLEAN);
    expect(stdout).toMatch(/^lines +\d {2}0 of other devices, \d of other kinds, 0 no messages$/m);
    expect(stderr).toBe(`iot-sim-demo/demo-sensor: its outbox compared with ${out}\n`);
    expect(code).toBe(0);
  });

  test('finds all on standard input, in objects with a topic, with blank lines and those of Windows', async () => {
    const { run, reports } = await useFeed();
    const text = reports.map((line) => `{"topic":"/a","payload":${line}}\r\n\r\n`).join('');
    const { code, stdout } = await run(['verify', '-'], `\uFEFF${text}`);
    expect([code, countsOf(stdout)]).toEqual([0, { ...CLEAN, lines: 3 }]);
  });

  test('misses what is not in the file, and sees what is in another order', async () => {
    const { cwd, verify, reports } = await useFeed();
    writeFileSync(join(cwd, 'part.ndjson'), [reports[2], reports[0]].join('\n'));
    const { code, stdout } = await verify('part.ndjson');
    expect(code).toBe(6);
    expect(countsOf(stdout)).toMatchObject({ stored: 2, missing: 1, 'out of order': 1 });
  });

  test('counts lines of other devices', async () => {
    const { run, lines } = await useFeed();
    const foreign = lines.map((line) => line.replace('"demo-sensor"', '"demo-sensor-00001"'));
    const { code, stdout } = await run(['verify', '-'], [...lines, ...foreign].join('\n'));
    expect(code).toBe(0);
    expect(stdout).toContain(`${lines.length} of other devices`);
  });

  test('names the first twenty lines that are no messages, and goes on', async () => {
    const { run, reports } = await useFeed();
    const wrong = Array.from({ length: 23 }, () => 'nonsense');
    const { code, stdout, stderr } = await run(['verify', '-'], [...wrong, ...reports].join('\n'));
    expect([code, countsOf(stdout)]).toEqual([0, { ...CLEAN, lines: 26 }]);
    expect(stderr).toContain('warning: 23 lines are no messages of the platform:\n  line 1: no JSON');
    expect(stderr).toContain('\n  line 20: no JSON');
    expect(stderr).not.toContain('line 21');
    expect(stderr).toContain('\n  and 3 more\n');
  });

  test('is not stopped by a line that never seems to end', async () => {
    const { run, reports } = await useFeed();
    const [first, ...rest] = reports;
    const endless = 'x'.repeat(9_000_000);
    const { stdout, stderr } = await run(['verify', '-'], [first, endless, ...rest].join('\n'));
    expect(countsOf(stdout)).toMatchObject({ stored: 3, lines: 4 });
    expect(stderr).toContain('1 line is no message of the platform:\n  line 2: too long');
  });

  test.each([
    ['nothing.ndjson', 'ENOENT'],
    ['.', 'EISDIR'],
  ])('refuses %s, which cannot be read', async (path, why) => {
    const { verify } = await useFeed();
    const { code, stderr } = await verify(path);
    expect(code).toBe(2);
    expect(readLastError(stderr).error).toContain(`cannot be read (${why})`);
  });
});

describe('publish --verify', () => {
  test('compares at the end, also with the emulator in the process', async () => {
    const args = ['publish', '--local', '--count', '3', '--verify'];
    const { code, stdout } = await runMain(args, { clock: fakeClock() });
    expect(code).toBe(0);
    expect(stdout.split('latency ')[1]).toContain('taken');
    expect(countsOf(stdout.split('latency ')[1] ?? '')).toEqual(CLEAN);
  });

  test('ends with the event that fits the schema', async () => {
    const args = ['publish', '--local', '--count', '3', '--verify', '--json'];
    const { stdout } = await runMain(args, { clock: fakeClock() });
    const lines = jsonLines(stdout);
    expect(lines.slice(-2).map(({ type }) => type)).toEqual(['summary', 'verification']);
    expect(lineSchema.safeParse(lines.at(-1)).error).toBeUndefined();
  });

  test('compares what this run took and what it found waiting, not what earlier runs sent', async () => {
    await withEmulator([], async (url) => {
      const device = useDevice(url);
      await device.publish('--outbox', 'outbox');
      await api(url, 'reset', 'POST');
      await device.leave([1, 2], 0);
      const { code, stdout } = await device.publish('--outbox', 'outbox', '--verify', '--quiet', '--json');
      expect(code).toBe(0);
      expect(jsonLines(stdout).at(-1)).toMatchObject({ taken: 5, stored: 5, missing: 0, notInLedger: 0 });
    });
  });

  test('compares after Ctrl-C too', async () => {
    await withEmulator([], async (url) => {
      const controller = new AbortController();
      const { env } = useDevice(url);
      const io = memoryIo(['publish', '--interval', '1ms', '--verify'], { env, stop: controller.signal });
      const run = main(io);
      await expect.poll(() => io.text.stdout).toContain('publish success');
      controller.abort();
      expect(await run).toBe(0);
      expect(countsOf(io.text.stdout)).toMatchObject({ missing: 0, duplicated: 0 });
    });
  });

  test('uses the outbox in memory', async () => {
    await withEmulator([], async (url) => {
      const { code, stdout } = await useDevice(url).publish('--no-outbox', '--verify');
      expect(code).toBe(0);
      expect(countsOf(stdout)).toMatchObject(CLEAN);
    });
  });

  test('is refused before the run where the endpoint is no emulator', async () => {
    const standIn = await useStandIn();
    const { code, stdout, stderr } = await runMain(['publish', '--count', '1', '--verify'], {
      env: standIn.env,
    });
    expect([code, stdout, standIn.posts.length]).toEqual([2, '', 0]);
    expect(readLastError(stderr).error).toContain('is no emulator');
  });
});

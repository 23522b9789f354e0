import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { lineSchema } from '../../src/cli/reporters/line-schema.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { SENSOR_FAULT_TYPES } from '../../src/readings/faults/sensor-fault.ts';
import { jsonLines, readError } from '../helpers/expectations.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';
import { withEmulator } from '../helpers/with-emulator.ts';

/** Every fault there is. */
const EVERY = [
  'stuck:1m@+2m',
  'spike:5%',
  'drift:@+5m,amount=60,property=temperature',
  'offset:1m@+8m',
  'noise:5%',
  'gap:1m@+10m',
  'clock-skew:5%',
  'duplicate:5%',
  'late:5%',
  'out-of-order:5%',
  'out-of-range:5%',
  'wrong-type:5%',
];

const flags = (faults: readonly string[]) => faults.flatMap((fault) => ['--fault', fault]);

/** A run of 200 readings in the emulator of its own process, at a clock that does not wait. */
async function publish(faults: readonly string[], ...more: string[]) {
  const args = ['publish', '--local', '--interval', '10s', '--count', '200', '--seed', 'demo', ...more];
  return runMain([...args, ...flags(faults)], { clock: fakeClock() });
}

/** The last two lines of --json: how the run went, and how it compares. */
function endOf(stdout: string) {
  const lines = jsonLines(stdout);
  for (const line of lines) expect(lineSchema.safeParse(line).error).toBeUndefined();
  const [summary, verification] = lines.slice(-2) as [Record<string, number>, Record<string, number>];
  return { lines, summary, verification };
}

/** What a device did to its readings, without what is drawn by nobody's seed. */
const deeds = (lines: readonly Record<string, unknown>[]) =>
  lines.flatMap(({ type, at, values, faults }) =>
    type === 'reading' || type === 'skipped' ? [{ type, at, values, faults }] : [],
  );

describe('publish --fault', () => {
  test('with every fault at once: nothing is lost, and all that is odd was done on purpose', async () => {
    const { code, stdout } = await publish(EVERY, '--verify', '--json');
    const { summary, verification } = endOf(stdout);
    expect(code).toBe(0);
    expect(Object.keys(summary['faults'] ?? {}).toSorted()).toEqual([...SENSOR_FAULT_TYPES].toSorted());
    const { gap, ...others } = summary['faults'] as unknown as Record<string, number>;
    expect(gap).toBe(6);
    expect(verification['onPurpose']).toEqual(others);
    expect(summary['taken']).toBe(200 - 6 + (others['duplicate'] ?? 0));
    expect(verification).toMatchObject({
      taken: summary['taken'],
      sent: summary['taken'],
      stored: Number(summary['taken']) - Number(verification['filteredOnPurpose']),
      filtered: 0,
      missing: 0,
      duplicated: 0,
      outOfOrder: 0,
      wrongTime: 0,
      unconfirmed: 0,
      notInLedger: 0,
    });
    // In weak mode values out of range are kept, those of a wrong type are not.
    expect(verification['codesOnPurpose']).toEqual({ 6306: others['wrong-type'] });
  });

  test('with the same seed does the same to the same readings', async () => {
    const [first, again] = await Promise.all([publish(EVERY, '--json'), publish(EVERY, '--json')]);
    const done = deeds(endOf(first.stdout).lines);
    expect(done.some(({ faults }) => faults !== undefined)).toBe(true);
    expect(deeds(endOf(again.stdout).lines)).toEqual(done);
  });

  test('says what was done, in words that fit 80 columns', async () => {
    const { stdout, stderr } = await publish(EVERY, '--verify');
    expect(stderr).toContain('seed demo, with 12 faults\n');
    expect(stderr).not.toContain('warning');
    expect(stdout).toMatch(/\n\S+ publish success: \S+ \d+ °C.*\n {2}on purpose: spike temperature\n {2}\{/);
    expect(stdout).toMatch(/\n\S+ left out on purpose: gap\n/);
    expect(stdout).not.toContain('publish success: reading'); // of which nothing is known
    expect(stdout).toMatch(/\nfiltered {11}0\n {2}on purpose +\d+ {2}6306 × \d+\nmissing {12}0\n/);
    expect(stdout).toMatch(/\nfaults +\d+ {2}on purpose: \S.*\n/);
    const tables = stdout.slice(stdout.indexOf(' taken, '));
    for (const line of [...tables.split('\n'), ...(stdout.match(/^ {2}on.*$/gm) ?? [])])
      expect(line.length).toBeLessThanOrEqual(80);
  });

  test('does what the configuration says, and then what flags say', async () => {
    const cwd = useFolder();
    const faults = ['offset,property=temperature', 'gap,device=other'];
    writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify({ faults }));
    const args = ['publish', '--local', '--count', '1', '--json', '--fault', 'stuck,property=temperature'];
    const { stdout } = await runMain(args, { cwd, clock: fakeClock() });
    const reading = jsonLines(stdout).find(({ type }) => type === 'reading');
    expect(reading?.['faults']).toEqual(['offset temperature', 'stuck temperature']);
    const { stdout: shown } = await runMain(['config'], { cwd });
    expect(shown).toMatch(/faults\.0 +offset,property=temperature +file/);
  });

  test('refuses what is no fault or does not fit the model, all at once, and sends nothing', async () => {
    const { code, stdout, stderr } = await publish(['spiek:1%', 'gap:1%', 'spike,property=temp']);
    expect([code, stdout]).toEqual([2, '']);
    expect(readError(stderr).error).toContain('2 settings are wrong');
    expect(stderr).toContain('Did you mean spike?');
    expect(stderr).toContain('the model has no property temp');
  });

  test('sends what it holds back when it is stopped', async () => {
    const controller = new AbortController();
    const args = ['publish', '--local', '--interval', '5ms', '--verify', '--fault', 'late:@+20ms,amount=1h'];
    const io = memoryIo(args, { stop: controller.signal });
    const run = main(io);
    await expect.poll(() => io.text.stdout.match(/publish success/g)?.length ?? 0).toBeGreaterThan(8);
    expect(io.text.stdout).not.toContain('late');
    controller.abort();
    expect(await run).toBe(0);
    expect(io.text.stdout).toContain('on purpose: late');
    expect(io.text.stdout).toMatch(/\nmissing {12}0\n/);
  });
});

describe('what went wrong beside what was done on purpose', () => {
  /** Runs against an emulator that passes on what it got; gives what it passed on, and a way to compare. */
  async function useFeed(faults: readonly string[], emulatorFlags: readonly string[] = []) {
    const [cwd, out] = [useFolder(), join(useFolder(), 'out.ndjson')];
    let env: Record<string, string> = {};
    const run = (args: readonly string[], stdin = '') => runMain(args, { cwd, env, stdin });
    let published = '';
    await withEmulator(['--out', out, ...emulatorFlags], async (url) => {
      env = {
        IOT_SIM_ENDPOINT: url,
        IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
        IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
        IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
        XDG_STATE_HOME: useFolder(),
      };
      const args = ['publish', '--interval', '2ms', '--count', '100', '--seed', 'demo', '--verify', '--json'];
      published = (await run([...args, ...flags(faults)])).stdout;
    });
    const reports = readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('requestId'));
    const compare = async (lines: readonly string[]) => {
      const { code, stdout } = await run(['verify', '-', '--json'], lines.join('\n'));
      return { code, ...jsonLines(stdout)[0] } as Record<string, unknown>;
    };
    return { reports, compare, ...endOf(published) };
  }

  test('is told apart where readings are lost, come again or change places', async () => {
    const faults = ['duplicate:10%', 'late:10%,amount=20ms', 'out-of-order:10%', 'clock-skew:10%', 'gap:10%'];
    const { reports, compare, verification } = await useFeed([...faults, 'wrong-type:10%', 'spike:10%']);
    const clean = await compare(reports);
    expect(clean).toMatchObject({ code: 0, missing: 0, filtered: 0, duplicated: 0, outOfOrder: 0 });
    for (const name of ['onPurpose', 'filteredOnPurpose', 'codesOnPurpose', 'stored', 'taken'])
      expect(clean[name]).toEqual(verification[name]);

    const idOf = (line = '') => /"requestId":"(\d+)"/.exec(line)?.[1];
    const ids = reports.map(idOf);
    const twin = ids.findIndex((id, index) => index > 0 && id === ids[index - 1]);
    const single = ids.findIndex((id, index) => index > twin + 2 && ids.indexOf(id) === ids.lastIndexOf(id));
    expect(twin).toBeGreaterThan(0);

    expect(await compare(reports.toSpliced(twin, 1))).toMatchObject({ code: 6, missing: 1, duplicated: 0 });
    expect(await compare(reports.toSpliced(single, 1))).toMatchObject({ code: 6, missing: 1 });
    const again = reports.toSpliced(single, 0, reports[single] ?? '');
    expect(await compare(again)).toMatchObject({ code: 0, missing: 0, duplicated: 1 });
    const tripled = reports.toSpliced(twin, 0, reports[twin] ?? '');
    expect(await compare(tripled)).toMatchObject({ code: 0, missing: 0, duplicated: 1 });
    const moved = reports.toSpliced(single, 1).toSpliced(0, 0, reports[single] ?? '');
    expect(await compare(moved)).toMatchObject({ code: 0, missing: 0, outOfOrder: single });
  });

  test('is told apart in strong mode, which filters what is out of range', async () => {
    const { verification } = await useFeed(['out-of-range:20%', 'spike:20%'], ['--mode', 'strong']);
    const { 'out-of-range': beyond } = verification['onPurpose'] as unknown as Record<string, number>;
    expect(beyond).toBeGreaterThan(20);
    expect(verification).toMatchObject({
      filtered: 0,
      codes: {},
      codesOnPurpose: { 6306: beyond },
      missing: 0,
    });
  });

  test('is told apart where the platform filters what nobody made wrong', async () => {
    const folder = useFolder();
    const tsl = JSON.parse(
      readFileSync(join(import.meta.dirname, '../fixtures/tsl/environment.json'), 'utf8'),
    );
    tsl.properties = tsl.properties.filter(
      ({ identifier }: { identifier: string }) => identifier !== 'humidity',
    );
    writeFileSync(join(folder, 'without-humidity.json'), JSON.stringify(tsl));
    const { verification } = await useFeed(
      ['wrong-type:20%,property=temperature'],
      ['--tsl', join(folder, 'without-humidity.json')],
    );
    const { 'wrong-type': wrong } = verification['onPurpose'] as unknown as Record<string, number>;
    expect(wrong).toBeGreaterThan(5);
    expect(verification).toMatchObject({
      filtered: 100,
      codes: { 6304: 100 },
      filteredOnPurpose: 0,
      codesOnPurpose: { 6306: wrong },
      missing: 0,
    });
  });
});

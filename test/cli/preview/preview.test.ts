import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { lineSchema } from '../../../src/cli/reporters/line-schema.ts';
import { jsonLines, readError } from '../../helpers/expectations.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';
import { runMain, useFolder } from '../../helpers/memory-io.ts';

const preview = (...args: string[]) => runMain(['preview', ...args], { clock: fakeClock() });

/** Runs it with a configuration. */
function previewOf(config: object, ...args: string[]) {
  const cwd = useFolder();
  writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify(config));
  return runMain(['preview', ...args], { cwd, clock: fakeClock() });
}

/** Writes a thing model of one property. */
function writeModel(identifier: string, dataType: object): string {
  const property = { identifier, name: identifier, accessMode: 'r', required: false, dataType };
  const tsl = { profile: { productKey: 'a1' }, properties: [property], services: [], events: [] };
  const path = join(useFolder(), 'model.json');
  writeFileSync(path, JSON.stringify(tsl));
  return path;
}

const SINE = { generator: 'sine', mean: 20, amplitude: 5, period: '24h' };

describe('preview', () => {
  test('needs no device, and sends nothing', async () => {
    const { code, stdout, stderr } = await preview('--seed', 'demo');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('288 readings, every 10m\ndevice demo-sensor, seed demo\n');
  });

  test('draws a chart of what is to come', async () => {
    vi.stubEnv('TZ', 'UTC');
    const tsl = writeModel('level', {
      type: 'float',
      specs: { min: '0', max: '25', step: '0.1', unit: 'm' },
    });
    const { stdout } = await previewOf({ tsl, readings: { level: SINE } }, '--from', '2026-01-15');
    expect(stdout).toBe(
      `2026-01-15 00:00 to 2026-01-17 00:00 (UTC): 288 readings, every 10m
device demo-sensor, no seed needed

level, m  sine; model 0..25, step 0.1
 max 25 ┤     ⣠⠔⠊⠉⠉⠓⠦⣀                           ⢀⡤⠒⠉⠉⠙⠲⢄⡀
        │   ⣠⠞       ⠈⠢⡀                       ⢀⡴⠃       ⠑⢄
   22.5 ┤  ⡔⠁          ⠘⢆                     ⢠⠊           ⠳⡀
        │⢠⠎             ⠈⠣⡀                  ⡴⠁             ⠙⢄
   20.0 ┤⠇                ⠱⡀                ⡼                ⠈⢆                ⢠
        │                  ⠑⣄             ⢀⠞                  ⠈⢢⡀             ⡰⠃
   17.5 ┤                   ⠈⢦           ⡠⠃                     ⠱⡄          ⢀⠜
        │                     ⠑⢄       ⢠⠞⠁                       ⠈⠢⡀       ⡴⠋
   15.0 ┤                      ⠈⠑⠦⣄⣀⣀⠤⠚⠁                           ⠉⠲⢤⣀⣀⡠⠔⠋
        └┬───────┬────────┬────────┬────────┬────────┬────────┬────────┬────────
         00:00   06:00    12:00    18:00    00:00    06:00    12:00    18:00
         2026-01-15                         2026-01-16

       readings  min   mean  max  deviation  clamped  snapped
level       288   15  20.00   25       3.53        0      272
`,
    );
  });

  test('is as wide as the terminal, with colours only there and unless they are not wanted', async () => {
    const onTerminal = await runMain(['preview'], { clock: fakeClock(), isTerminal: true });
    expect(onTerminal.stdout).toContain('\u001b[33m');
    const plain = await runMain(['preview', '--no-color'], { clock: fakeClock(), isTerminal: true });
    for (const { stdout } of [plain, await preview()]) {
      expect(stdout).not.toContain('\u001b');
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBe(80);
    }
  });

  test('is plain text where the terminal can show no other', async () => {
    const { stdout } = await runMain(['preview'], { clock: fakeClock(), env: { LANG: 'C' } });
    const graphic = stdout.replace(/°/g, '').match(/[^\n -~]/g);
    expect(graphic).toBeNull();
  });

  test('names what makes each property, and counts what is made to fit', async () => {
    const readings = { temperature: { generator: 'sine', mean: 50, amplitude: 10, period: '24h' } };
    const { stdout } = await previewOf({ readings });
    expect(stdout).toContain('temperature, °C  sine; model -10..50, step 1\n max 50 ┤');
    expect(stdout).toContain('humidity, %RH  uniform; model 1..100, step 1\n');
    expect(stdout).toMatch(/^temperature +288 +40 +[\d.]+ +50 +[\d.]+ +14\d +1\d\d$/m);
  });

  test('has a dash for what a short series cannot say', async () => {
    const { stdout } = await preview('--for', '3h');
    expect(stdout).toMatch(/^median of the daily temperature range +-$/m);
    expect(stdout).toMatch(/^hour of the mean daily minimum, maximum +-$/m);
    expect(stdout).toMatch(/^correlation of temperature and dew point +-?\d/m);
  });

  test('says how often each value comes of what is no number', async () => {
    const tsl = writeModel('mode', { type: 'enum', specs: { 0: 'off', 1: 'heat' } });
    const readings = { mode: { generator: 'sequence', values: [1, 0, 0, 0] } };
    const { stdout } = await previewOf({ tsl, readings });
    expect(stdout).toContain('\n\nmode  288 values: 0 (off) 75.0 %, 1 (heat) 25.0 %\n');
  });

  test('shows faults that are done on purpose', async () => {
    const args = ['--for', '24h', '--every', '1h', '--fault', 'gap:6h@+6h', '--json'];
    const lines = jsonLines((await preview(...args)).stdout);
    expect(lines).toHaveLength(24 - 6 + 1);
  });

  test('begins now, at a round time, or when it is told', async () => {
    const first = async (...args: string[]) => (await preview('--csv', ...args)).stdout.split('\n')[1];
    expect(await first('--every', '7m')).toMatch(/^2026-01-15T09:55:00\.000Z,/);
    expect(await first('--from', '2013-06-01')).toMatch(/^2013-06-01T00:00:00\.000Z,/);
    expect(await first('--from', '2013-06-01T08:00+08:00')).toMatch(/^2013-06-01T00:00:00\.000Z,/);
    expect(await first('--from', '1d')).toMatch(/^2026-01-14T10:00:00\.000Z,/);
  });

  test.each([
    [['--for', '48'], '--for: "48" has no unit: write 48s, or 48ms.'],
    [['--every', 'often'], '--every: "often" is no duration: write for example 500ms, 5s, 2m or 1h30m.'],
    [['--for', '5m', '--every', '10m'], '--for is shorter than --every.'],
    [['--from', 'tomorrow'], expect.stringMatching(/^--from: "tomorrow" is no time/)],
    [['--for', '365d', '--every', '1s'], expect.stringContaining('would be 31536000 readings')],
    [['--csv', '--json'], '--csv and --json contradict each other.'],
  ])('refuses %j', async (args, error) => {
    const { code, stdout, stderr } = await preview(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readError(stderr).error).toEqual(error);
  });
});

describe('preview --csv', () => {
  test('prints what publish with the same seed sends, in the form that a replay reads', async () => {
    const { stdout } = await preview('--csv', '--for', '30m', '--seed', 'demo', '--tsl', 'environment-float');
    const rows = stdout.trimEnd().split('\n');
    expect(rows[0]).toBe('time,temperature,humidity');
    const publish = [
      'publish',
      '--local',
      '--seed',
      'demo',
      '--count',
      '3',
      '--tsl',
      'environment-float',
      '--json',
    ];
    const sent = (await runMain(publish, { clock: fakeClock() })).stdout.matchAll(
      /"values":\{"temperature":([\d.-]+),"humidity":([\d.-]+)\}/g,
    );
    const values = [...sent].map(([, temperature, humidity]) => `${temperature},${humidity}`);
    expect(rows.slice(1).map((row) => row.split(',').slice(1).join(','))).toEqual(values);
  });

  test('prints nothing else, not even with IOT_SIM_JSON or --quiet', async () => {
    const env = { IOT_SIM_JSON: '1' };
    const args = ['preview', '--csv', '--quiet', '--for', '10m'];
    const { stdout, stderr } = await runMain(args, { clock: fakeClock(), env });
    expect(stdout).toMatch(/^time,temperature,humidity\n[^\n]+\n$/);
    expect(stderr).toBe('');
  });

  test('can be replayed', async () => {
    const cwd = useFolder();
    const { stdout } = await preview('--csv', '--for', '1h');
    writeFileSync(join(cwd, 'preview.csv'), stdout);
    const args = ['publish', '--local', '--replay', 'preview.csv', '--interval', '1ms', '--json'];
    const replayed = jsonLines((await runMain(args, { cwd, clock: fakeClock() })).stdout);
    expect(replayed.at(-1)).toMatchObject({ type: 'summary', sent: 6 });
  });
});

describe('preview --json', () => {
  test('prints a line for each reading and one of statistics, and each fits the schema', async () => {
    const { stdout } = await preview('--json', '--seed', 'demo', '--tsl', 'environment-float');
    const lines = jsonLines(stdout);
    for (const line of lines) expect(lineSchema.safeParse(line).error?.issues).toBeUndefined();
    expect(lines).toHaveLength(289);
    expect(lines[0]).toMatchObject({ type: 'preview', at: Date.UTC(2026, 0, 15, 10) });
    expect(lines.at(-1)).toMatchObject({
      type: 'statistics',
      readings: 288,
      everyMs: 600_000,
      device: 'demo-sensor',
      source: 'seed demo',
      properties: { temperature: { generator: 'uniform', count: 288, clamped: 0, snapped: 0 } },
      climate: { dailyRange: expect.any(Number) },
    });
    const temperatures = lines
      .slice(0, -1)
      .map(({ values }) => (values as { temperature: number }).temperature);
    const mean = temperatures.reduce((sum, value) => sum + value, 0) / temperatures.length;
    const { properties } = lines.at(-1) as { properties: { temperature: Record<string, number> } };
    expect(properties.temperature['mean']).toBeCloseTo(mean, 9);
    expect(properties.temperature['min']).toBe(Math.min(...temperatures));
    expect(properties.temperature['max']).toBe(Math.max(...temperatures));
  });

  test('says what was changed to fit, and null for what it cannot know', async () => {
    const readings = { temperature: { generator: 'sine', mean: 60, amplitude: 1, period: '24h' } };
    const lines = jsonLines((await previewOf({ readings }, '--json', '--for', '10m')).stdout);
    expect(lines[0]).toHaveProperty('fitted.temperature.clamped', true);
    expect(lines[1]).toHaveProperty('climate.dailyRange', null);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VARIABLES } from '../../src/config/settings.ts';
import { jsonLines } from '../helpers/expectations.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

const TRIPLE = { productKey: 'a1TestKey00', deviceName: 'sensor-01', deviceSecret: 'TheSecretOfTheTests' };

function folderWith(config: object): string {
  const folder = useFolder();
  writeFileSync(join(folder, 'sensor.config.json'), JSON.stringify(config), { mode: 0o600 });
  return folder;
}

/** The rows of the table, by name: value and origin. */
const rowsOf = (stdout: string): Map<string, string[]> =>
  new Map(
    stdout.split('\n').map((line) => {
      const [name = '', ...cells] = line.trimEnd().split(/ {2,}/);
      return [name, cells];
    }),
  );

describe('config', () => {
  test('shows every setting with its value and where it came from', async () => {
    const cwd = folderWith({ device: TRIPLE, interval: '7s' });
    const args = ['config', '--sign-method', 'hmacmd5'];
    const { code, stdout, stderr } = await runMain(args, { cwd, env: { IOT_SIM_SEED: 'demo' } });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(join(cwd, 'sensor.config.json'));
    const rows = rowsOf(stdout);
    expect(rows.get('device.productKey')).toEqual([TRIPLE.productKey, 'file']);
    expect(rows.get('interval')).toEqual(['7s', 'file']);
    expect(rows.get('signMethod')).toEqual(['hmacmd5', '--sign-method']);
    expect(rows.get('seed')).toEqual(['demo', 'IOT_SIM_SEED']);
    expect(rows.get('tsl')).toEqual(['environment', 'default']);
    expect(rows.get('count')).toEqual(['-', 'not set']);
  });

  test('masks the secret, wherever it came from', async () => {
    const fromFile = await runMain(['config'], { cwd: folderWith({ device: TRIPLE }) });
    const fromEnv = await runMain(['config'], { env: { IOT_SIM_DEVICE_SECRET: TRIPLE.deviceSecret } });
    for (const { stdout, output } of [fromFile, fromEnv]) {
      expect(rowsOf(stdout).get('device.deviceSecret')?.[0]).toBe('****');
      expect(output).not.toContain(TRIPLE.deviceSecret);
    }
  });

  test('shows the narrower bounds of the readings', async () => {
    const cwd = folderWith({ device: TRIPLE, readings: { temperature: { min: 10, max: 30 } } });
    const rows = rowsOf((await runMain(['config'], { cwd })).stdout);
    expect(rows.get('readings.temperature.min')).toEqual(['10', 'file']);
    expect(rows.get('readings.temperature.max')).toEqual(['30', 'file']);
  });

  test('shows generators and the climate as the file writes them, and which profile won', async () => {
    const readings = { humidity: { generator: 'sine', mean: 50, amplitude: 5, period: '24h' } };
    const climate = { profile: 'indoor', temperatureMean: 21.5, properties: { temperature: 'temperature' } };
    const cwd = folderWith({ device: TRIPLE, readings, climate, site: 'hall-5' });
    const { stdout, stderr } = await runMain(['config'], { cwd, env: { IOT_SIM_PROFILE: 'greenhouse' } });
    const rows = rowsOf(stdout);
    expect(stderr).toBe('');
    expect(rows.get('readings.humidity.generator')).toEqual(['sine', 'file']);
    expect(rows.get('readings.humidity.period')).toEqual(['24h', 'file']);
    expect(rows.get('climate.profile')).toEqual(['greenhouse', 'IOT_SIM_PROFILE']);
    expect(rows.get('climate.temperatureMean')).toEqual(['21.5', 'file']);
    expect(rows.get('climate.properties.temperature')).toEqual(['temperature', 'file']);
    expect(rows.get('site')).toEqual(['hall-5', 'file']);
  });

  test('--json prints the same as one object', async () => {
    const cwd = folderWith({ device: TRIPLE, interval: '7s' });
    const { stdout, output } = await runMain(['config', '--json'], { cwd });
    expect(jsonLines(stdout)).toMatchObject([
      {
        type: 'config',
        file: join(cwd, 'sensor.config.json'),
        settings: {
          interval: { value: '7s', from: 'file' },
          count: { value: null, from: 'not set' },
          'device.deviceSecret': { value: '****' },
        },
      },
    ]);
    expect(output).not.toContain(TRIPLE.deviceSecret);
  });

  test('says there is no file where there is none, and warns of the triple that a device would miss', async () => {
    const { code, stdout, stderr } = await runMain(['config']);
    expect(code).toBe(0);
    expect(stdout).toContain('no configuration file here');
    expect(stderr).toMatch(/^warning: The device’s triple is incomplete: /);
  });

  test('warns of what would stop a device, such as a model that cannot be read', async () => {
    const { code, stderr } = await runMain(['config', '--tsl', 'nowhere.json']);
    expect(code).toBe(0);
    expect(stderr).toContain('nowhere.json cannot be read');
  });

  test('no line is wider than 80 columns with values of usual length', async () => {
    const cwd = folderWith({ device: TRIPLE });
    const { stdout } = await runMain(['config'], { cwd });
    for (const line of stdout.split('\n').slice(1)) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('shows control characters of a value instead of obeying them', async () => {
    const { output } = await runMain(['config'], { env: { IOT_SIM_SEED: '\u001b[31mred' } });
    expect(output).not.toContain('\u001b');
  });
});

describe('every environment variable', () => {
  const values: Record<string, string> = {
    IOT_SIM_ENDPOINT: 'https://example.com',
    IOT_SIM_PRODUCT_KEY: 'a1',
    IOT_SIM_DEVICE_NAME: 'dev',
    IOT_SIM_DEVICE_SECRET: 'TheSecretOfTheTests',
    IOT_SIM_DEVICE_SECRET_FILE: 'secret.txt',
    IOT_SIM_CLIENT_ID: 'mac',
    IOT_SIM_SIGN_METHOD: 'hmacmd5',
    IOT_SIM_TSL: 'environment-float',
    IOT_SIM_CA: 'ca.pem',
    IOT_SIM_INSECURE_HTTP: 'true',
    IOT_SIM_INTERVAL: '9s',
    IOT_SIM_COUNT: '9',
    IOT_SIM_DURATION: '9m',
    IOT_SIM_SEED: 'demo',
    IOT_SIM_REPLAY: 'week.csv',
    IOT_SIM_SPEED: '60x',
    IOT_SIM_RECORD: 'sent.csv',
    IOT_SIM_PROFILE: 'cold-store',
    IOT_SIM_SITE: 'hall-5',
    IOT_SIM_OUTBOX: 'readings-to-send',
    IOT_SIM_OUTBOX_LIMIT: '7d',
    IOT_SIM_WHEN_FULL: 'stop',
    IOT_SIM_DRAIN_RATE: '9/s',
    IOT_SIM_DRAIN: 'history',
    IOT_SIM_GRACE: '19s',
    IOT_SIM_MODE: 'strong',
    IOT_SIM_PORT: '9000',
    IOT_SIM_HOST: '::1',
    IOT_SIM_HTTPS: 'true',
    IOT_SIM_DATA: 'platform',
    IOT_SIM_IMPORT: 'state.json',
    IOT_SIM_DEVICES: '9',
    IOT_SIM_DEVICES_OUT: 'fleet.csv',
    IOT_SIM_OUT: 'messages.jsonl',
    IOT_SIM_FORWARD: 'https://user:hook@example.com/messages',
    IOT_SIM_TOKEN_TTL: '9h',
    IOT_SIM_RATE_LIMIT: '9',
    IOT_SIM_ACCESS_KEY: 'me:TheSecretOfTheTests',
  };

  const masked = ['IOT_SIM_DEVICE_SECRET', 'IOT_SIM_FORWARD', 'IOT_SIM_ACCESS_KEY'];

  test.each(Object.entries(values))('%s is read', async (name, value) => {
    const { stdout, output } = await runMain(['config'], { env: { [name]: value } });
    const shown = masked.includes(name) ? '****' : value;
    expect([...rowsOf(stdout).values()]).toContainEqual([shown, name]);
    if (masked.includes(name)) expect(output).not.toContain(value);
  });

  test('stands in the list above, or is a switch of the output', () => {
    const switches = ['CONFIG', 'LOCAL', 'JSON', 'QUIET', 'VERBOSE'].map((name) => `IOT_SIM_${name}`);
    expect([...VARIABLES].sort()).toEqual([...Object.keys(values), ...switches].sort());
  });

  test('IOT_SIM_CONFIG names the file', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'lab.json'), '{"interval":"7s"}');
    const { stdout } = await runMain(['config'], { cwd, env: { IOT_SIM_CONFIG: 'lab.json' } });
    expect(rowsOf(stdout).get('interval')).toEqual(['7s', 'file']);
  });

  test('IOT_SIM_VERBOSE adds where an error came from', async () => {
    const { stderr } = await runMain(['once', '--local', '--temp', 'x'], { env: { IOT_SIM_VERBOSE: '1' } });
    expect(stderr).toMatch(/\nSimError: [\s\S]+\n +at /);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/config/resolve.ts';
import type { SimError } from '../../src/errors.ts';
import { useFolder } from '../helpers/memory-io.ts';

/** A folder with this configuration. */
function folderWith(config: object): string {
  const folder = useFolder();
  writeFileSync(join(folder, 'sensor.config.json'), JSON.stringify(config));
  return folder;
}

type Given = Parameters<typeof resolveSettings>[0];

const resolve = (given: Partial<Given> = {}) =>
  resolveSettings({ cwd: given.cwd ?? useFolder(), env: {}, flags: {}, ...given });

async function failure(given: Partial<Given>): Promise<SimError> {
  return resolve(given).then(
    () => {
      throw new Error('it was taken');
    },
    (error: SimError) => error,
  );
}

describe('resolveSettings', () => {
  test('gives the defaults where nothing is said', async () => {
    const { settings, file } = await resolve();
    expect(settings).toMatchObject({
      endpoint: 'https://iot-as-http.cn-shanghai.aliyuncs.com',
      signMethod: 'hmacsha1',
      tsl: 'environment',
      insecureHttp: false,
      interval: 5_000,
    });
    expect(settings.count).toBeUndefined();
    expect(file).toBeUndefined();
  });

  test('a file wins over a default', async () => {
    const { settings } = await resolve({ cwd: folderWith({ interval: '1s' }) });
    expect(settings.interval).toBe(1_000);
  });

  test('the environment wins over a file', async () => {
    const cwd = folderWith({ interval: '1s' });
    const { settings } = await resolve({ cwd, env: { IOT_SIM_INTERVAL: '2s' } });
    expect(settings.interval).toBe(2_000);
  });

  test('a flag wins over the environment', async () => {
    const cwd = folderWith({ interval: '1s' });
    const env = { IOT_SIM_INTERVAL: '2s' };
    const { settings } = await resolve({ cwd, env, flags: { interval: '3s' } });
    expect(settings.interval).toBe(3_000);
  });

  test('what loses is not even looked at', async () => {
    const { settings } = await resolve({ env: { IOT_SIM_INTERVAL: 'soon' }, flags: { interval: '3s' } });
    expect(settings.interval).toBe(3_000);
  });

  test('an empty variable counts as none', async () => {
    const { settings } = await resolve({ env: { IOT_SIM_INTERVAL: '' } });
    expect(settings.interval).toBe(5_000);
  });

  test('says of every value where it came from', async () => {
    const cwd = folderWith({ interval: '1s', device: { productKey: 'a1' } });
    const env = { IOT_SIM_DEVICE_NAME: 'dev' };
    const { sources } = await resolve({ cwd, env, flags: { tsl: 'environment-float' } });
    const origins = Object.fromEntries(sources.map(({ name, origin }) => [name, origin]));
    expect(origins).toMatchObject({
      interval: 'file',
      productKey: 'file',
      deviceName: 'IOT_SIM_DEVICE_NAME',
      tsl: '--tsl',
      signMethod: 'default',
      seed: 'not set',
    });
  });

  test('a seed may be a number in the file', async () => {
    expect((await resolve({ cwd: folderWith({ seed: 7 }) })).settings.seed).toBe('7');
  });

  test('with file: false no file is read', async () => {
    const { settings } = await resolve({ cwd: folderWith({ interval: '1s' }), file: false });
    expect(settings.interval).toBe(5_000);
  });

  test('a path in a file is taken from the file’s folder, one in a flag from the current folder', async () => {
    const cwd = useFolder();
    mkdirSync(join(cwd, 'inner'));
    writeFileSync(join(cwd, 'inner', 'other.json'), '{"ca":"ca.pem","tsl":"tsl.json"}');
    const { folderOf } = await resolve({ cwd, file: 'inner/other.json', flags: { tsl: 'tsl.json' } });
    expect(folderOf('ca')).toBe(join(cwd, 'inner'));
    expect(folderOf('tsl')).toBe(cwd);
  });
});

describe('readings and climate', () => {
  test('are empty and none where nobody asks for them', async () => {
    expect(await resolve()).toMatchObject({ readings: {}, climate: undefined, written: {} });
  });

  test('have durations in milliseconds, and are kept as the file writes them too', async () => {
    const walk = { generator: 'walk', mean: 20, deviation: 2, memory: '1h' };
    const { readings, written } = await resolve({ cwd: folderWith({ readings: { temperature: walk } }) });
    expect(readings).toEqual({ temperature: { ...walk, memory: 3_600_000 } });
    expect(written.readings).toEqual({ temperature: walk });
  });

  test('a climate without a profile is outdoor', async () => {
    const { settings, climate } = await resolve({ cwd: folderWith({ climate: { temperatureMean: 9 } }) });
    expect(settings.profile).toBe('outdoor');
    expect(climate).toMatchObject({ profile: 'outdoor', overrides: { temperatureMean: 9 } });
  });

  test('a flag gives a climate without a file', async () => {
    const { climate } = await resolve({ flags: { profile: 'indoor' } });
    expect(climate).toEqual({ profile: 'indoor', overrides: {} });
  });

  test('a flag’s profile wins over the file’s, whose parameters and properties stay', async () => {
    const properties = { humidity: 'rh' };
    const cwd = folderWith({ climate: { profile: 'indoor', temperatureMean: 9, properties } });
    const { climate, sources } = await resolve({ cwd, flags: { profile: 'greenhouse' } });
    expect(climate).toEqual({ profile: 'greenhouse', overrides: { temperatureMean: 9 }, properties });
    expect(sources.find(({ name }) => name === 'profile')?.origin).toBe('--profile');
  });

  test('a site comes from the file, the environment or a flag', async () => {
    const cwd = folderWith({ site: 'hall-5' });
    expect((await resolve({ cwd })).settings.site).toBe('hall-5');
    expect((await resolve({ cwd, env: { IOT_SIM_SITE: 'yard' } })).settings.site).toBe('yard');
  });
});

describe('wrong settings', () => {
  test('are all named at once, each with its place', async () => {
    const given = {
      cwd: folderWith({ endpoint: 'nowhere', signMethod: 'md5' }),
      env: { IOT_SIM_CLIENT_ID: 'x'.repeat(65) },
      flags: { interval: '5', count: '0' },
    };
    const { code, message } = await failure(given);
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('5 settings are wrong:');
    expect(message).toContain('\n  sensor.config.json: endpoint: "nowhere" is not a URL');
    expect(message).toContain('\n  sensor.config.json: signMethod: "md5" is none of');
    expect(message).toContain('\n  IOT_SIM_CLIENT_ID: has 65 characters');
    expect(message).toContain('\n  --interval: "5" has no unit: write 5s');
    expect(message).toContain('\n  --count: "0" is not a whole number');
  });

  test('a wrong key does not hide a wrong value in the same file', async () => {
    const { message } = await failure({ cwd: folderWith({ intervall: '5s', signMethod: 'md5' }) });
    expect(message).toContain('intervall: there is no such key. Did you mean interval?');
    expect(message).toContain('signMethod: "md5" is none of');
  });

  test('a file that is no object is named without an empty path', async () => {
    const { message } = await failure({ cwd: folderWith([]) });
    expect(message).toContain('sensor.config.json: must be an object');
  });

  test('the secret is shown in no message', async () => {
    const given = {
      cwd: folderWith({ device: { deviceSecret: 'TheSecret', productKey: '/' } }),
      env: {},
      flags: { interval: '5' },
    };
    expect((await failure(given)).message).not.toContain('TheSecret');
  });
});

describe('an environment variable that is not known', () => {
  test('is warned of, with the nearest name', async () => {
    const { warnings } = await resolve({ env: { IOT_SIM_INTERVL: '5s' } });
    expect(warnings).toEqual([
      'The environment variable IOT_SIM_INTERVL is not known and was ignored. Did you mean IOT_SIM_INTERVAL?',
    ]);
  });

  test.each([
    ['IOT_SIM_DEVICE_SECERT', 'IOT_SIM_DEVICE_SECRET'],
    ['IOT_SIM_PRODUCTKEY', 'IOT_SIM_PRODUCT_KEY'],
    ['IOT_SIM_SIGNMETHOD', 'IOT_SIM_SIGN_METHOD'],
    ['IOT_SIM_LOCALE', 'IOT_SIM_LOCAL'],
  ])('%s suggests %s', async (name, nearest) => {
    const { warnings } = await resolve({ env: { [name]: 'x' } });
    expect(warnings.join()).toContain(`Did you mean ${nearest}?`);
  });

  test('of another program does not matter', async () => {
    const { warnings } = await resolve({ env: { IOT_SIMULATOR: 'x', PATH: '/bin' } });
    expect(warnings).toEqual([]);
  });
});

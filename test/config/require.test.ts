import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCa, requireDevice, requireEndpoint, requireModel } from '../../src/config/require.ts';
import { resolveSettings } from '../../src/config/resolve.ts';
import type { SettingName } from '../../src/config/settings.ts';
import type { SimError } from '../../src/errors.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { CA_FILE } from '../helpers/stand-in.ts';

type Flags = Partial<Record<SettingName, string | boolean>>;

const resolve = (flags: Flags, { cwd = useFolder(), env = {} } = {}) => resolveSettings({ cwd, env, flags });

function failure(action: () => unknown): SimError {
  try {
    action();
  } catch (error) {
    return error as SimError;
  }
  throw new Error('it was taken');
}

describe('requireDevice', () => {
  const identity = { productKey: 'a1', deviceName: 'dev' };

  test('gives the triple', async () => {
    const resolved = await resolve(identity, { env: { IOT_SIM_DEVICE_SECRET: 'secret' } });
    expect(requireDevice(resolved)).toEqual({ ...identity, deviceSecret: 'secret' });
  });

  test('without any names the three values, the ways to give them, and --local', async () => {
    const resolved = await resolve({});
    const { code, message, likely, hint } = failure(() => requireDevice(resolved));
    expect(code).toBe('TRIPLE_MISSING');
    for (const name of ['productKey', 'deviceName', 'deviceSecret']) expect(message).toContain(name);
    expect(likely).toContain('Device Details');
    for (const way of ['iot-sim init', 'IOT_SIM_DEVICE_SECRET', '--device-secret-file', '--local'])
      expect(hint).toContain(way);
  });

  test('names only what is missing', async () => {
    const resolved = await resolve(identity);
    const { message } = failure(() => requireDevice(resolved));
    expect(message).toBe('The device’s triple is incomplete: device.deviceSecret is missing.');
  });

  test('reads the secret from a file of its own, without the line’s end', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'secret.txt'), 'secret\r\n');
    const resolved = await resolve({ ...identity, deviceSecretFile: 'secret.txt' }, { cwd });
    expect(requireDevice(resolved).deviceSecret).toBe('secret');
  });

  test('an empty secret file is a missing secret', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'secret.txt'), '\n');
    const resolved = await resolve({ ...identity, deviceSecretFile: 'secret.txt' }, { cwd });
    expect(failure(() => requireDevice(resolved)).code).toBe('TRIPLE_MISSING');
  });

  test('a secret file that does not exist is named', async () => {
    const resolved = await resolve({ ...identity, deviceSecretFile: 'nowhere.txt' });
    const { code, message } = failure(() => requireDevice(resolved));
    expect(code).toBe('FILE_UNREADABLE');
    expect(message).toContain('nowhere.txt');
  });
});

describe('requireEndpoint', () => {
  test('takes HTTPS to anywhere', async () => {
    expect(requireEndpoint(await resolve({ endpoint: 'https://example.com' }))).toBe('https://example.com');
  });

  test.each([
    'http://localhost:8180',
    'http://127.0.0.1:1',
    'http://127.9.9.9',
    'http://[::1]:8180',
    'http://LOCALHOST',
  ])('takes plain HTTP to %s', async (endpoint) => {
    const resolved = await resolve({ endpoint });
    expect(() => requireEndpoint(resolved)).not.toThrow();
  });

  test.each([
    'http://example.com',
    'http://192.168.0.2',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://0.0.0.0',
  ])('refuses plain HTTP to %s', async (endpoint) => {
    const resolved = await resolve({ endpoint });
    const { code, hint } = failure(() => requireEndpoint(resolved));
    expect(code).toBe('ENDPOINT_INSECURE');
    expect(hint).toContain('--insecure-http');
  });

  test('takes it where the user says so', async () => {
    const resolved = await resolve({ endpoint: 'http://example.com', insecureHttp: true });
    expect(requireEndpoint(resolved)).toBe('http://example.com');
  });

  test('the demo device may report to this machine alone', async () => {
    const local = await resolve({ endpoint: 'http://127.0.0.1:8180', productKey: 'iot-sim-demo' });
    const remote = await resolve({ endpoint: 'https://example.com', productKey: 'iot-sim-demo' });
    expect(() => requireEndpoint(local)).not.toThrow();
    expect(failure(() => requireEndpoint(remote)).code).toBe('DEMO_DEVICE_REMOTE');
  });
});

describe('requireModel', () => {
  test.each(['environment', 'environment-float'])('knows the preset %s', async (tsl) => {
    const { properties } = requireModel(await resolve({ tsl }));
    expect([...properties.keys()]).toEqual(['temperature', 'humidity']);
  });

  test('a name that is neither preset nor file suggests the nearest preset', async () => {
    const resolved = await resolve({ tsl: 'enviroment' });
    const { code, likely } = failure(() => requireModel(resolved));
    expect(code).toBe('FILE_UNREADABLE');
    expect(likely).toContain('Did you mean environment?');
  });

  test.each([
    ['not JSON', 'properties:', 'is not JSON'],
    ['another JSON', '{"name":"x"}', 'this is no thing model'],
    ['a list', '[]', 'is not a JSON object'],
    ['no properties', '{"properties":[]}', 'has no properties'],
  ])('a TSL file with %s is refused', async (_, text, words) => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'tsl.json'), text);
    const resolved = await resolve({ tsl: 'tsl.json' }, { cwd });
    const { code, message } = failure(() => requireModel(resolved));
    expect(code).toBe('TSL_INVALID');
    expect(message).toContain(join(cwd, 'tsl.json'));
    expect(message).toContain(words);
  });

  test('narrower bounds that do not fit the model are all named', async () => {
    const cwd = useFolder();
    const readings = { temperature: { min: 100 }, temprature: { min: 1 }, humidity: { min: 50, max: 40 } };
    writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify({ readings }));
    const resolved = await resolve({}, { cwd });
    const { code, message } = failure(() => requireModel(resolved));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('readings.temperature.min: 100 is outside the model’s -10..50');
    expect(message).toContain('readings.temprature: the model has no such property');
    expect(message).toContain('readings.humidity: min 50 is greater than max 40');
  });

  test('generators and a climate that do not fit the model are all named', async () => {
    const cwd = useFolder();
    const config = {
      readings: { temperature: { min: 5 }, humidity: { generator: 'constant', value: 400 } },
      climate: { temperatureMean: 900, properties: { dewPoint: 'dew' } },
    };
    writeFileSync(join(cwd, 'sensor.config.json'), JSON.stringify(config));
    const resolved = await resolve({}, { cwd });
    const { code, message } = failure(() => requireModel(resolved));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('4 settings are wrong:');
    expect(message).toContain('readings.humidity.value: 400 is outside the model’s 1..100');
    expect(message).toContain('climate.temperatureMean: 900 is no number from -80 to 80 °C');
    expect(message).toContain('climate.properties.dewPoint: the model has no property dew');
    expect(message).toContain('readings.temperature: the climate makes this property');
  });
});

describe('readCa', () => {
  test('gives nothing where none is named', async () => {
    expect(readCa(await resolve({}), undefined)).toBeUndefined();
  });

  test('gives the text of a PEM file', async () => {
    expect(readCa(await resolve({ ca: CA_FILE }), undefined)).toEqual([readFileSync(CA_FILE, 'utf8')]);
  });

  test('keeps the authorities that Node was told of', async () => {
    expect(readCa(await resolve({ ca: CA_FILE }), CA_FILE)).toHaveLength(2);
  });

  test('a file that is no certificate is refused, with the way to convert one', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'ca.der'), Buffer.from([0x30, 0x82]));
    const resolved = await resolve({ ca: 'ca.der' }, { cwd });
    const { message, hint } = failure(() => readCa(resolved, undefined));
    expect(message).toContain('ca.der');
    expect(hint).toContain('openssl x509');
  });
});

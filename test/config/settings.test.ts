import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTINGS, type SettingName, VARIABLES } from '../../src/config/settings.ts';

const all = Object.entries(SETTINGS) as [SettingName, Setting<unknown>][];
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe('a setting', () => {
  test.each([
    ['endpoint', 'https://iot-06z00d9wc4x18a6.http.iothub.aliyuncs.com'],
    ['endpoint', 'http://127.0.0.1:8180'],
    ['endpoint', 'https://example.com/prefix'],
    ['productKey', 'a1EnvSensor1'],
    ['deviceName', 'sensor-01.x_y:z@w'],
    ['clientId', 'x'.repeat(64)],
    ['clientId', '😀'.repeat(64)],
    ['interval', '1h30m'],
    ['count', '1'],
    ['seed', ' anything '],
    ['insecureHttp', 'true'],
    ['profile', 'server-room'],
    ['site', 'hall 5'],
  ] as [SettingName, string][])('%s takes %s', (name, text) => {
    expect(SETTINGS[name].parse(text)).toHaveProperty('value');
  });

  test.each([
    ['endpoint', 'example.com', 'is not a URL'],
    ['endpoint', '', 'is not a URL'],
    ['endpoint', 'https://', 'is not a URL'],
    ['endpoint', 'ftp://example.com', 'is no address for HTTPS'],
    ['endpoint', 'https://user:secret@example.com', 'has more than a host and a path'],
    ['endpoint', 'https://example.com?x=1', 'has more than a host and a path'],
    ['endpoint', 'https://example.com/#x', 'has more than a host and a path'],
    ['productKey', 'a1/b', 'letters, digits'],
    ['productKey', '', 'letters, digits'],
    ['deviceName', 'x'.repeat(65), '64 at most'],
    ['clientId', 'x'.repeat(65), 'has 65 characters; the platform takes 1 to 64'],
    ['clientId', '', 'the platform takes 1 to 64'],
    ['signMethod', 'md5', 'is none of hmacmd5, hmacsha1, hmacsha256'],
    ['interval', '5', 'write 5s'],
    ['count', '0', 'is not a whole number from 1'],
    ['count', '-1', 'is not a whole number from 1'],
    ['count', '1.5', 'is not a whole number from 1'],
    ['count', '1e3', 'is not a whole number from 1'],
    ['count', '9'.repeat(16), 'is not a whole number from 1'],
    ['duration', '0s', 'longer than 0'],
    ['insecureHttp', 'maybe', 'neither true nor false'],
  ] as [SettingName, string, string][])('%s refuses "%s" and says why', (name, text, words) => {
    const parsed = SETTINGS[name].parse(text);
    expect(parsed).toHaveProperty('problem');
    expect((parsed as { problem: string }).problem).toContain(words);
  });

  test('endpoint loses the slash at its end, so that paths can follow', () => {
    expect(SETTINGS.endpoint.parse('https://example.com/')).toEqual({ value: 'https://example.com' });
    expect(SETTINGS.endpoint.parse('https://example.com/a/')).toEqual({ value: 'https://example.com/a' });
  });

  test('signMethod is read in any case, as the vendor’s own texts spell it both ways', () => {
    expect(SETTINGS.signMethod.parse('hmacSha1')).toEqual({ value: 'hmacsha1' });
  });

  test('insecureHttp is off with 0, false or nothing', () => {
    for (const text of ['0', 'false', '', 'FALSE'])
      expect(SETTINGS.insecureHttp.parse(text)).toEqual({ value: false });
  });

  test('is masked where it holds a secret, and the device’s has no flag', () => {
    const masked = ['deviceSecret', 'forward', 'accessKey'];
    expect(all.filter(([, { isSecret }]) => isSecret).map(([name]) => name)).toEqual(masked);
    expect(all.filter(([, { flag }]) => flag === undefined).map(([name]) => name)).toEqual(['deviceSecret']);
  });
});

describe('the names of a setting', () => {
  test.each(all)('%s has a variable, a flag and a key that follow from its name', (name, setting) => {
    expect(setting.env).toBe(`IOT_SIM_${kebab(name).replaceAll('-', '_').toUpperCase()}`);
    if (setting.flag !== undefined) expect(setting.flag.split(' ')[0]).toBe(`--${kebab(name)}`);
    if (setting.key !== undefined) expect(setting.key.split('.').at(-1)).toBe(name);
  });

  test.each(all)('%s has a default that it takes itself, and help', (_, { fallback, parse, help }) => {
    expect(help).not.toBe('');
    if (fallback !== undefined) expect(parse(fallback)).toHaveProperty('value');
  });

  test('every key of a file belongs to a setting, but for the readings, the faults and the schema’s address', () => {
    const keys = Object.values(SETTINGS).flatMap(({ key }) => (key === undefined ? [] : [key.split('.')[0]]));
    const inFile = Object.keys(configSchema.shape).filter(
      (key) => !['$schema', 'readings', 'faults'].includes(key),
    );
    expect([...new Set(keys)].sort()).toEqual(inFile.sort());
  });

  test('every variable begins the same way and stands once', () => {
    expect(new Set(VARIABLES).size).toBe(VARIABLES.length);
    for (const variable of VARIABLES) expect(variable).toMatch(/^IOT_SIM_[A-Z_]+$/);
  });
});

import { describe, expect, test } from 'vitest';
import { configJsonSchema, parseConfig } from '../../src/config/schema.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { formatIssues } from '../../src/issues.ts';

const FULL = {
  $schema: './node_modules/iot-sim/dist/schema/config.json',
  endpoint: 'https://iot-as-http.cn-shanghai.aliyuncs.com',
  device: { productKey: 'a1EnvSensor1', deviceName: 'sensor-01', deviceSecret: 'secret' },
  clientId: 'sensor-01',
  signMethod: 'hmacsha1',
  interval: '5s',
  tsl: 'environment',
  readings: { temperature: { min: 10, max: 30 }, humidity: { max: 80 } },
  seed: 7,
  outbox: 'readings-to-send',
  outboxLimit: 10000,
  whenFull: 'drop-oldest',
  drainRate: '25/s',
  drain: 'post',
  grace: '5s',
  ca: 'ca.pem',
  insecureHttp: false,
};

/** The issues of a configuration, as lines. */
function issuesOf(value: unknown): string[] {
  const parsed = parseConfig(value);
  return 'issues' in parsed ? parsed.issues.map((issue) => formatIssues([issue]).trim()) : [];
}

describe('parseConfig', () => {
  test('takes a configuration with every key', () => {
    expect(parseConfig(FULL)).toEqual({ config: FULL, issues: [] });
  });

  test('takes an empty one: everything has a default or another way to be given', () => {
    expect(parseConfig({})).toEqual({ config: {}, issues: [] });
  });

  test.each([
    [{ endpont: 'https://x' }, 'endpont: there is no such key. Did you mean endpoint?'],
    [{ device: { productkey: 'x' } }, 'device.productkey: there is no such key. Did you mean productKey?'],
    [{ device: { secret: 'x' } }, 'device.secret: there is no such key.'],
    [
      { readings: { temperature: { mn: 1 } } },
      'readings.temperature.mn: there is no such key. Did you mean min?',
    ],
    [{ interval: '5s ' }, 'interval: "5s " is no duration'],
    [{ interval: 5 }, 'interval: must be a text in quotes'],
    [{ endpoint: '' }, 'endpoint: must not be empty'],
    [{ device: 'a1' }, 'device: must be an object'],
    [{ readings: { temperature: { min: '1' } } }, 'readings.temperature.min: must be a number'],
    [{ readings: { temperature: 5 } }, 'readings.temperature: must be an object'],
    [{ insecureHttp: 'yes' }, 'insecureHttp: must be true or false'],
    [{ seed: true }, 'seed: must be a text or a number'],
    [{ outbox: false }, 'outbox: must be a text in quotes'],
    [{ outboxLimit: null }, 'outboxLimit: must be a text or a number'],
    [{ drainRate: {} }, 'drainRate: must be a text or a number'],
    [{ whenFul: 'stop' }, 'whenFul: there is no such key. Did you mean whenFull?'],
  ])('%j is refused: %s', (config, message) => {
    const issues = issuesOf(config);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(message);
  });

  test('an unknown key that is near to none is told which there are', () => {
    expect(issuesOf({ device: { password: 'x' } })).toEqual([
      'device.password: there is no such key. Known are productKey, deviceName, deviceSecret.',
    ]);
  });

  test('names everything that is wrong at once', () => {
    const wrong = { endpont: 'x', intervall: '5s', device: { productKey: 1, name: 'x' }, seed: null };
    expect(issuesOf(wrong)).toHaveLength(5);
  });

  test.each([[[]], ['text'], [5], [true]])('%j is no configuration', (value) => {
    expect(issuesOf(value)).toEqual(['must be an object']);
  });

  test('a bare number as interval is told to write a unit', () => {
    expect(issuesOf({ interval: '5' }).join()).toContain('write 5s');
  });

  test('no message shows a value, which may be the secret', () => {
    const secret = 'TheSecretOfTheTests';
    const wrong = [
      { device: secret },
      { device: { deviceSecret: [secret] } },
      { device: { deviceSecret: { secret } } },
    ];
    for (const config of wrong) expect(issuesOf(config).join()).not.toContain(secret);
  });
});

describe('configJsonSchema', () => {
  const schema = configJsonSchema() as {
    properties: Record<string, { description?: string }>;
    required?: string[];
    additionalProperties: boolean;
  };

  test('has every key of a file, described', () => {
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(FULL).sort());
    for (const [key, { description }] of Object.entries(schema.properties))
      expect(description, key).toBeTruthy();
  });

  test('has every key that a setting names', () => {
    for (const { key } of Object.values(SETTINGS)) {
      if (key !== undefined) expect(schema.properties).toHaveProperty(key.split('.')[0] ?? '');
    }
  });

  test('requires nothing and refuses unknown keys', () => {
    expect(schema.required).toBeUndefined();
    expect(schema.additionalProperties).toBe(false);
  });
});

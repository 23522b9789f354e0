import { describe, expect, test } from 'vitest';
import { PROFILE_NAMES } from '../../src/config/readings-keys.ts';
import { configJsonSchema, parseConfig } from '../../src/config/schema.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { formatIssues } from '../../src/issues.ts';
import { CLIMATE_RANGES } from '../../src/readings/climate/parameters.ts';

const FULL = {
  $schema: './node_modules/iot-sim/dist/schema/config.json',
  endpoint: 'https://iot-as-http.cn-shanghai.aliyuncs.com',
  device: { productKey: 'a1EnvSensor1', deviceName: 'sensor-01', deviceSecret: 'secret' },
  clientId: 'sensor-01',
  signMethod: 'hmacsha1',
  interval: '5s',
  tsl: 'environment',
  readings: { temperature: { min: 10, max: 30 }, humidity: { max: 80 } },
  climate: { profile: 'indoor', temperatureMean: 21.5, properties: { temperature: 'temp', dewPoint: 'dew' } },
  site: 'hall-5',
  seed: 7,
  faults: ['spike:1%', 'gap:10m@+1h,device=sensor-*'],
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
    [
      { readings: { temperature: { generator: 'sin' } } },
      'readings.temperature.generator: "sin" is none of uniform, constant, walk, sine, sequence, weighted. Did you mean sine?',
    ],
    [{ readings: { temperature: { generator: 5 } } }, 'readings.temperature.generator: 5 is none of uniform'],
    [{ readings: { t: { generator: 'constant' } } }, 'readings.t.value: is missing'],
    [{ readings: { t: { generator: 'weighted' } } }, 'readings.t.weights: is missing'],
    [{ readings: { t: { generator: 'sequence', values: 1 } } }, 'readings.t.values: must be a list'],
    [
      { readings: { t: { generator: 'constant', value: true } } },
      'readings.t.value: must be made of numbers, texts, lists and objects; true is 1 and false is 0',
    ],
    [
      { readings: { t: { generator: 'sequence', values: [1, null] } } },
      'readings.t.values.1: must be made of numbers',
    ],
    [
      { readings: { t: { generator: 'sequence', values: [1], evry: '5m' } } },
      'readings.t.evry: there is no such key. Did you mean every?',
    ],
    [
      { readings: { t: { generator: 'sequence', values: [1], every: 5 } } },
      'readings.t.every: must be a text in quotes',
    ],
    [
      { readings: { t: { generator: 'sequence', values: [1], every: '5' } } },
      'readings.t.every: "5" has no unit: write 5s',
    ],
    [
      { readings: { t: { generator: 'constant', value: 1, min: 1 } } },
      'readings.t.min: there is no such key. It is one of the generator uniform.',
    ],
    [
      { readings: { t: { amplitude: 1 } } },
      'readings.t.amplitude: there is no such key. It is one of the generator sine.',
    ],
    [
      { readings: { t: { mean: 1 } } },
      'readings.t.mean: there is no such key. It is one of the generator walk or sine.',
    ],
    [
      { readings: { t: { generator: 'weighted', weights: { 0: '1' } } } },
      'readings.t.weights.0: must be a number',
    ],
    [{ climate: 'indoor' }, 'climate: must be an object'],
    [
      { climate: { profile: 'outdor' } },
      'climate.profile: "outdor" is none of outdoor, indoor, greenhouse, cold-store, server-room. Did you mean outdoor?',
    ],
    [
      { climate: { temperaturMean: 5 } },
      'climate.temperaturMean: there is no such key. Did you mean temperatureMean?',
    ],
    [{ climate: { temperatureMean: '5' } }, 'climate.temperatureMean: must be a number'],
    [
      { climate: { properties: { humdity: 'h' } } },
      'climate.properties.humdity: there is no such key. Did you mean humidity?',
    ],
    [{ climate: { properties: { humidity: '' } } }, 'climate.properties.humidity: must not be empty'],
    [{ site: 5 }, 'site: must be a text in quotes'],
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

  test('takes every generator', () => {
    const readings = {
      a: {},
      b: { generator: 'uniform', min: 1 },
      c: { generator: 'constant', value: { x: [1, 'text', { y: 2.5 }] } },
      d: { generator: 'walk', mean: -1, deviation: 0.5, memory: '1h30m' },
      e: { generator: 'sine', mean: 1, amplitude: 2, period: '24h', peakAt: '13h30m' },
      f: { generator: 'sequence', values: [1, 2], every: '10m' },
      g: { generator: 'weighted', weights: { open: 1, closed: 2 } },
    };
    expect(parseConfig({ readings })).toEqual({ config: { readings }, issues: [] });
  });

  test('names every missing key of a generator at once', () => {
    expect(issuesOf({ readings: { t: { generator: 'walk', mean: 'x', every: '1s' } } })).toEqual([
      'readings.t.mean: must be a number',
      'readings.t.deviation: is missing',
      'readings.t.memory: is missing',
      'readings.t.every: there is no such key. It is one of the generator sequence.',
    ]);
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

/** A part of a JSON Schema, as far as it is looked at here. */
interface PartOfSchema {
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly unknown[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

const readSchema = (part: unknown): PartOfSchema => part as PartOfSchema;

describe('configJsonSchema', () => {
  const schema = configJsonSchema() as {
    properties: Record<string, { description?: string; additionalProperties?: unknown }>;
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

  test('offers the generators by name, each with its own keys, described', () => {
    const { oneOf } = readSchema(schema.properties['readings']?.additionalProperties);
    const offered = (oneOf ?? []).map((option) => {
      const { properties = {}, required = [], additionalProperties } = readSchema(option);
      for (const key of Object.values(properties)) expect(readSchema(key).description).toBeTruthy();
      expect(additionalProperties).toBe(false);
      return [readSchema(properties['generator']).const, required];
    });
    expect(Object.fromEntries(offered)).toEqual({
      uniform: [],
      constant: ['generator', 'value'],
      walk: ['generator', 'mean', 'deviation', 'memory'],
      sine: ['generator', 'mean', 'amplitude', 'period'],
      sequence: ['generator', 'values'],
      weighted: ['generator', 'weights'],
    });
  });

  test('offers the profiles, and the parameters of a climate with their ranges', () => {
    const { properties = {} } = readSchema(schema.properties['climate']);
    expect(readSchema(properties['profile']).enum).toEqual(PROFILE_NAMES);
    for (const [name, { min, max, meaning }] of Object.entries(CLIMATE_RANGES)) {
      const parameter = readSchema(properties[name]);
      expect(parameter).toMatchObject({ type: 'number', minimum: min, maximum: max });
      expect(parameter.description).toContain(meaning);
    }
  });

  test('requires nothing and refuses unknown keys', () => {
    expect(schema.required).toBeUndefined();
    expect(schema.additionalProperties).toBe(false);
  });
});

import * as z from 'zod';
import type { Issue } from '../issues.ts';
import { LIMITS } from '../protocol/limits.ts';
import { CLIMATE_RANGES, type ClimateParameters } from '../readings/climate/parameters.ts';
import type { Value } from '../tsl/write.ts';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';
import { parseSensorFault } from './parse-sensor-fault.ts';
import {
  DEFAULT_PROFILE,
  GENERATOR_NAMES,
  GENERATORS,
  type GeneratorKey,
  PROFILE_NAMES,
  type WrittenReadings,
} from './readings-keys.ts';

const text = (description: string) => z.string().min(1).describe(description);

const textOrNumber = (description: string) =>
  z.union([z.string().min(1), z.number()], { error: 'must be a text or a number' }).describe(description);

const duration = (description: string) =>
  z
    .string()
    .superRefine((value, context) => {
      const parsed = parseDuration(value);
      if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
    })
    .meta({ description, pattern: DURATION_PATTERN.source });

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.number(), z.string(), z.array(value), z.record(z.string(), value)], {
    error: 'must be made of numbers, texts, lists and objects; true is 1 and false is 0',
  }),
);

function generatorKey({ kind, help, isOptional }: GeneratorKey): z.ZodType {
  const schema = {
    number: z.number(),
    duration: duration(help),
    value,
    values: z.array(value),
    weights: z.record(z.string(), z.number()),
  }[kind].describe(help);
  return isOptional ? schema.optional() : schema;
}

/** One object a generator: an editor then knows which keys belong to which. */
const generators = GENERATOR_NAMES.map((name) => {
  const { help, keys } = GENERATORS[name];
  const literal = z.literal(name).describe(help);
  const generator = name === 'uniform' ? literal.optional() : literal;
  const members = Object.entries<GeneratorKey>(keys).map(([key, meaning]) => [key, generatorKey(meaning)]);
  return z.strictObject({ generator, ...Object.fromEntries(members) }).describe(help);
});

const readings = z.record(
  z.string(),
  z.discriminatedUnion('generator', generators as [(typeof generators)[number]], {
    error: ({ code, input }) =>
      code === 'invalid_union' ? noneOf(nameIn(input), GENERATOR_NAMES) : undefined,
  }),
) as unknown as z.ZodType<WrittenReadings>;

const fault = z
  .string()
  .superRefine((value, context) => {
    const parsed = parseSensorFault(value);
    if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
  })
  .describe('Such as spike:1% or gap:10m@+1h,device=sensor-01.');

/** Numbers are held against their ranges by checkClimate, together with the model: here the ranges are for editors. */
const climateParameters = Object.fromEntries(
  Object.entries(CLIMATE_RANGES).map(([name, { min, max, unit, meaning }]) => {
    const description = `${meaning}${unit && ` (${unit})`}`;
    return [name, z.number().meta({ description, minimum: min, maximum: max }).optional()];
  }),
) as Record<keyof ClimateParameters, z.ZodOptional<z.ZodNumber>>;

const climate = z
  .strictObject({
    profile: z
      .enum(PROFILE_NAMES, { error: ({ input }) => noneOf(input, PROFILE_NAMES) })
      .describe(`Parameters to start from. Default: ${DEFAULT_PROFILE}.`)
      .optional(),
    properties: z
      .strictObject({
        temperature: text('Identifier of the temperature. Default: temperature.').optional(),
        humidity: text('Identifier of the relative humidity. Default: humidity.').optional(),
        dewPoint: text('Identifier of the dew point. Default: none.').optional(),
      })
      .describe('The properties of the model that the climate makes.')
      .optional(),
    ...climateParameters,
  })
  .describe('Makes temperature and humidity together, as a sensor in real weather shows them.');

/** What a configuration file may say. Values are checked further where they are used, together with flags and environment. */
export const configSchema = z
  .strictObject({
    $schema: z.string().describe('Where an editor finds this schema.').optional(),
    endpoint: text('Where the device reports to: the platform’s HTTPS endpoint, or an emulator.').optional(),
    device: z
      .strictObject({
        productKey: text('ProductKey on the Device Details page.').optional(),
        deviceName: text('DeviceName on the Device Details page.').optional(),
        deviceSecret: text('DeviceSecret on the Device Details page. Keep the file to yourself.').optional(),
      })
      .describe('The device’s triple.')
      .optional(),
    clientId: text(
      `1 to ${LIMITS.clientIdCharacters} characters; a MAC address or serial number.`,
    ).optional(),
    signMethod: text('hmacmd5, hmacsha1 or hmacsha256.').optional(),
    interval: duration('Time between two readings, such as 5s.').optional(),
    tsl: text(
      'The thing model: environment, environment-float, or the path of a TSL file from the console.',
    ).optional(),
    readings: readings
      .describe('How the values of properties are made, by property identifier; others are drawn uniformly.')
      .optional(),
    climate: climate.optional(),
    site: text(
      'Devices of one site share the weather. Default: a site of its own for each device.',
    ).optional(),
    seed: textOrNumber('The same seed draws the same values.').optional(),
    faults: z.array(fault).describe('How the sensor breaks: each a fault, and when it strikes.').optional(),
    outbox: text('The folder that keeps readings until the platform has them.').optional(),
    outboxLimit: textOrNumber('How much may wait: 100MB, 10000 readings, or 7d.').optional(),
    whenFull: text('When more comes than may wait: drop-oldest, drop-newest or stop.').optional(),
    drainRate: textOrNumber('Pace of a backlog in messages a second: 25/s.').optional(),
    drain: text('A backlog is sent as post or as history.').optional(),
    grace: text('Time to deliver what is pending after Ctrl-C, such as 5s.').optional(),
    ca: text('A PEM file with a further certificate authority to trust.').optional(),
    insecureHttp: z.boolean().describe('Allow plain HTTP to hosts other than this one.').optional(),
  })
  .describe('Configuration of iot-sim');

/** What a configuration file says. */
export type Config = z.infer<typeof configSchema>;

/** The JSON Schema of a configuration file, for editors. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { target: 'draft-7' });
}

/** Checks what a file says: everything that is wrong with it, and what is right all the same. */
export function parseConfig(value: unknown): { config: Config; issues: Issue[] } {
  const result = configSchema.safeParse(value, { reportInput: true });
  if (result.success) return { config: result.data, issues: [] };
  const shape = Object.entries(configSchema.shape);
  const right = shape.flatMap(([key, schema]) => {
    const parsed = schema.safeParse((value as Record<string, unknown> | null)?.[key]);
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data]] : [];
  });
  return { config: Object.fromEntries(right) as Config, issues: result.error.issues.flatMap(describeIssue) };
}

function describeIssue(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: describeMessage(issue) }];
  return issue.keys.map((key) => ({
    path: path === '' ? key : `${path}.${key}`,
    message: `there is no such key.${hintAtKey(key, issue)}`,
  }));
}

function describeMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' || issue.code === 'invalid_union') {
    if (issue.input === undefined) return 'is missing';
  }
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'too_small') return 'must not be empty';
  return issue.message;
}

function article(type: string): string {
  const articles: Readonly<Record<string, string>> = {
    string: 'a text in quotes',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
  };
  return articles[type] ?? 'an object';
}

/** What may stand in the place of an unknown key. */
function hintAtKey(key: string, { path, input }: z.core.$ZodIssue): string {
  const known = knownKeys(path.map(String), input);
  const owners =
    path[0] === 'readings' ? GENERATOR_NAMES.filter((name) => Object.hasOwn(GENERATORS[name].keys, key)) : [];
  if (owners.length > 0) return ` It is one of the generator ${owners.join(' or ')}.`;
  return didYouMean(key, known) || ` Known are ${known.join(', ')}.`;
}

function knownKeys([first, second]: readonly string[], input: unknown): string[] {
  if (first === 'device') return Object.keys(configSchema.shape.device.unwrap().shape);
  if (first === 'readings') {
    const name = GENERATOR_NAMES.find((candidate) => candidate === nameIn(input)) ?? 'uniform';
    return ['generator', ...Object.keys(GENERATORS[name].keys)];
  }
  if (first === 'climate') {
    const { shape } = configSchema.shape.climate.unwrap();
    return Object.keys(second === 'properties' ? shape.properties.unwrap().shape : shape);
  }
  return Object.keys(configSchema.shape).filter((key) => key !== '$schema');
}

function nameIn(spec: unknown): unknown {
  return (spec as { generator?: unknown } | null | undefined)?.generator;
}

function noneOf(name: unknown, names: readonly string[]): string {
  const shown = typeof name === 'string' ? JSON.stringify(name) : typeof name === 'number' ? name : 'this';
  const hint = typeof name === 'string' ? didYouMean(name, names) : '';
  return `${shown} is none of ${names.join(', ')}.${hint}`;
}

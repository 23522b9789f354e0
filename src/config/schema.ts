import * as z from 'zod';
import type { Issue } from '../issues.ts';
import { LIMITS } from '../protocol/limits.ts';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';

const text = (description: string) => z.string().min(1).describe(description);

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
    interval: z
      .string()
      .superRefine((value, context) => {
        const parsed = parseDuration(value);
        if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
      })
      .meta({ description: 'Time between two readings, such as 5s.', pattern: DURATION_PATTERN.source })
      .optional(),
    tsl: text(
      'The thing model: environment, environment-float, or the path of a TSL file from the console.',
    ).optional(),
    readings: z
      .record(
        z.string(),
        z.strictObject({
          min: z.number().describe('The least value drawn.').optional(),
          max: z.number().describe('The greatest value drawn.').optional(),
        }),
      )
      .describe('Narrower bounds for the values drawn, by property identifier.')
      .optional(),
    seed: z
      .union([z.string().min(1), z.number()])
      .describe('The same seed draws the same values.')
      .optional(),
    outbox: text('The folder that keeps readings until the platform has them.').optional(),
    outboxLimit: z
      .union([z.string().min(1), z.number()])
      .describe('How much may wait: 100MB, 10000 readings, or 7d.')
      .optional(),
    whenFull: text('When more comes than may wait: drop-oldest, drop-newest or stop.').optional(),
    drainRate: z
      .union([z.string().min(1), z.number()])
      .describe('Pace of a backlog in messages a second: 25/s.')
      .optional(),
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
  const result = configSchema.safeParse(value);
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
  const known = knownKeys(issue.path.map(String));
  return issue.keys.map((key) => ({
    path: path === '' ? key : `${path}.${key}`,
    message: `there is no such key.${didYouMean(key, known) || ` Known are ${known.join(', ')}.`}`,
  }));
}

function describeMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'too_small') return 'must not be empty';
  if (issue.code === 'invalid_union') return 'must be a text or a number';
  return issue.message;
}

function article(type: string): string {
  return { string: 'a text in quotes', number: 'a number', boolean: 'true or false' }[type] ?? 'an object';
}

/** The keys that may stand where an unknown one was found. */
function knownKeys(path: readonly string[]): string[] {
  const [first] = path;
  if (first === 'device') return Object.keys(configSchema.shape.device.unwrap().shape);
  if (first === 'readings') return ['min', 'max'];
  return Object.keys(configSchema.shape).filter((key) => key !== '$schema');
}

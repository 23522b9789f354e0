import * as z from 'zod';
import type { Value } from '../../tsl/write.ts';

/** A number of things. */
export const count = z.int().min(0);
/** Milliseconds. */
export const ms = z.number().min(0);
/** A code of the platform. */
export const code = z.int();
/** Any text. */
export const text = z.string();
/** A message id. */
export const id = z
  .string()
  .regex(/^\d{1,10}$/)
  .describe('Message id, decimal text in 0..4294967295.');
/** The platform’s id of a message. */
export const messageId = z.string().regex(/^\d+$/).describe('The platform’s, every digit.');
/** A time. */
export const at = z.int().describe('Milliseconds since 1970.');
/** How long something took; null where it never happened. */
export const latency = z.strictObject({ min: ms, mean: ms, p50: ms, p90: ms, p99: ms, max: ms }).nullable();
/** What every event says. */
export const stamp = { at, device: text.describe('productKey/deviceName') };

/** What was done to a reading on purpose. */
export const faults = z
  .array(text)
  .readonly()
  .describe('What was done on purpose, such as "spike temperature".');

/** A value of a property. */
export const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.number(), z.string(), z.array(value), z.record(z.string(), value)]),
);

/** Values that were changed. */
export const fitted = z
  .record(z.string(), z.strictObject({ from: value, range: text, clamped: z.boolean() }))
  .describe('Values that were changed to fit the model.');

/** Values that do not fit. */
export const unfit = z
  .record(z.string(), z.strictObject({ code, message: text }))
  .describe('Values that the platform would filter in strong mode.');

/** A line that `--json` prints. */
export const line = <T extends string, S extends z.core.$ZodLooseShape>(
  type: T,
  description: string,
  shape: S,
) => z.strictObject({ type: z.literal(type), at, ...shape }).describe(description);

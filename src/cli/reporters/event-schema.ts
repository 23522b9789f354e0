import * as z from 'zod';
import type { Value } from '../../tsl/write.ts';

const count = z.int().min(0);
const ms = z.number().min(0);
const code = z.int();
const text = z.string();
const id = z
  .string()
  .regex(/^\d{1,10}$/)
  .describe('Message id, decimal text in 0..4294967295.');
const at = z.int().describe('Milliseconds since 1970.');
const stamp = { at, device: text.describe('productKey/deviceName') };

const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.number(), z.string(), z.array(value), z.record(z.string(), value)]),
);

const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, description: string, shape: S) =>
  z.strictObject({ type: z.literal(type), ...stamp, ...shape }).describe(description);

/** Every event that `--json` prints for a run, one a line. */
export const eventSchema = z.discriminatedUnion('type', [
  event('auth', 'The platform answered /auth.', {
    ok: z.boolean(),
    code,
    message: text,
    expiresAt: at.optional(),
    token: text.describe('Of the command auth alone.').optional(),
    signContent: text.describe('With --explain: the exact text that was signed.').optional(),
    signMethod: text.describe('With --explain.').optional(),
    clockAheadMs: z.number().describe('With --explain: this clock minus the server’s.').optional(),
  }),
  event('reading', 'A reading was taken; nothing has been sent yet.', {
    id,
    values: z.record(z.string(), value),
    fitted: z
      .record(z.string(), z.strictObject({ from: value, range: text, clamped: z.boolean() }))
      .describe('Values that were changed to fit the model.')
      .optional(),
    unfit: z
      .record(z.string(), z.strictObject({ code, message: text }))
      .describe('Values that the platform would filter in strong mode.')
      .optional(),
  }),
  event('sent', 'The platform took a reading.', {
    id,
    messageId: z.string().regex(/^\d+$/).describe('The platform’s, every digit.').optional(),
    ms: ms.describe('From the first try to the answer.'),
    attempts: count,
  }),
  event('refused', 'The platform refused a reading; it is not sent again.', {
    id,
    code,
    message: text,
    hint: text,
  }),
  event('waiting', 'Something did not work and is tried again after ms.', {
    reason: text,
    ms,
    pending: count,
  }),
  event('recovered', 'It works again, after ms.', { ms, pending: count }),
  event('dropped', 'A reading could not be delivered and is given up.', {
    id,
    error: text.describe('Which kind of failure, as the README lists them.'),
    reason: text,
    cause: text,
    hint: text,
  }),
  event('stopped', 'No more readings are taken.', { reason: z.enum(['done', 'signal', 'auth']) }),
  event('warning', 'Something to know; the run goes on.', { message: text }),
  event('summary', 'The last event of a run.', {
    taken: count,
    sent: count,
    refused: count,
    dropped: count,
    pending: count,
    auths: count,
    latency: z
      .strictObject({ min: ms, mean: ms, p50: ms, p90: ms, p99: ms, max: ms })
      .describe('Milliseconds, of the readings sent.')
      .nullable(),
    durationMs: ms,
  }),
]);

/** The JSON Schema of one line of `--json`. */
export function eventJsonSchema(): object {
  return z.toJSONSchema(eventSchema, { target: 'draft-7' });
}

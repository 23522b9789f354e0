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
const messageId = z.string().regex(/^\d+$/).describe('The platform’s, every digit.');
const at = z.int().describe('Milliseconds since 1970.');
const stamp = { at, device: text.describe('productKey/deviceName') };

const faults = z.array(text).readonly().describe('What was done on purpose, such as "spike temperature".');

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
    correctedByMs: z.number().describe('With --explain: what was added to this clock to sign.').optional(),
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
    faults: faults.optional(),
  }),
  event('skipped', 'A reading was left out on purpose.', { faults }),
  event('backlog', 'Readings of an earlier run wait; they go first.', {
    pending: count,
    since: at.describe('When the oldest was taken.'),
  }),
  event('sent', 'The platform took a reading.', {
    id,
    message: text.describe('The platform’s word for it.'),
    messageId: messageId.optional(),
    ms: ms.describe('How long the platform took to answer the try that worked.'),
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
  event('stopped', 'No more readings are taken.', {
    reason: z.enum(['done', 'signal', 'auth', 'full', 'failed']),
  }),
  event('warning', 'Something to know; the run goes on.', { message: text }),
  event('summary', 'The last event of a run.', {
    taken: count,
    clamped: count.describe('Values brought into the model’s range.'),
    snapped: count.describe('Values brought to the model’s step.'),
    skipped: count.describe('Readings left out on purpose.'),
    faults: z.record(z.string(), count).describe('How often each fault was done on purpose.'),
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

const line = <T extends string, S extends z.core.$ZodLooseShape>(type: T, description: string, shape: S) =>
  z.strictObject({ type: z.literal(type), at, ...shape }).describe(description);

/** What the emulator's check made of a reported value. */
const judged = {
  identifier: text,
  outcome: z.enum(['kept', 'outside-model', 'filtered']),
  value: z.json().describe('As the device wrote it.'),
  timeMs: at,
  refusal: z.strictObject({ code, message: text }).describe('Absent where it was kept.').optional(),
};

/** Every line that `--json` prints: the events of a run, and what the other commands say. */
export const lineSchema = z.discriminatedUnion('type', [
  ...eventSchema.options,
  line('verdict', 'check: what the platform does with a property, or with the whole message.', {
    property: text.describe('Absent where it is the whole message.').optional(),
    outcome: z.enum(['kept', 'outside-model', 'filtered']),
    code: code.optional(),
    message: text.optional(),
    value: z.json().describe('As it was written.').optional(),
  }),
  line('verification', 'verify and publish --verify: what was taken, compared with what the platform has.', {
    device: stamp.device,
    taken: count.describe('Readings in the ledger, and by what became of them:'),
    sent: count,
    refused: count,
    dropped: count,
    pending: count,
    stored: count.describe('Readings of which the platform holds all values.'),
    filtered: count.describe('Readings of which it filtered some values, or all.'),
    codes: z.record(z.string(), count).describe('How often it filtered, by its code.'),
    missing: count.describe('Readings that were sent, and the platform has not, or not all of.'),
    firstMissing: z
      .array(z.strictObject({ id, at, values: z.record(z.string(), z.json()) }))
      .describe('The first ten of these.'),
    notCompared: count.describe('Readings that were sent before the emulator’s log begins.'),
    logBegin: at.describe('Where the emulator’s log begins, when it is not whole.').optional(),
    unconfirmed: count.describe('Readings that arrived, though the device was not told so.'),
    duplicated: count.describe('Readings that arrived more than once.'),
    outOfOrder: count.describe('Readings that arrived after one that was taken later.'),
    wrongTime: count.describe('Readings that arrived with another time than they were taken at.'),
    notInLedger: count.describe('Reports that the ledger knows nothing of.'),
    delay: z
      .strictObject({ p50: ms, p90: ms, p99: ms, max: ms })
      .describe('From being taken to arriving, in milliseconds; null where nothing says.')
      .nullable(),
    lines: z
      .strictObject({ lines: count, foreign: count, other: count, invalid: count })
      .describe('Of the file of received messages: all, of other devices, of other kinds, no messages.')
      .optional(),
  }),
  line('outbox', 'outbox list: an outbox, and what waits in it.', {
    folder: text,
    endpoint: text.describe('Absent, with all that follows, where it cannot be read.').optional(),
    device: text.describe('productKey/deviceName.').optional(),
    pending: count.optional(),
    bytes: count.optional(),
    since: at.describe('When the oldest was taken; absent where none waits.').optional(),
    problem: text.describe('Why it cannot be read.').optional(),
  }),
  line('config', 'config: every setting and where it came from; secrets are masked.', {
    file: text.nullable(),
    settings: z.record(z.string(), z.strictObject({ value: text.nullable(), from: text })),
  }),
  line('written', 'init: the configuration that was written.', { path: text }),
  line('listening', 'emulator: where it listens, and its built-in device.', {
    url: text,
    console: text.describe('The address of its page.'),
    productKey: text,
    deviceName: text,
    deviceSecret: text.describe('Known to everybody.'),
    ca: text.describe('With --https: the file of the authority to trust.').optional(),
  }),
  line('exchange', 'emulator: a request and its answer.', {
    seq: text.describe('Sorts exchanges in the order in which they were answered.'),
    path: text,
    device: text.describe('productKey/deviceName, where the request named one that exists.').optional(),
    code: code.describe('Absent where a fault came before the platform could give one.').optional(),
    messageId: messageId.optional(),
    notes: z.array(text).describe('Why it was refused, and what differs from the documents without harm.'),
    fault: text.describe('The fault that was injected.').optional(),
    message: z
      .strictObject({
        topic: text,
        id: text.describe('The message’s own; absent where it has none.').optional(),
        body: text,
        problem: z
          .strictObject({ code, detail: text })
          .describe('Why the message was filtered as a whole.')
          .optional(),
        properties: z.array(z.strictObject(judged)),
        events: z.array(
          z.strictObject({ ...judged, name: text, eventType: z.enum(['info', 'alert', 'error']) }),
        ),
      })
      .describe('Of a publish that was taken: what became of it.')
      .optional(),
  }),
]);

/** The JSON Schema of one line of `--json`. */
export function lineJsonSchema(): object {
  return z.toJSONSchema(lineSchema, { target: 'draft-7' });
}

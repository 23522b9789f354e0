import * as z from 'zod';
import {
  at,
  code,
  count,
  faults,
  fitted,
  id,
  latency,
  messageId,
  ms,
  stamp,
  text,
  unfit,
  value,
} from './schema-parts.ts';

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
    fitted: fitted.optional(),
    unfit: unfit.optional(),
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
    latency: latency.describe('Milliseconds, of the readings sent; null where none was.'),
    durationMs: ms,
  }),
]);

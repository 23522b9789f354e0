import * as z from 'zod';
import { eventSchema } from './event-schema.ts';
import { fleetLine } from './fleet-schema.ts';
import { planLine } from './plan-schema.ts';
import {
  at,
  code,
  count,
  faults,
  fitted,
  id,
  line,
  messageId,
  ms,
  stamp,
  text,
  unfit,
  value,
} from './schema-parts.ts';

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
    filteredOnPurpose: count.describe('Readings of which it filtered only what was not to fit.'),
    codesOnPurpose: z.record(z.string(), count).describe('How often it filtered that, by its code.'),
    onPurpose: z.record(z.string(), count).describe('How often each fault was done, by its name.'),
    missing: count.describe('Readings that were sent, and the platform has not, or not all of.'),
    firstMissing: z
      .array(z.strictObject({ id, at, values: z.record(z.string(), z.json()) }))
      .describe('The first ten of these.'),
    notCompared: count.describe('Readings that were sent before the emulator’s log begins.'),
    logBegin: at.describe('Where the emulator’s log begins, when it is not whole.').optional(),
    unconfirmed: count.describe('Readings that arrived, though the device was not told so.'),
    duplicated: count.describe('Readings that arrived more than once.'),
    outOfOrder: count.describe('Readings that arrived after one that was sent later.'),
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
  line('preview', 'preview: a reading as it would be sent.', {
    values: z.record(z.string(), value),
    fitted: fitted.optional(),
    unfit: unfit.optional(),
    faults: faults.optional(),
  }),
  line('statistics', 'preview: what its readings are like; the last line.', {
    from: at.describe('When the first reading is taken.'),
    to: at.describe('When the next one would be due.'),
    everyMs: ms,
    readings: count.describe('As many as are due; a fault may leave out some.'),
    device: text.describe('Its name, on which the values depend.'),
    source: text.describe('What else they depend on, such as "seed 1f2e3d4c".'),
    properties: z
      .record(
        z.string(),
        z.strictObject({
          generator: text.describe('What makes the values, such as "uniform" or "climate outdoor".'),
          count,
          clamped: count.describe('Values brought into the model’s range.'),
          snapped: count.describe('Values brought to the model’s step.'),
          min: z.number().optional(),
          max: z.number().optional(),
          mean: z.number().optional(),
          deviation: z.number().describe('Standard deviation.').optional(),
          shares: z
            .record(z.string(), count)
            .describe('Of a property without numbers: how often each value comes, unless there are many.')
            .optional(),
        }),
      )
      .describe('Those of each property.'),
    climate: z
      .record(z.string(), z.number().nullable())
      .describe('Those of temperature and humidity together; null where the preview is too short.')
      .optional(),
  }),
  line('outbox', 'outbox list: an outbox, and what waits in it.', {
    folder: text,
    endpoint: text.describe('Absent, with all that follows, where it cannot be read.').optional(),
    device: text.describe('productKey/deviceName.').optional(),
    fleet: text.describe('The file of its devices, where it is that of a fleet.').optional(),
    pending: count.optional(),
    bytes: count.optional(),
    since: at.describe('When the oldest was taken; absent where none waits.').optional(),
    loss: text.describe('What of it is gone; absent where nothing is.').optional(),
    problem: text.describe('Why it cannot be read.').optional(),
  }),
  fleetLine,
  planLine,
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

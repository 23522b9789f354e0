import * as z from 'zod';
import { count, line, ms, text } from './schema-parts.ts';

const figure = z.number().min(0);
const sizes = z.strictObject({ min: figure, mean: figure, max: figure });

const load = z.strictObject({
  devices: count,
  perSecond: figure.describe('Readings a second, once all devices have begun.'),
  mostPerSecond: figure.describe('Of the device with most.'),
  peakPerSecond: count.describe('Readings in the second with most of them.'),
  readings: count.describe('In the whole run; null where it has no end.').nullable(),
  tokens: z.strictObject({
    atStart: count,
    withinMs: ms,
    peakPerSecond: count,
    perDay: figure.describe('Afterwards, with tokens that live as long as the documents say.'),
  }),
});

/** The line of `plan --json`. */
export const planLine = line('plan', 'plan: what a fleet would do, and whether it can.', {
  fits: z.boolean().describe('No limit is exceeded for sure, and this machine can do it.'),
  shard: text.describe('The share of the devices that would run here, such as 3/16.').nullable(),
  load: load.describe('The whole fleet.'),
  here: load.describe('What of it would run here.'),
  messages: z
    .strictObject({
      sampled: count.describe('How many were written to measure them.'),
      body: sizes,
      request: sizes.describe('With its head, before TLS.'),
      answer: count.describe('An answer of the emulator, with its head.'),
      outbox: sizes.describe('What a reading takes in an outbox, about.'),
      units: sizes.describe('What a message is billed as: one for each 512 bytes that it begins.'),
      properties: count,
    })
    .describe('Messages, in bytes.'),
  bytes: z
    .strictObject({
      upPerSecond: count,
      upPerDay: count,
      downPerSecond: count,
      downPerDay: count,
      unitsPerDay: count,
      outboxPerHour: count,
    })
    .describe('What the whole fleet moves, before TLS.'),
  limits: z
    .array(
      z.strictObject({
        name: text,
        verdict: z.enum(['ok', 'over', 'unknown']),
        value: figure,
        limit: figure,
        unit: z.enum(['perSecond', 'devices', 'bytes', 'properties']),
        source: text,
        certainty: text,
        beyond: text,
      }),
    )
    .readonly()
    .describe('The platform’s limits; unknown where no document says whether one holds.'),
  machine: z
    .strictObject({
      verdict: z.enum(['ok', 'tight', 'over']),
      corePerSecond: figure.describe('Messages a second that one core can send, as it was measured.'),
      coreShare: figure.describe('Of one core that the plan takes: 1 is all of it.'),
      threads: count.describe('Threads that have a core, of those that were asked for.'),
      perSecond: figure.describe('Messages a second that these can send.'),
      threadsNeeded: count,
      machinesNeeded: count,
      peakMs: ms.describe('For the second with most readings.'),
      deviceBytes: figure.describe(
        'Memory of a device with a token, and with its connection where it has one.',
      ),
      deviceHeapBytes: figure.describe('How much of that is memory that Node computes with.'),
      devicesBytes: figure,
      memory: z.enum(['ok', 'over']),
      cores: count,
      memoryBytes: count,
      heapBytes: count,
      devices: count.describe('With so many it was measured.'),
      connections: count,
    })
    .describe('This machine; null where it was not measured.')
    .nullable(),
  problem: text.describe('Why it could not be measured.').optional(),
});

/** What {@link planLine} describes. */
export type PlanLine = z.infer<typeof planLine>;

import * as z from 'zod';
import { at, count, latency, line, ms, text } from './schema-parts.ts';

/** So much a histogram counts of one duration. */
const MOST = 4_000_000_000;
/** A time that a calendar has. */
const time = at.min(0).max(8.64e15);
const counted = count.max(MOST);

const histogram = z
  .array(z.tuple([ms, counted]).readonly())
  .readonly()
  .describe('How often each duration occurred: milliseconds and a count, the shortest first.');

/** The line of `fleet --json`, from which reports are merged. */
export const fleetLine = line('fleet', 'fleet: how a run of many devices went.', {
  seed: text,
  shard: text
    .regex(/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/)
    .describe('The share of the devices that ran, such as 3/16.')
    .nullable(),
  settings: z
    .record(z.string(), z.strictObject({ value: text.nullable(), from: text }))
    .describe('Every setting and where it came from; secrets are masked.'),
  missing: z.array(text).readonly().describe('Of merged shards: those that are not among them.').optional(),
  target: z.number().min(0).describe('Readings a second that there should be.'),
  startedAtMs: time,
  durationMs: ms.max(3_650 * 86_400_000),
  devices: count,
  restored: count.describe('Readings of earlier runs that waited in the outbox when it began.'),
  taken: count,
  sent: count,
  refused: count,
  dropped: count.describe('Given up: more came than may wait.'),
  pending: count,
  untaken: count.describe('Readings that were due before the end and never taken; lateness counts them.'),
  failed: count.describe('Tries that failed; each was followed by another, or is pending.'),
  auths: count.describe('Answers of /auth, good or bad.'),
  perSecond: z.number().min(0).describe('Sent a second, over the whole run.'),
  peakPerSecond: count.describe('Readings taken in the second with most of them.'),
  latency: latency.describe('From when a reading was due to its answer, in milliseconds.'),
  service: latency.describe('From a request to its answer, in milliseconds.'),
  lateness: latency.describe('From when a reading was due to when it was taken, in milliseconds.'),
  histograms: z
    .strictObject({ latency: histogram, service: histogram, lateness: histogram })
    .describe('All of these durations, to three digits.'),
  codes: z
    .record(z.string().regex(/^-?\d+$/), count)
    .describe('How often the platform answered with each code.'),
  errors: z
    .record(z.string(), z.strictObject({ count, example: text }))
    .describe('Failed tries, by the kind of failure.'),
  shutOut: z
    .array(z.strictObject({ device: text, reason: text }))
    .readonly()
    .describe('The first twenty devices that the platform did not let in.'),
  shutOutCount: count,
  worst: z
    .array(
      z.strictObject({
        device: text,
        taken: count,
        refused: count,
        dropped: count,
        pending: count,
        failed: count,
        slowestMs: count.describe('The longest from when a reading was due to its answer.'),
      }),
    )
    .readonly()
    .describe('The twenty devices with the most trouble, and then the slowest.'),
  series: z
    .strictObject({
      widthMs: z.int().min(1000),
      points: z
        .array(
          z.strictObject({
            atMs: time,
            taken: count,
            sent: count,
            refused: count,
            failed: count,
            dropped: count,
            mostTaken: count.describe('Readings taken in its second with most of them.'),
            pending: count.describe('Readings that waited at its end.'),
            latency: histogram.describe('Those of the readings answered in it, to one digit.'),
          }),
        )
        .max(1_000)
        .readonly(),
    })
    .describe('What happened over time, in points of one width.'),
  thresholds: z
    .array(
      z.strictObject({
        text: text.describe('As it was written.'),
        isCrossed: z.boolean(),
        actual: text.describe('The figure of the run, for people.'),
      }),
    )
    .readonly()
    .optional()
    .describe('What --fail-if was given, and what the run came to.'),
});

/** What {@link fleetLine} describes. */
export type FleetLine = z.infer<typeof fleetLine>;

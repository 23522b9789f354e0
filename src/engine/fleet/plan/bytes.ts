import { encodeHttp1 } from '../../../client/http1.ts';
import { writeRecord } from '../../../outbox/record.ts';
import { keyOf } from '../../../outbox/rows.ts';
import { encodePropertyPost } from '../../../protocol/alink.ts';
import { messageIdOf, nextMessageSlot } from '../../../protocol/message-id.ts';
import { encodePublishRequest } from '../../../protocol/publish.ts';
import { deviceText, propertyPostTopic } from '../../../protocol/topic.ts';
import { takeReading } from '../../../readings/generator.ts';
import { take } from '../../take.ts';
import type { FleetDevice } from '../device.ts';

const DAY_S = 86_400;
const HOUR_S = 3_600;
/** A message counts once for each so many bytes that it begins. Source: the price list of 2020. */
const BILLED_BYTES = 512;
/** The form of the platform’s tokens: 32 hexadecimal digits. */
const TOKEN = '0'.repeat(32);

/** How large messages are, in bytes. */
export interface Sizes {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** What is known of the messages of a fleet from some that were written. */
export interface MessageSizes {
  /** How many were written. */
  readonly sampled: number;
  readonly body: Sizes;
  /** With its head, before TLS. */
  readonly request: Sizes;
  /** What a reading takes in an outbox. */
  readonly outbox: Sizes;
  /** What messages are billed as; the mean may be broken. */
  readonly units: Sizes;
  /** Properties of the message with most of them. */
  readonly properties: number;
}

/**
 * Writes a reading of each device just as a run would, and measures it.
 * @param options.server what stands in a request of where it goes
 */
export function measureMessages(
  devices: readonly FleetDevice[],
  { nowMs, server }: { nowMs: number; server: { host: string; prefix: string } },
): MessageSizes {
  const id = messageIdOf(nextMessageSlot(-1, nowMs), 0);
  const messages = devices.map(({ generators, model, triple }) => {
    const values = takeReading(generators, { timeMs: nowMs, index: 0 });
    const { params } = take(model, { timeMs: nowMs, values }, { clamp: true });
    const body = encodePropertyPost({ id, params });
    const topic = propertyPostTopic(triple);
    const key = keyOf(`${encodeURIComponent(deviceText(triple))}/`, 1);
    return {
      body: Buffer.byteLength(body),
      request: Buffer.byteLength(
        encodeHttp1(encodePublishRequest({ topic, token: TOKEN, body }), server).text,
      ),
      outbox: Buffer.byteLength(key + writeRecord({ id, takenAtMs: nowMs, params })),
      properties: params.size,
    };
  });
  return {
    sampled: messages.length,
    body: sizesOf(messages.map(({ body }) => body)),
    request: sizesOf(messages.map(({ request }) => request)),
    outbox: sizesOf(messages.map(({ outbox }) => outbox)),
    units: sizesOf(messages.map(({ body }) => Math.ceil(body / BILLED_BYTES))),
    properties: Math.max(0, ...messages.map(({ properties }) => properties)),
  };
}

/** How many bytes a fleet moves, before TLS; in whole ones. */
export interface ByteLoad {
  readonly upPerSecond: number;
  readonly upPerDay: number;
  readonly downPerSecond: number;
  readonly downPerDay: number;
  /** What the messages of a day are billed as. */
  readonly unitsPerDay: number;
  /** What the readings of an hour take that are kept until an outage ends. */
  readonly outboxPerHour: number;
}

/** How many bytes messages of these sizes come to. @param answerBytes of an answer, with its head */
export function planBytes(
  { request, outbox, units }: MessageSizes,
  { perSecond, answerBytes }: { perSecond: number; answerBytes: number },
): ByteLoad {
  const up = perSecond * request.mean;
  const down = perSecond * answerBytes;
  return {
    upPerSecond: Math.round(up),
    upPerDay: Math.round(up * DAY_S),
    downPerSecond: Math.round(down),
    downPerDay: Math.round(down * DAY_S),
    unitsPerDay: Math.round(perSecond * units.mean * DAY_S),
    outboxPerHour: Math.round(perSecond * outbox.mean * HOUR_S),
  };
}

function sizesOf(values: readonly number[]): Sizes {
  if (values.length === 0) return { min: 0, mean: 0, max: 0 };
  const total = values.reduce((sum, value) => sum + value, 0);
  return { min: Math.min(...values), mean: total / values.length, max: Math.max(...values) };
}

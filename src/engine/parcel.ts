import type { Clock } from '../clock.ts';
import type { SimError } from '../errors.ts';
import type { Outbox, Pending } from '../outbox/outbox.ts';
import { encodeHistoryPost, encodePropertyPost, writePastReading } from '../protocol/alink.ts';
import type { Answer } from '../protocol/answer.ts';
import { answerCode } from '../protocol/codes.ts';
import { LIMITS } from '../protocol/limits.ts';
import { type DeviceIdentity, propertyHistoryTopic, propertyPostTopic } from '../protocol/topic.ts';
import type { UnstampedEvent } from './events.ts';

/** How a backlog is sent: each reading as a report of its own, or many in one history report. */
export const DRAINS = ['post', 'history'] as const;

/** One of {@link DRAINS}. */
export type Drain = (typeof DRAINS)[number];

/** A reading sent later than this after it was taken carries its own time. */
const LATE_MS = 1_000;

/** What a history report has beside its readings is shorter than this. */
const ENVELOPE_BYTES = 512;

/** Readings that go to the platform in one message. */
export interface Parcel {
  readonly topic: string;
  /** Called right before each request, so that a late message can say when it was taken. */
  readonly body: () => string;
  /** Never none. */
  readonly readings: readonly Pending[];
}

/** Packs readings into messages, and says what the answers mean for each. */
export interface Parcels {
  /** Of the oldest readings; the same ones until they are answered. At least one must wait. */
  next(): Parcel;
  /** @param how how long the try took that brought the answer, in ms, and the how-manieth it was */
  answered(parcel: Parcel, answer: Answer, how: { ms: number; attempts: number }): Promise<void>;
  /** Told why a try was in vain, before the next one. */
  failed(parcel: Parcel, error: SimError): void;
}

/** What packing needs. */
export interface Packing {
  readonly device: DeviceIdentity;
  readonly outbox: Outbox;
  readonly drain: Drain;
  readonly clock: Clock;
  /** When each reading of this run was taken, by id, on the clock that never jumps. */
  readonly takenAt: Map<string, number>;
  readonly emit: (event: UnstampedEvent) => void;
}

/** Makes parcels of what waits in an outbox. */
export function createParcels({ device, outbox, drain, clock, takenAt, emit }: Packing): Parcels {
  const postTopic = propertyPostTopic(device);
  const historyTopic = propertyHistoryTopic(device);
  let takesHistory = drain === 'history';
  /** The parcel that has no answer yet: it is sent again as it is. */
  let open: Parcel | undefined;

  /** Only readings of an earlier run, and those with a time of their own, must be told by the clock on the wall. */
  const isLate = ({ id, takenAtMs }: Pending): boolean => {
    const taken = takenAt.get(id);
    return taken === undefined
      ? Math.abs(clock.now() - takenAtMs) > LATE_MS
      : clock.elapsed() - taken > LATE_MS;
  };

  const report = (reading: Pending): Parcel => {
    const { id, params, takenAtMs } = reading;
    const body = (): string =>
      encodePropertyPost({ id, params, timeMs: isLate(reading) ? takenAtMs : undefined });
    return { topic: postTopic, body, readings: [reading] };
  };

  /** As many late readings as one message may have, under the id of the first; one alone is no history. */
  const history = (first: Pending): Parcel => {
    const readings: Pending[] = [];
    let bytes = ENVELOPE_BYTES;
    let properties = 0;
    for (const reading of outbox.oldest(LIMITS.propertiesPerMessage)) {
      bytes += Buffer.byteLength(writePastReading(reading)) + 1;
      properties += reading.params.size;
      const isTooMuch = bytes > LIMITS.bodyBytes || properties > LIMITS.propertiesPerMessage;
      if (isTooMuch || !isLate(reading)) break;
      readings.push(reading);
    }
    if (readings.length < 2) return report(first);
    const body = encodeHistoryPost({ id: first.id, device, readings });
    return { topic: historyTopic, body: () => body, readings };
  };

  /** A platform that takes no history over HTTPS gets reports for the rest of the run. */
  const giveUpHistory = (why: string): void => {
    open = undefined;
    takesHistory = false;
    emit({
      type: 'warning',
      message: `No history report was taken (${why}); the backlog is sent as reports.`,
    });
  };

  return {
    next() {
      const [first] = outbox.oldest(1);
      if (first === undefined) throw new Error('no reading waits');
      if (open?.readings[0] !== first) open = takesHistory ? history(first) : report(first);
      return open;
    },
    failed({ topic }, error) {
      // No network that may come back, but an answer: one that says that it was not taken, with a code of no meaning.
      if (topic === historyTopic && error.code === 'UNDELIVERED') giveUpHistory(error.message);
    },
    async answered({ topic, readings }, { code, message, messageId }, { ms, attempts }) {
      open = undefined;
      if (code !== 0 && topic === historyTopic) return giveUpHistory(`${code} ${message}`);
      // Settled in one turn and so kept together: a parcel is not sent again in part, under another id.
      const settled: Promise<void>[] = [];
      for (const reading of readings) {
        const { id } = reading;
        if (outbox.oldest(1)[0] !== reading) continue; // given up while it was on its way, and counted so
        if (code === 0) {
          emit({
            type: 'sent',
            id,
            message,
            ...(messageId === undefined ? {} : { messageId }),
            ms,
            attempts,
          });
        } else {
          emit({ type: 'refused', id, code, message, hint: answerCode(code).hint });
        }
        takenAt.delete(id);
        settled.push(outbox.settle(id, code === 0 ? 'sent' : 'refused'));
      }
      await Promise.all(settled);
    },
  };
}

import { setMaxListeners } from 'node:events';
import type { Client } from '../client/client.ts';
import { canGetBetter, type RetryBudget, retryDelay } from '../client/retry.ts';
import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Outbox, Pending } from '../outbox/outbox.ts';
import { encodePropertyPost } from '../protocol/alink.ts';
import { answerCode } from '../protocol/codes.ts';
import type { Random } from '../random.ts';
import { droppedEvent, type UnstampedEvent } from './events.ts';

/** A reading sent later than this after it was taken carries its own time. */
const LATE_MS = 1_000;

/** Tries of a run that was stopped are at most so far apart. */
const LAST_WAIT_MS = 1_000;

/** What delivering needs. */
export interface Delivery {
  readonly client: Client;
  readonly outbox: Outbox;
  readonly topic: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How long a reading is tried, counted from when it was taken. */
  readonly budget: RetryBudget;
  /** When each reading of this run was taken, by id, on the clock that never jumps. */
  readonly takenAt: Map<string, number>;
  readonly emit: (event: UnstampedEvent) => void;
  /** Aborts when no more readings will come: what is left is delivered, then it is done. */
  readonly noMore: AbortSignal;
  /** Aborts when the run is to end soon: what is left is tried at once, and again at short distances. */
  readonly stop: AbortSignal;
  /** Aborts when nothing more is to be waited for. */
  readonly leave: AbortSignal;
}

/**
 * Delivers readings in the order they were taken until no more come and none is left. While the platform cannot be
 * reached the waits between tries grow, over all readings; those whose budget is used up are given up.
 * @throws the reason of `leave`, SimError AUTH_REFUSED, and whatever is no fault of platform or network
 */
export async function deliverAll(delivery: Delivery): Promise<void> {
  const { client, outbox, topic, clock, random, budget, takenAt, emit, noMore, stop, leave } = delivery;
  const moreOrLeave = AbortSignal.any([noMore, leave]);
  const stopOrLeave = AbortSignal.any([stop, leave]);
  setMaxListeners(0, leave, moreOrLeave, stopOrLeave);
  /** The trouble that lasts: tries that failed in a row, and since when. */
  let trouble = { failures: 0, sinceMs: 0 };
  /** Tries of the oldest reading. */
  let attempts = 0;

  /** Milliseconds since a reading was taken; only those of an earlier run must be told by the clock on the wall. */
  const age = ({ id, takenAtMs }: Pending): number => {
    const taken = takenAt.get(id);
    return taken === undefined ? clock.now() - takenAtMs : clock.elapsed() - taken;
  };
  const confirm = async (id: string): Promise<void> => {
    takenAt.delete(id);
    attempts = 0;
    await outbox.confirm(id);
  };

  const nextReading = async (): Promise<Pending | undefined> => {
    while (!(noMore.aborted && outbox.size() === 0)) {
      try {
        return await outbox.next(noMore.aborted ? leave : moreOrLeave);
      } catch (error) {
        if (leave.aborted || error !== noMore.reason) throw error;
      }
    }
    return undefined;
  };

  const publish = async (reading: Pending): Promise<void> => {
    const { id, takenAtMs, params } = reading;
    const startedAt = clock.elapsed();
    const body = (): string => {
      const isLate = age(reading) > LATE_MS;
      return encodePropertyPost({ id, params, timeMs: isLate ? takenAtMs : undefined });
    };
    const { code, message, messageId } = await client.publish({ topic, body }, leave);
    if (trouble.failures > 0) {
      emit({
        type: 'recovered',
        ms: Math.round(clock.elapsed() - trouble.sinceMs),
        pending: outbox.size() - 1,
      });
      trouble = { failures: 0, sinceMs: 0 };
    }
    if (code === 0) {
      const ms = toMicroseconds(clock.elapsed() - startedAt);
      emit({ type: 'sent', id, message, ...(messageId === undefined ? {} : { messageId }), ms, attempts });
    } else {
      emit({ type: 'refused', id, code, message, hint: answerCode(code).hint });
    }
    await confirm(id);
  };

  /** Gives up the oldest readings as long as their time is over. */
  const giveUpOld = async (error: SimError): Promise<void> => {
    // Where somebody waits, nothing is tried in vain; a run goes on, since even a certificate may be mended.
    const isHopeless = !canGetBetter(error) && Number.isFinite(budget.attempts);
    while (outbox.size() > 0) {
      const oldest = await outbox.next(leave);
      const isOver = age(oldest) >= budget.forMs || attempts >= budget.attempts || isHopeless;
      if (!isOver) return;
      emit(droppedEvent(oldest.id, error));
      await confirm(oldest.id);
    }
  };

  /** A stop ends a long wait: what is left has little time. */
  const pause = async (ms: number): Promise<void> => {
    if (stop.aborted) return clock.sleep(ms, leave);
    try {
      await clock.sleep(ms, stopOrLeave);
    } catch (error) {
      if (leave.aborted || !stop.aborted) throw error;
    }
  };

  for (let reading = await nextReading(); reading !== undefined; reading = await nextReading()) {
    attempts++;
    try {
      await publish(reading);
    } catch (error) {
      if (leave.aborted || !(error instanceof SimError) || error.code === 'AUTH_REFUSED') throw error;
      if (trouble.failures === 0) trouble.sinceMs = clock.elapsed();
      trouble.failures++;
      await giveUpOld(error);
      if (outbox.size() === 0) continue;
      const ms = retryDelay({ attempt: trouble.failures, error, random });
      const wait = stop.aborted ? Math.min(ms, LAST_WAIT_MS) : ms;
      emit({ type: 'waiting', reason: error.message, ms: Math.round(wait), pending: outbox.size() });
      await pause(wait);
    }
  }
}

/** Milliseconds to three digits: more is noise. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

import { setMaxListeners } from 'node:events';
import type { Client } from '../client/client.ts';
import { canGetBetter, retryDelay } from '../client/retry.ts';
import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Outbox, Pending } from '../outbox/outbox.ts';
import type { Answer } from '../protocol/answer.ts';
import type { Random } from '../random.ts';
import { droppedEvent, type UnstampedEvent } from './events.ts';
import type { Parcels } from './parcel.ts';

/** Tries of a run that was stopped are at most so far apart. */
const LAST_WAIT_MS = 1_000;

/** A run that takes no more readings goes on for so long while nothing gets through. */
const PATIENCE_MS = 60_000;

/** So much time that a timer took too long is made up for. */
const MOST_MADE_UP_MS = 20;

/** So many readings may be answered and not yet marked so: as many come again after a crash, with the same ids. */
const MOST_MARKS = 16;

/** What delivering needs. */
export interface Delivery {
  readonly client: Client;
  readonly outbox: Outbox;
  readonly parcels: Parcels;
  readonly clock: Clock;
  readonly random: Random;
  /** How often each reading is tried; without it, as long as the run lasts. */
  readonly attempts: number | undefined;
  /** Messages a second while a backlog is made up for. */
  readonly drainPerSecond: number;
  /** Whether there is one from the beginning. */
  readonly hasBacklog: boolean;
  /** Whether that pace is kept to even where nothing else waits. */
  readonly isAlwaysPaced: boolean;
  readonly emit: (event: UnstampedEvent) => void;
  /** Aborts when no more readings will come: what is left is delivered, then it is done. */
  readonly noMore: AbortSignal;
  /** Aborts when the run is to end soon: what is left is tried at once, and again at short distances. */
  readonly stop: AbortSignal;
  /** Aborts when nothing more is to be waited for. */
  readonly leave: AbortSignal;
}

/**
 * Delivers readings in the order they were taken until no more come and none is left, or nothing gets through any
 * more. While the platform cannot be reached the waits between tries grow; afterwards the backlog is sent at its pace.
 * @throws the reason of `leave`, SimError AUTH_REFUSED, what the outbox fails with, and what is no fault of the network
 */
export async function deliverAll(delivery: Delivery): Promise<void> {
  const { client, outbox, parcels, clock, random, attempts, drainPerSecond, isAlwaysPaced, emit } = delivery;
  const { noMore, stop, leave } = delivery;
  const moreOrLeave = AbortSignal.any([noMore, leave]);
  const stopOrLeave = AbortSignal.any([stop, leave]);
  setMaxListeners(0, leave, moreOrLeave, stopOrLeave);
  /** The trouble that lasts: tries that failed in a row, and since when. */
  let trouble = { failures: 0, sinceMs: 0 };
  /** What says that readings were answered, on its way into the outbox, the oldest first. */
  const marks: Promise<void>[] = [];
  /** The first of them that failed: what is sent after it would come again. */
  let unmarked: { error: unknown } | undefined;
  /** Tries of the oldest reading. */
  let tries = 0;
  /** Whether a backlog is made up for: until nothing waits. */
  let isBehind = delivery.hasBacklog;
  /** When the next message may go at its pace. */
  let nextAtMs = Number.NEGATIVE_INFINITY;
  let endedAtMs = Number.POSITIVE_INFINITY;
  noMore.addEventListener(
    'abort',
    () => {
      endedAtMs = clock.elapsed();
    },
    { once: true },
  );

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

  /** While others wait the next one is sent at once: a disk takes longer to keep a mark than a platform to answer. */
  const mark = async (kept: Promise<void>): Promise<void> => {
    kept.catch((error: unknown) => {
      unmarked ??= { error };
    });
    marks.push(kept);
    while (marks.length > (outbox.size() === 0 ? 0 : MOST_MARKS)) await marks.shift();
  };

  /** Sends the oldest readings. @returns why it is worth another try; undefined where there was an answer */
  const publish = async (): Promise<SimError | undefined> => {
    if (unmarked !== undefined) throw unmarked.error;
    const startedAt = clock.elapsed();
    const parcel = parcels.next();
    let answer: Answer;
    try {
      answer = await client.publish(parcel, leave);
    } catch (error) {
      if (leave.aborted || !(error instanceof SimError) || error.code === 'AUTH_REFUSED') throw error;
      parcels.failed(parcel, error);
      return error;
    }
    if (trouble.failures > 0) {
      const ms = Math.round(clock.elapsed() - trouble.sinceMs);
      emit({ type: 'recovered', ms, pending: outbox.size() - parcel.readings.length });
      trouble = { failures: 0, sinceMs: 0 };
    }
    const ms = toMicroseconds(clock.elapsed() - startedAt);
    await mark(parcels.answered(parcel, answer, { ms, attempts: tries }));
    tries = 0;
    return undefined;
  };

  /** Gives up the oldest readings: those that were tried often enough, or all. */
  const giveUp = async (error: SimError, isOver: () => boolean): Promise<void> => {
    while (outbox.size() > 0 && isOver()) {
      const { id } = await outbox.next(leave);
      emit(droppedEvent(id, error));
      tries = 0;
      await outbox.settle(id, 'dropped');
    }
  };

  /** After a failed try; true where it is no use to go on. */
  const isHopeless = async (error: SimError): Promise<boolean> => {
    // Where somebody waits, nothing is tried in vain; a run goes on, since even a certificate may be mended.
    if (attempts !== undefined) await giveUp(error, () => tries >= attempts || !canGetBetter(error));
    const isOver = clock.elapsed() - Math.max(endedAtMs, trouble.sinceMs) >= PATIENCE_MS;
    if (isOver && !outbox.isKept) await giveUp(error, () => true);
    return isOver;
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

  /** Keeps a backlog's pace, so that a platform that has just come back is not flooded. */
  const keepPace = async (startedAt: number): Promise<void> => {
    isBehind &&= outbox.size() > 0;
    // A timer wakes a little late; that little is made up for, so that the pace is kept on the whole.
    const isLate = startedAt - nextAtMs > MOST_MADE_UP_MS;
    nextAtMs = (isLate ? startedAt : nextAtMs) + 1000 / drainPerSecond;
    const ms = nextAtMs - clock.elapsed();
    if ((isBehind || isAlwaysPaced) && ms > 0) await clock.sleep(ms, leave);
  };

  for (let reading = await nextReading(); reading !== undefined; reading = await nextReading()) {
    const startedAt = clock.elapsed();
    tries += 1;
    const error = await publish();
    if (error === undefined) {
      await keepPace(startedAt);
      continue;
    }
    if (trouble.failures === 0) trouble.sinceMs = clock.elapsed();
    trouble.failures += 1;
    isBehind = true;
    if (await isHopeless(error)) break;
    if (outbox.size() === 0) continue;
    const ms = retryDelay({ attempt: trouble.failures, error, random });
    const wait = stop.aborted ? Math.min(ms, LAST_WAIT_MS) : ms;
    emit({ type: 'waiting', reason: error.message, ms: Math.round(wait), pending: outbox.size() });
    await pause(wait);
  }
  await Promise.all(marks);
}

/** Milliseconds to three digits: more is noise. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

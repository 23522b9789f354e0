import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import { isFull, keptSince, type OutboxLimit, type WhenFull } from '../outbox/limit.ts';
import type { Outbox, Pending } from '../outbox/outbox.ts';
import { encodePropertyPost } from '../protocol/alink.ts';
import { LIMITS } from '../protocol/limits.ts';
import { createMessageIds } from '../protocol/message-id.ts';
import type { Random } from '../random.ts';
import type { Sample } from '../readings/sample.ts';
import type { ThingModel } from '../tsl/model.ts';
import { droppedEvent, type UnstampedEvent } from './events.ts';
import type { Source } from './source.ts';
import { take } from './take.ts';

/** So many readings may be on their way into the outbox. */
const MOST_UNKEPT = 1000;
/** With so many waiting, the platform does not keep pace, and a person should know. */
const MANY_PENDING = 100;

/** What taking readings needs. */
interface Taking {
  readonly model: ThingModel;
  readonly source: Source;
  readonly outbox: Outbox;
  /** How much may wait in it, and what happens when it is full. */
  readonly limit: OutboxLimit;
  readonly whenFull: WhenFull | 'wait';
  readonly clock: Clock;
  readonly random: Random;
  /** False takes values as they come, even where they do not fit the model. */
  readonly clamp: boolean;
  /** Gets the time each reading was taken, by id, on the clock that never jumps. */
  readonly takenAt: Map<string, number>;
  readonly emit: (event: UnstampedEvent) => void;
  /** Ends it, as the pace does. */
  readonly until: AbortSignal;
}

/** Later than this, or earlier, a reading is not of now. */
const LIVE_MS = 1_000;

/**
 * Takes the readings of a source and puts them into the outbox; those that can never be sent are given up. A reading is
 * told of once the outbox has it, while the next ones are being taken.
 * @returns the error that ended it: the outbox was full and that is to be the end, or the source failed
 * @throws what the outbox fails with
 */
export async function takeAll(taking: Taking): Promise<SimError | undefined> {
  const { model, source, outbox, limit, whenFull, clock, random, clamp, takenAt, emit } = taking;
  const messageIds = createMessageIds(random);
  const ids = new WeakMap<Sample, string>();
  /** What this run found waiting has as long as what it takes to be delivered, unless it is what goes first. */
  const sinceMs = whenFull === 'drop-oldest' ? undefined : clock.now();
  let isBacklogTold = outbox.size() >= MANY_PENDING; // those of an earlier run were told of
  let unkept = 0;
  let last: Promise<void> = Promise.resolve();
  /** Aborts when a reading could not be kept: those who wait for the next one should not. */
  const failed = new AbortController();
  const until = AbortSignal.any([taking.until, failed.signal]);
  setMaxListeners(0, until);

  /** Readings are kept in the order they come. */
  const keep = (message: Pending, told: () => void): void => {
    unkept += 1;
    if (Math.abs(clock.now() - message.takenAtMs) <= LIVE_MS) takenAt.set(message.id, clock.elapsed());
    last = outbox.put(message).then(told);
    last.then(
      () => {
        unkept -= 1;
      },
      (error: unknown) => failed.abort(error),
    );
  };

  const takeOne = async (sample: Sample): Promise<void> => {
    const { timeMs, faults } = sample;
    const { values, params, fitted, unfit } = take(model, sample, { clamp });
    const id = (sample.repeats && ids.get(sample.repeats)) ?? messageIds(clock.now());
    ids.set(sample, id);
    const notes = {
      ...(Object.keys(fitted).length > 0 ? { fitted } : {}),
      ...(Object.keys(unfit).length > 0 ? { unfit } : {}),
      ...(faults === undefined ? {} : { faults }),
    };
    const tell = (): void => emit({ type: 'reading', at: timeMs, id, values, ...notes });
    const problem =
      tooLarge(encodePropertyPost({ id, params, timeMs })) ?? (await makeRoom(taking, { until, sinceMs }));
    const message = { id, takenAtMs: timeMs, params };
    if (problem === undefined) keep(faults === undefined ? message : { ...message, faults }, tell);
    else {
      await last.catch(() => {}); // those before it are told of first
      tell();
      emit(droppedEvent(id, problem));
    }
    if (outbox.size() >= MANY_PENDING && !isBacklogTold && whenFull !== 'wait') {
      isBacklogTold = true;
      const cause = 'the platform answers more slowly than they are taken, or cannot be reached';
      emit({ type: 'warning', message: `${MANY_PENDING} readings wait to be delivered: ${cause}.` });
    }
  };

  const takeThem = async (): Promise<SimError | undefined> => {
    const warn = (message: string): void => emit({ type: 'warning', message });
    try {
      for await (const sample of source({ clock, signal: until, warn })) {
        if (unkept >= MOST_UNKEPT) await last.catch(() => {});
        if (whenFull === 'stop' && isFull(outbox, limit, { nowMs: clock.now(), sinceMs })) {
          return outboxFull(outbox, limit, '');
        }
        if (failed.signal.aborted) break;
        const { timeMs, faults = [], isSkipped } = sample;
        if (isSkipped === true) emit({ type: 'skipped', at: timeMs, faults });
        else await takeOne(sample);
      }
    } catch (error) {
      if (until.aborted && error === until.reason) return undefined;
      if (error instanceof SimError) return error;
      throw error;
    }
    return undefined;
  };

  const ending = await takeThem();
  await last.catch(() => {});
  if (failed.signal.aborted) throw failed.signal.reason;
  return ending;
}

/** Why a reading can never be sent; undefined where it can. */
function tooLarge(longestBody: string): SimError | undefined {
  const bytes = Buffer.byteLength(longestBody);
  if (bytes <= LIMITS.bodyBytes) return undefined;
  return new SimError(
    'MESSAGE_TOO_LARGE',
    `The message has ${bytes} bytes; the platform takes ${LIMITS.bodyBytes}.`,
  );
}

/**
 * Sees to it that the outbox has room for one more reading.
 * @returns why the newest is to be given up; undefined where there is room
 */
async function makeRoom(
  { outbox, limit, whenFull, clock, takenAt, emit }: Taking,
  { until, sinceMs }: { until: AbortSignal; sinceMs: number | undefined },
): Promise<SimError | undefined> {
  for (let nowMs = clock.now(); isFull(outbox, limit, { nowMs, sinceMs }); nowMs = clock.now()) {
    if (whenFull === 'wait') {
      // What is given after a stop was taken before it: it is kept, even where that is one too many.
      if (until.aborted) return undefined;
      await outbox.room(until).catch(() => {});
      continue;
    }
    if (whenFull !== 'drop-oldest') return outboxFull(outbox, limit, '; this one was not kept');
    const error = outboxFull(outbox, limit, '; the oldest was given up');
    const oldest = await outbox.drop(keptSince(limit, nowMs));
    if (oldest === undefined) return undefined; // the only one is on its way
    takenAt.delete(oldest.id);
    emit(droppedEvent(oldest.id, error));
  }
  return undefined;
}

function outboxFull(outbox: Outbox, limit: OutboxLimit, consequence: string): SimError {
  const waiting = `${outbox.size()} readings wait to be delivered`;
  const words =
    'ageMs' in limit ? `${waiting}, the oldest for longer than it may` : `${waiting}, as many as may`;
  return new SimError('OUTBOX_FULL', `${words}${consequence}.`);
}

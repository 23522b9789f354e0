import { setMaxListeners } from 'node:events';
import { type ClientOptions, completeClientOptions, createClient } from '../client/client.ts';
import { SimError } from '../errors.ts';
import { DEFAULT_LIMIT, type OutboxLimit, type WhenFull } from '../outbox/limit.ts';
import { createMemoryOutbox } from '../outbox/memory.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ThingModel } from '../tsl/model.ts';
import { deliverAll } from './deliver.ts';
import { authEvent, type SimEvent, type Summary, type UnstampedEvent } from './events.ts';
import { DEFAULT_DRAIN_PER_SECOND } from './pace.ts';
import { createParcels, type Drain } from './parcel.ts';
import type { Source } from './source.ts';
import { createTally } from './summary.ts';
import { takeAll } from './take-all.ts';

/** How long a stopped run goes on delivering what is pending when nobody says. */
export const DEFAULT_GRACE_MS = 5_000;

/** One device's run. */
export interface DeviceRun {
  readonly client: ClientOptions;
  readonly model: ThingModel;
  readonly source: Source;
  /** @default one that lives in memory */
  readonly outbox?: Outbox | undefined;
  /** Told everything that happens, at once; must not block or throw. */
  readonly emit?: ((event: SimEvent) => void) | undefined;
  /** When it aborts no more readings are taken; what is pending has `graceMs` to be delivered. */
  readonly stop?: AbortSignal | undefined;
  /** @default DEFAULT_GRACE_MS */
  readonly graceMs?: number | undefined;
  /** False sends values as they come, even where they do not fit the model. @default true */
  readonly clamp?: boolean | undefined;
  /** How often a reading is tried. @default as long as the run lasts */
  readonly attempts?: number | undefined;
  /** How much may wait in the outbox. @default DEFAULT_LIMIT */
  readonly outboxLimit?: OutboxLimit | undefined;
  /** What happens when more comes; `wait` is for a source that can: nothing is lost. @default 'drop-oldest' */
  readonly whenFull?: WhenFull | 'wait' | undefined;
  /** How a backlog is sent. @default 'post' */
  readonly drain?: Drain | undefined;
  /** Messages a second while a backlog is made up for. @default DEFAULT_DRAIN_PER_SECOND */
  readonly drainPerSecond?: number | undefined;
  /** Keeps to that pace even where nothing else waits. @default false */
  readonly isAlwaysPaced?: boolean | undefined;
  /** Whether to get a token before the first reading, in a few tries. @default unless readings wait */
  readonly authenticateFirst?: boolean | undefined;
}

/**
 * Runs one device: takes the readings of its source, delivers them in order, until there are no more or it is stopped.
 * The last event is always a summary.
 * @throws SimError when the device cannot authenticate, the first contact fails, or source or outbox fail
 */
export async function runDevice(run: DeviceRun): Promise<Summary> {
  const { model, source, outbox = createMemoryOutbox(), stop = new AbortController().signal } = run;
  const clientOptions = completeClientOptions(run.client);
  const { clock, device, random } = clientOptions;
  const name = `${device.productKey}/${device.deviceName}`;
  const tally = createTally();
  const startedAt = clock.elapsed();

  let isOver = false;
  const emit = (event: UnstampedEvent): void => {
    if (isOver) return; // a token renewed in the background may still arrive
    tally.add(event);
    const { type, ...rest } = event;
    run.emit?.({ type, at: clock.now(), device: name, ...rest } as SimEvent);
  };

  /** Aborts when nothing more is to be waited for: the grace is over, or a part of the run failed. */
  const leave = new AbortController();
  /** Aborts when no more readings are taken. */
  const taken = new AbortController();
  const stopTaking = AbortSignal.any([stop, leave.signal]);
  for (const signal of [leave.signal, stopTaking]) setMaxListeners(0, signal);

  const client = createClient(
    { ...clientOptions, signal: leave.signal },
    {
      onAuth: (result) => emit(authEvent(result, clock.now())),
      onClockOff: (aheadMs) => emit({ type: 'warning', message: describeClock(aheadMs) }),
      onWait: ({ error, ms }) =>
        emit({ type: 'waiting', reason: error.message, ms: Math.round(ms), pending: outbox.size() }),
      onStoreError: (error) =>
        emit({
          type: 'warning',
          message: `The token could not be kept for the next run: ${describe(error)}`,
        }),
    },
  );

  const takenAt = new Map<string, number>();
  const since = outbox.oldestAtMs();
  const delivery = {
    client,
    outbox,
    parcels: createParcels({ device, outbox, drain: run.drain ?? 'post', clock, takenAt, emit }),
    clock,
    random,
    attempts: run.attempts,
    drainPerSecond: run.drainPerSecond ?? DEFAULT_DRAIN_PER_SECOND,
    hasBacklog: since !== undefined,
    isAlwaysPaced: run.isAlwaysPaced ?? false,
    emit,
    noMore: taken.signal,
    stop,
    leave: leave.signal,
  };
  const takeReadings = async (): Promise<void> => {
    const clamp = run.clamp ?? true;
    const error = await takeAll({
      model,
      source,
      outbox,
      limit: run.outboxLimit ?? DEFAULT_LIMIT,
      whenFull: run.whenFull ?? 'drop-oldest',
      clock,
      random,
      clamp,
      takenAt,
      emit,
      until: stopTaking,
    });
    if (error !== undefined) {
      failure = { error };
      whenStopped();
    }
    const isFull = error?.code === 'OUTBOX_FULL';
    const ending = stop.aborted ? 'signal' : 'done';
    const reason = error === undefined ? ending : isFull ? 'full' : 'failed';
    if (!leave.signal.aborted) emit({ type: 'stopped', reason });
    taken.abort();
  };

  /** Runs a part of the run; when it fails the others leave, and the first failure is the run's. */
  let failure: { error: unknown } | undefined;
  const part = async (action: Promise<void>): Promise<void> => {
    try {
      await action;
    } catch (error) {
      if (leave.signal.aborted) {
        if (error !== leave.signal.reason) failure ??= { error };
        return;
      }
      const isStopped = stop.aborted && error === stop.reason;
      if (isStopped) emit({ type: 'stopped', reason: 'signal' });
      else failure ??= { error };
      if (!taken.signal.aborted && error instanceof SimError && error.code === 'AUTH_REFUSED')
        emit({ type: 'stopped', reason: 'auth' });
      leave.abort(error);
    }
  };

  const onStop = async (): Promise<void> => {
    await clock.sleep(run.graceMs ?? DEFAULT_GRACE_MS, leave.signal).catch(() => {}); // the run ended before the grace did
    leave.abort();
  };
  const whenStopped = (): void => void onStop();
  if (stop.aborted) whenStopped();
  else stop.addEventListener('abort', whenStopped, { once: true });

  if (since !== undefined) emit({ type: 'backlog', pending: outbox.size(), since });
  // Where readings wait the address has been the right one: even in an outage more are taken.
  if (run.authenticateFirst ?? since === undefined) await part(client.authenticate(stopTaking));
  if (!leave.signal.aborted) await Promise.all([part(takeReadings()), part(deliverAll(delivery))]);
  stop.removeEventListener('abort', whenStopped);
  leave.abort();
  const summary = tally.summary(clock.elapsed() - startedAt, outbox.size());
  emit({ type: 'summary', ...summary });
  isOver = true;
  if (failure !== undefined) throw failure.error;
  return summary;
}

function describeClock(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const side = aheadMs > 0 ? 'ahead of' : 'behind';
  return `This machine’s clock is ${minutes} min ${side} the platform’s; requests are signed with the platform’s time.`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

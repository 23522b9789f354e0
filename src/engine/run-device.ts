import { setMaxListeners } from 'node:events';
import { type ClientOptions, completeClientOptions, createClient } from '../client/client.ts';
import { type RetryBudget, RUN_RETRY } from '../client/retry.ts';
import { SimError } from '../errors.ts';
import { createMemoryOutbox } from '../outbox/memory.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { propertyPostTopic } from '../protocol/topic.ts';
import { randomSeed } from '../random.ts';
import type { Generators } from '../readings/generator.ts';
import { uniformGenerators } from '../readings/uniform.ts';
import type { ThingModel } from '../tsl/model.ts';
import { deliverAll } from './deliver.ts';
import { authEvent, type SimEvent, type Summary, type UnstampedEvent } from './events.ts';
import type { Pace } from './pace.ts';
import { createTally } from './summary.ts';
import { takeAll } from './take-all.ts';

/** How long a stopped run goes on delivering what is pending. */
export const GRACE_MS = 5_000;
/** One device's run. */
export interface DeviceRun {
  readonly client: ClientOptions;
  readonly model: ThingModel;
  readonly pace: Pace;
  /** @default values drawn uniformly over the model, never the same twice */
  readonly generators?: Generators | undefined;
  /** @default one that lives in memory */
  readonly outbox?: Outbox | undefined;
  /** Told everything that happens, at once; must not block or throw. */
  readonly emit?: ((event: SimEvent) => void) | undefined;
  /** When it aborts no more readings are taken; what is pending has {@link GRACE_MS} to be delivered. */
  readonly stop?: AbortSignal | undefined;
  /** False sends values as they come, even where they do not fit the model. @default true */
  readonly clamp?: boolean | undefined;
  /** How long a reading is tried, counted from when it was taken. @default RUN_RETRY */
  readonly budget?: RetryBudget | undefined;
  /** Whether to get a token before the first reading. @default true */
  readonly authenticateFirst?: boolean | undefined;
}

/**
 * Runs one device: takes readings when the pace says, delivers them in order, until the pace ends or it is stopped.
 * The last event is always a summary.
 * @throws SimError when the device cannot authenticate, or the first contact fails
 */
export async function runDevice(run: DeviceRun): Promise<Summary> {
  const { model, pace, outbox = createMemoryOutbox(), stop = new AbortController().signal } = run;
  const clientOptions = completeClientOptions(run.client);
  const { clock, device, random } = clientOptions;
  const generators =
    run.generators ?? uniformGenerators(model, { seed: randomSeed(), device: device.deviceName });
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

  const client = createClient(clientOptions, {
    onAuth: (result) => emit(authEvent(result, clock.now())),
    onWait: ({ error, ms }) =>
      emit({ type: 'waiting', reason: error.message, ms: Math.round(ms), pending: outbox.size() }),
    onStoreError: (error) =>
      emit({ type: 'warning', message: `The token could not be kept for the next run: ${describe(error)}` }),
  });

  const takenAt = new Map<string, number>();

  const delivery = {
    client,
    outbox,
    topic: propertyPostTopic(device),
    clock,
    random,
    budget: run.budget ?? RUN_RETRY,
    takenAt,
    emit,
    noMore: taken.signal,
    stop,
    leave: leave.signal,
  };
  const takeReadings = async (): Promise<void> => {
    const clamp = run.clamp ?? true;
    await takeAll({
      model,
      generators,
      pace,
      outbox,
      clock,
      random,
      clamp,
      takenAt,
      emit,
      until: stopTaking,
    });
    if (!leave.signal.aborted) emit({ type: 'stopped', reason: stop.aborted ? 'signal' : 'done' });
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
      else failure = { error };
      if (!taken.signal.aborted && error instanceof SimError && error.code === 'AUTH_REFUSED')
        emit({ type: 'stopped', reason: 'auth' });
      leave.abort(error);
    }
  };

  const onStop = async (): Promise<void> => {
    await clock.sleep(GRACE_MS, leave.signal).catch(() => {}); // the run ended before the grace did
    leave.abort();
  };
  const whenStopped = (): void => void onStop();
  if (stop.aborted) whenStopped();
  else stop.addEventListener('abort', whenStopped, { once: true });

  if (run.authenticateFirst ?? true) await part(client.authenticate(stopTaking));
  if (!leave.signal.aborted) await Promise.all([part(takeReadings()), part(deliverAll(delivery))]);
  stop.removeEventListener('abort', whenStopped);
  leave.abort();
  const summary = tally.summary(clock.elapsed() - startedAt, outbox.size());
  emit({ type: 'summary', ...summary });
  isOver = true;
  if (failure !== undefined) throw failure.error;
  return summary;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

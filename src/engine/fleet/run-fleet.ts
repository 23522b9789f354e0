import type { Clock } from '../../clock.ts';
import type { SimError } from '../../errors.ts';
import type { FleetOutbox } from '../../outbox/fleet/outbox.ts';
import { DEFAULT_LIMIT, type OutboxLimit, type WhenFull } from '../../outbox/limit.ts';
import { messageIdOf, messageIdTrack, nextMessageSlot } from '../../protocol/message-id.ts';
import type { SignMethod } from '../../protocol/sign-method.ts';
import type { Random } from '../../random.ts';
import type { OpenWay } from './cargo.ts';
import type { FleetDevice, FleetReading } from './device.ts';
import { createDueQueue } from './due-queue.ts';
import { keepOnDisk } from './keep-on-disk.ts';
import { type Keeping, keepInMemory } from './keeping.ts';
import type { FleetReport } from './report/report.ts';
import { createFleetTally } from './report/tally.ts';
import { createSender } from './sender.ts';
import { takeParams } from './take-params.ts';

/** A run of many devices. */
export interface FleetRun {
  readonly devices: readonly FleetDevice[];
  /** Opens the way to the platform. */
  readonly open: OpenWay;
  readonly signMethod: SignMethod;
  readonly clock: Clock;
  readonly random: Random;
  /** Readings of each device; without an end it goes on until stopped. */
  readonly count?: number | undefined;
  /** No reading is due after this. */
  readonly durationMs?: number | undefined;
  /** Messages a second of one device while it makes up for a backlog. */
  readonly drainPerSecond: number;
  /** Keeps readings until they are settled. @default memory alone */
  readonly outbox?: FleetOutbox | undefined;
  /** In memory, how many readings of a device may wait; then its oldest but the one on its way is given up. */
  readonly mostPending: number;
  /** In an outbox, how much of all devices of this run may wait. @default DEFAULT_LIMIT */
  readonly outboxLimit?: OutboxLimit | undefined;
  /** What happens when more comes. @default 'drop-oldest' */
  readonly whenFull?: WhenFull | undefined;
  /** Stops the taking; what waits has `graceMs` to be delivered. */
  readonly stop: AbortSignal;
  readonly graceMs: number;
  /** Told now and then how it goes. */
  readonly onProgress?: ((report: FleetReport) => void) | undefined;
}

/** A device whose readings get through, but more slowly than they are due, has so many waiting: the next one is late. */
const MOST_UNHURRIED = 2;
/** The least and the longest rest of the loop. */
const REST = { least: 1, draining: 10, longest: 250 } as const;
const PROGRESS_MS = 1_000;
/** A run that takes no more readings goes on for so long while nothing gets through. */
const PATIENCE_MS = 60_000;

/**
 * Runs a fleet: every device takes its readings when they are due and delivers them in order, those that earlier runs
 * left in the outbox first.
 * @throws SimError OUTBOX_UNUSABLE when a reading cannot be kept, OUTBOX_FULL where that is to end the run
 */
export async function runFleet(run: FleetRun): Promise<FleetReport> {
  const { devices, clock, random, stop, outbox, count = Number.POSITIVE_INFINITY } = run;
  const listener = {
    offer: (device: FleetDevice) => sender.offer(device),
    onDropped: (device: FleetDevice) => tally.dropped(device, clock.elapsed()),
  };
  const { outboxLimit: limit = DEFAULT_LIMIT, whenFull = 'drop-oldest' } = run;
  const keeping: Keeping =
    outbox === undefined
      ? keepInMemory(run.mostPending, listener)
      : await keepOnDisk({ outbox, devices, clock, limit, whenFull, listener });
  const startedAt = clock.elapsed();
  const tally = createFleetTally({
    devices,
    target: devices.reduce((sum, { intervalMs }) => sum + 1000 / intervalMs, 0),
    restored: keeping.restored,
    startedAt,
    startedAtMs: clock.now(),
  });
  const due = createDueQueue<FleetDevice>();
  const track = messageIdTrack(random);
  /** Devices whose next reading waits until those before it have gone, and when it was due. */
  const overdue = new Map<FleetDevice, number>();
  /** Devices that make up for a backlog, or cannot yet. */
  const behind = new Set<FleetDevice>();
  let progressAt = startedAt;
  let movedAt = startedAt;

  const sender = createSender({
    open: run.open,
    signMethod: run.signMethod,
    clock,
    random,
    drainPerSecond: run.drainPerSecond,
    listener: {
      onSent(device, reading) {
        settled(device, reading);
        tally.sent(device, reading.dueMs, movedAt);
      },
      onRefused(device, reading, { code }) {
        settled(device, reading);
        tally.refused(device, code, movedAt);
      },
      onTrouble: (device, error) => tally.trouble(device, error, clock.elapsed()),
      onAuth: () => tally.auth(),
      onShutOut(device, error) {
        overdue.delete(device);
        behind.delete(device);
        tally.shutOut(device, error);
      },
    },
  });

  const takeOne = (device: FleetDevice, dueMs: number): void => {
    const timeMs = clock.now();
    const { model, generators, taken: index, key } = device;
    const params = takeParams(model, generators, { timeMs, index, key });
    device.taken += 1;
    tally.taken(dueMs, clock.elapsed());
    device.slot = nextMessageSlot(device.slot, timeMs);
    const id = messageIdOf(device.slot, track);
    keeping.add(device, { id, takenAtMs: timeMs, dueMs, params, number: 0, bytes: 0, next: undefined });
  };

  /** Takes what is due. Where this machine or the platform cannot keep pace it is late; in an outage it is not. */
  const takeDue = (): void => {
    const now = clock.elapsed();
    while (due.nextMs() <= now && keeping.hasRoom()) {
      const dueMs = due.nextMs();
      const device = due.take();
      if (device === undefined || device.refusal !== undefined) continue;
      if (sender.isInTrouble(device)) {
        if (device.pending >= MOST_UNHURRIED) fallBehind(device);
      } else if (device.pending >= Math.max(MOST_UNHURRIED, device.backlog)) {
        overdue.set(device, dueMs);
        continue;
      }
      const error = keeping.ending(device);
      if (error !== undefined) {
        end(error);
        return;
      }
      takeOne(device, dueMs);
      schedule(device);
    }
  };

  /** What waits since an outage, or an earlier run, is no reason to be late either. */
  const fallBehind = (device: FleetDevice): void => {
    device.backlog = device.pending + 1;
    behind.add(device);
  };

  /** A reading has gone, and is about to be taken away: one that had to wait for it may be taken. */
  const settled = (device: FleetDevice, reading: FleetReading): void => {
    keeping.settled(device, reading);
    movedAt = clock.elapsed();
    if (device.backlog > 0 && device.pending <= MOST_UNHURRIED) {
      device.backlog = 0;
      behind.delete(device);
    }
    hurry(device);
  };

  /** Its next reading is to be taken, if it has been due. */
  const hurry = (device: FleetDevice): void => {
    const dueMs = overdue.get(device);
    if (dueMs === undefined) return;
    overdue.delete(device);
    due.add(dueMs, device);
  };

  /** An outage is no reason to be late. */
  const hurryInTrouble = (): void => {
    for (const device of [...overdue.keys()]) if (sender.isInTrouble(device)) hurry(device);
  };

  /** Answers may come at any time, and what is to be sent or taken after them is soon due. */
  const longestRest = (now: number): number => {
    if (overdue.size > 0) return REST.least;
    return behind.size > 0 && now - movedAt < PROGRESS_MS ? REST.draining : REST.longest;
  };

  const schedule = (device: FleetDevice): void => {
    const { dueMs, intervalMs, taken } = device;
    const offset = dueMs + taken * intervalMs;
    if (taken < count && offset < (run.durationMs ?? Number.POSITIVE_INFINITY))
      due.add(startedAt + offset, device);
  };

  const isOver = (): boolean => {
    const now = clock.elapsed();
    const isTaking = !isStopped() && due.size() + overdue.size > 0;
    if (isTaking) takenAt = now;
    else if (sender.busy() === 0 && !keeping.isBusy()) return true;
    if (isStopped()) return now >= stoppedAt + run.graceMs;
    return now - Math.max(takenAt, movedAt) >= PATIENCE_MS;
  };

  /** When there was last a reading to be taken. */
  let takenAt = startedAt;

  let stoppedAt = Number.POSITIVE_INFINITY;
  const isStopped = (): boolean => stoppedAt < Number.POSITIVE_INFINITY;
  const onStop = (): void => {
    stoppedAt = Math.min(stoppedAt, clock.elapsed());
  };
  /** What the run ends with, once what waits has had its time. */
  let ending: SimError | undefined;
  const end = (error: SimError): void => {
    ending = error;
    onStop();
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  for (const device of devices) {
    if (device.pending > 0) fallBehind(device);
    schedule(device);
  }
  keeping.begin(startedAt);

  while (!isOver()) {
    keeping.check();
    if (!isStopped()) takeDue();
    sender.wake();
    const now = clock.elapsed();
    if (now - progressAt >= PROGRESS_MS) {
      progressAt = now;
      hurryInTrouble();
      tally.waiting(keeping.pending(), now);
      run.onProgress?.(tally.report(now, false));
    }
    const next = Math.min(isStopped() ? Number.POSITIVE_INFINITY : due.nextMs(), sender.nextMs());
    await clock.sleep(Math.min(Math.max(next - now, REST.least), longestRest(now)));
  }
  stop.removeEventListener('abort', onStop);
  await keeping.end();
  const endedAt = clock.elapsed();
  tally.waiting(keeping.pending(), endedAt);
  if (ending !== undefined) throw ending;
  return tally.report(endedAt, true);
}

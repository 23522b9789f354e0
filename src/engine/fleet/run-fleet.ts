import { SimError } from '../../errors.ts';
import { DEFAULT_LIMIT } from '../../outbox/limit.ts';
import { messageIdOf, messageIdTrack, nextMessageSlot } from '../../protocol/message-id.ts';
import type { FleetDevice, FleetReading } from './device.ts';
import { createDueQueue } from './due-queue.ts';
import type { FleetResult, FleetRun } from './fleet-run.ts';
import { keepOnDisk } from './keep-on-disk.ts';
import { type Keeping, keepInMemory } from './keeping.ts';
import { createFleetTally } from './report/tally.ts';
import { createSender } from './sender.ts';
import { takeParams } from './take-params.ts';

/** A device whose readings get through, but more slowly than they are due, has so many waiting: the next one is late. */
const MOST_UNHURRIED = 2;
/** Later than this is no delay but a gap: the machine slept. */
const GAP_MS = 60_000;
/** The least and the longest rest of the loop. */
const REST = { least: 1, draining: 10, longest: 250 } as const;
const PROGRESS_MS = 1_000;
/** A run that takes no more readings goes on for so long while nothing gets through. */
const PATIENCE_MS = 60_000;

/**
 * Runs a fleet: every device takes its readings when they are due and delivers them in order, those that earlier runs
 * left in the outbox first.
 * @returns with OUTBOX_UNUSABLE where a reading could not be kept, OUTBOX_FULL where that is to end the run
 */
export async function runFleet(run: FleetRun): Promise<FleetResult> {
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
  /** Devices that are let in, or may be. */
  let letIn = devices.length;
  /** How long the machine slept: readings of that time were never taken and are not made up. */
  let sleptMs = 0;
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
        letIn -= 1;
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
    while (due.nextMs() + sleptMs <= now && keeping.hasRoom()) {
      const dueMs = due.nextMs() + sleptMs;
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
    due.add(dueMs - sleptMs, device);
  };

  /** An outage is no reason to be late. */
  const hurryInTrouble = (): void => {
    for (const device of [...overdue.keys()]) if (sender.isInTrouble(device)) hurry(device);
  };

  /** Answers may come at any time, and what is to be sent or taken after them is soon due. */
  const longestRest = (now: number): number => {
    if (overdue.size > 0) return REST.least;
    if (due.size() === 0) return REST.draining; // soon over
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
    const isTaking = !isStopped() && letIn > 0 && due.size() + overdue.size > 0;
    if (isTaking) takenAt = now;
    else if (sender.busy() === 0 && !keeping.isBusy()) return true;
    if (now >= lastAt + sleptMs) onStop();
    if (isStopped()) return now >= stoppedAt + run.graceMs;
    return now - Math.max(takenAt, movedAt) >= PATIENCE_MS;
  };

  /** Readings that were due before the end have so long to be taken late. */
  const lastAt = startedAt + (run.durationMs ?? Number.POSITIVE_INFINITY) + run.graceMs;

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
    ending ??= error;
    onStop();
  };
  /** Counts readings that were due before the end and never taken, as late as they are by then. */
  const countUntaken = (endAt: number): void => {
    for (const { refusal, dueMs, intervalMs, taken } of devices) {
      if (refusal !== undefined) continue;
      for (let index = taken; index < count; index++) {
        const offset = dueMs + index * intervalMs;
        const dueAt = startedAt + sleptMs + offset;
        if (dueAt >= endAt || offset >= (run.durationMs ?? Number.POSITIVE_INFINITY)) break;
        tally.untaken(dueAt, endAt);
      }
    }
  };
  /** What was to be kept cannot be: what is on its way has its time. @throws anything else */
  const fail = (error: unknown): void => {
    if (!(error instanceof SimError)) throw error;
    end(error);
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  for (const device of devices) {
    if (device.pending > 0) fallBehind(device);
    schedule(device);
  }
  keeping.begin(startedAt);

  while (!isOver()) {
    if (ending === undefined) attempt(keeping.check);
    if (!isStopped()) takeDue();
    sender.wake();
    const now = clock.elapsed();
    if (now - progressAt >= PROGRESS_MS) {
      progressAt = now;
      hurryInTrouble();
      tally.waiting(keeping.pending(), now);
      run.onProgress?.(tally.report(now, false));
    }
    const nextDueMs = isStopped() ? Number.POSITIVE_INFINITY : due.nextMs() + sleptMs;
    const rest = Math.min(Math.max(Math.min(nextDueMs, sender.nextMs()) - now, REST.least), longestRest(now));
    await clock.sleep(rest);
    const lateMs = clock.elapsed() - now - rest;
    if (lateMs > GAP_MS) {
      sleptMs += lateMs;
      keeping.slept(lateMs);
    }
  }
  stop.removeEventListener('abort', onStop);
  await keeping.end().catch(fail);
  const endedAt = clock.elapsed();
  countUntaken(Math.min(stoppedAt, endedAt));
  tally.waiting(keeping.pending(), endedAt);
  return { report: tally.report(endedAt, true), ending };
}

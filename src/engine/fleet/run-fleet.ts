import type { Clock } from '../../clock.ts';
import { messageIdOf, messageIdTrack, nextMessageSlot } from '../../protocol/message-id.ts';
import type { SignMethod } from '../../protocol/sign-method.ts';
import type { Random } from '../../random.ts';
import { takeReading } from '../../readings/generator.ts';
import { take } from '../take.ts';
import type { OpenWay } from './cargo.ts';
import { addReading, dropReading, type FleetDevice } from './device.ts';
import { createDueQueue } from './due-queue.ts';
import type { FleetReport } from './report.ts';
import { createSender } from './sender.ts';
import { createFleetTally } from './tally.ts';

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
  /** How many readings of a device may wait; then its oldest but the one on its way is given up. */
  readonly mostPending: number;
  /** Stops the taking; what waits has `graceMs` to be delivered. */
  readonly stop: AbortSignal;
  readonly graceMs: number;
  /** Told now and then how it goes. */
  readonly onProgress?: ((report: FleetReport) => void) | undefined;
}

/** A device whose readings get through, but more slowly than they are due, has so many waiting: the next one is late. */
const MOST_UNHURRIED = 2;
/** The least and the longest rest of the loop. */
const REST = { least: 1, longest: 250 } as const;
const PROGRESS_MS = 1_000;
/** A run that takes no more readings goes on for so long while nothing gets through. */
const PATIENCE_MS = 60_000;

/** Runs a fleet: every device takes its readings when they are due and delivers them in order. */
export async function runFleet(run: FleetRun): Promise<FleetReport> {
  const { devices, clock, random, stop, count = Number.POSITIVE_INFINITY } = run;
  const startedAt = clock.elapsed();
  const tally = createFleetTally({
    devices,
    target: devices.reduce((sum, { intervalMs }) => sum + 1000 / intervalMs, 0),
    startedAt,
    startedAtMs: clock.now(),
  });
  const due = createDueQueue<FleetDevice>();
  const track = messageIdTrack(random);
  /** Devices whose next reading waits until those before it have gone, and when it was due. */
  const overdue = new Map<FleetDevice, number>();
  let pending = 0;
  let progressAt = startedAt;
  let movedAt = startedAt;

  const sender = createSender({
    open: run.open,
    signMethod: run.signMethod,
    clock,
    random,
    drainPerSecond: run.drainPerSecond,
    listener: {
      onSent(device, { dueMs }) {
        settled(device);
        tally.sent(device, dueMs, movedAt);
      },
      onRefused(device, _, { code }) {
        settled(device);
        tally.refused(device, code, movedAt);
      },
      onTrouble: (device, error) => tally.trouble(device, error, clock.elapsed()),
      onAuth: () => tally.auth(),
      onShutOut: tally.shutOut,
    },
  });

  const takeOne = (device: FleetDevice, dueMs: number): void => {
    const timeMs = clock.now();
    const values = takeReading(device.generators, { timeMs, index: device.taken });
    const { params } = take(device.model, { timeMs, values }, { clamp: true });
    device.taken += 1;
    const now = clock.elapsed();
    tally.taken(dueMs, now);
    if (device.pending >= run.mostPending && dropReading(device)) tally.dropped(device, now);
    else pending += 1;
    device.slot = nextMessageSlot(device.slot, timeMs);
    const id = messageIdOf(device.slot, track);
    addReading(device, { id, takenAtMs: timeMs, dueMs, params, next: undefined });
    sender.offer(device);
  };

  /** Takes what is due. Where this machine or the platform cannot keep pace it is late; in an outage it is not. */
  const takeDue = (): void => {
    const now = clock.elapsed();
    while (due.nextMs() <= now) {
      const dueMs = due.nextMs();
      const device = due.take();
      if (device === undefined || device.refusal !== undefined) continue;
      if (device.pending >= MOST_UNHURRIED && !sender.isInTrouble(device)) overdue.set(device, dueMs);
      else {
        takeOne(device, dueMs);
        schedule(device);
      }
    }
  };

  /** A reading has gone: one that had to wait for it may be taken. */
  const settled = (device: FleetDevice): void => {
    pending -= 1;
    movedAt = clock.elapsed();
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

  const schedule = (device: FleetDevice): void => {
    const { dueMs, intervalMs, taken } = device;
    const offset = dueMs + taken * intervalMs;
    if (taken < count && offset < (run.durationMs ?? Number.POSITIVE_INFINITY))
      due.add(startedAt + offset, device);
  };

  const isOver = (): boolean => {
    const now = clock.elapsed();
    const isTaking = !stop.aborted && due.size() + overdue.size > 0;
    if (isTaking) takenAt = now;
    else if (sender.busy() === 0) return true;
    if (stop.aborted) return now >= stoppedAt + run.graceMs;
    return now - Math.max(takenAt, movedAt) >= PATIENCE_MS;
  };

  /** When there was last a reading to be taken. */
  let takenAt = startedAt;

  let stoppedAt = Number.POSITIVE_INFINITY;
  const onStop = (): void => {
    stoppedAt = clock.elapsed();
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  for (const device of devices) schedule(device);

  while (!isOver()) {
    if (!stop.aborted) takeDue();
    sender.wake();
    const now = clock.elapsed();
    if (now - progressAt >= PROGRESS_MS) {
      progressAt = now;
      hurryInTrouble();
      tally.waiting(pending, now);
      run.onProgress?.(tally.report(now, false));
    }
    const next = Math.min(stop.aborted ? Number.POSITIVE_INFINITY : due.nextMs(), sender.nextMs());
    // What is overdue is due again as soon as an answer comes, of which the queue knows nothing yet.
    const longest = overdue.size > 0 ? REST.least : REST.longest;
    await clock.sleep(Math.min(Math.max(next - now, REST.least), longest));
  }
  stop.removeEventListener('abort', onStop);
  const endedAt = clock.elapsed();
  tally.waiting(pending, endedAt);
  return tally.report(endedAt, true);
}

import type { Clock } from '../../clock.ts';
import type { FleetEntry } from '../../config/parse-fleet.ts';
import { requireModel } from '../../config/require.ts';
import type { Resolved } from '../../config/resolve.ts';
import type { FleetResult } from '../../engine/fleet/fleet-run.ts';
import type { FleetReport } from '../../engine/fleet/report/report.ts';
import { runFleet } from '../../engine/fleet/run-fleet.ts';
import { isInShard } from '../../engine/fleet/shard.ts';
import { DEFAULT_INTERVAL_MS, drainPerSecondFor } from '../../engine/pace.ts';
import { DEFAULT_GRACE_MS } from '../../engine/run-device.ts';
import type { FleetOutbox } from '../../outbox/fleet/outbox.ts';
import type { OutboxLimit } from '../../outbox/limit.ts';
import { DEFAULT_SIGN_METHOD } from '../../protocol/sign-method.ts';
import { createRandom, randomHex } from '../../random.ts';
import type { ThingModel } from '../../tsl/model.ts';
import type { Flags } from '../flags.ts';
import type { Io } from '../io.ts';
import { type FleetFlags, shardText } from './fleet-flags.ts';
import { type OpenedFleetOutbox, openOutboxOf } from './fleet-outbox.ts';
import { makeDevices } from './make-devices.ts';
import { type OpenedFleet, openFleet } from './open-fleet.ts';

/** So many readings may wait in memory: of a device, and of all together. */
const MOST_PENDING = { ofDevice: 1_000, ofAll: 2_000_000 } as const;

/** How often the clock is looked at while a fleet waits for its beginning. */
const LOOK_AGAIN_MS = 10_000;

/** A share of the devices, by their place in the fleet. */
export interface WorkerShare {
  /** From 0. */
  readonly worker: number;
  readonly workers: number;
}

/** A fleet that can run. */
export interface PreparedFleet {
  readonly opened: Omit<OpenedFleet, 'entries'>;
  /** How many devices will run. */
  readonly size: number;
  /** Readings a second of all of them, and of the one with most. */
  readonly perSecond: number;
  readonly mostPerSecond: number;
  /** Whether the file gives devices an interval. */
  readonly hasIntervals: boolean;
  /** Undefined where readings are kept in memory alone, and in a thread. */
  readonly kept: OpenedFleetOutbox | undefined;
  /** Sees whether the platform can be reached at all. @throws SimError that says why not */
  checkWay(): Promise<void>;
  /** Makes the devices, and runs them from a moment on, ms since 1970. */
  run(options: {
    readonly startAtMs: number;
    readonly stop: AbortSignal;
    readonly onProgress: (report: FleetReport) => void;
  }): Promise<FleetResult>;
  close(): Promise<void>;
}

/** What makes a fleet. */
interface Preparation {
  readonly flags: Flags;
  readonly resolved: Resolved;
  readonly choice: FleetFlags;
  readonly seed: string;
  /** @default all */
  readonly share?: WorkerShare | undefined;
  /** That of the fleet, for a share of it. @default memory alone */
  readonly outbox?: FleetOutbox | undefined;
}

/**
 * Reads which devices there are, and what of them waits in the outbox; nothing is sent yet.
 * @throws SimError FLEET_INVALID, OUTBOX_IN_USE, OUTBOX_UNUSABLE, and what settings, models and files are refused for
 */
export async function prepareFleet(
  { flags, resolved, choice, seed, share, outbox }: Preparation,
  io: Io,
): Promise<PreparedFleet> {
  const { settings } = resolved;
  const { connections } = choice;
  const { entries, ...opened } = await openFleet(
    resolved,
    {
      ...choice,
      connections:
        connections === 'per-device' ? connections : Math.ceil(connections / (share?.workers ?? 1)),
    },
    io,
  );
  const size = entries.length;
  const { rate, rampMs, isSync } = choice;
  const intervalMs = rate === undefined ? (settings.interval ?? DEFAULT_INTERVAL_MS) : (1000 * size) / rate;
  const { shard } = choice;
  const ours = shard === undefined ? entries : entries.filter(({ triple }) => isInShard(triple, shard));
  const chosen =
    share === undefined ? ours : ours.filter((_, place) => place % share.workers === share.worker);
  const modelOf = modelFinder(resolved, opened.folder);
  for (const { model } of chosen) modelOf(model); // one that is wrong is told of now
  const rateOf = (entry: FleetEntry): number => 1000 / (entry.intervalMs ?? intervalMs);
  const rates = chosen.map(rateOf);
  const perSecond = sum(rates);
  const part = share === undefined ? 1 : perSecond / Math.max(sum(ours.map(rateOf)), Number.MIN_VALUE);
  const mostPending = Math.max(
    2,
    Math.min(MOST_PENDING.ofDevice, Math.floor(MOST_PENDING.ofAll / ours.length)),
  );
  const mostPerSecond = rates.reduce((most, each) => Math.max(most, each), 0);
  const kept =
    share === undefined
      ? await openOutboxOf(
          {
            flags,
            resolved,
            devices: choice.devices,
            shard: shard && shardText(shard),
            endpoint: choice.isLocal ? undefined : opened.target,
            triples: chosen.map(({ triple }) => triple),
          },
          io,
        )
      : undefined;
  const first = chosen[0]?.triple;
  /** Let go once the devices are made: there may be 100,000. */
  let unmade = chosen;
  return {
    opened,
    size: chosen.length,
    perSecond,
    mostPerSecond,
    hasIntervals: chosen.some((entry) => entry.intervalMs !== undefined),
    kept,
    async checkWay() {
      if (first !== undefined) await opened.checkWay(first);
    },
    async run({ startAtMs, stop, onProgress }) {
      const devices = makeDevices(unmade, {
        modelOf,
        resolved,
        plan: { intervalMs, isSync, rampMs, seed, size },
      });
      unmade = [];
      await waitUntil(startAtMs, io.clock, stop);
      return runFleet({
        devices,
        open: opened.open,
        signMethod: settings.signMethod ?? DEFAULT_SIGN_METHOD,
        clock: io.clock,
        random: createRandom(randomHex(16)),
        count: settings.count,
        durationMs: settings.duration,
        drainPerSecond: settings.drainRate ?? drainPerSecondFor(mostPerSecond),
        outbox: kept?.outbox ?? outbox,
        mostPending,
        outboxLimit: limitOf(settings.outboxLimit, part),
        whenFull: settings.whenFull,
        stop,
        graceMs: settings.grace ?? DEFAULT_GRACE_MS,
        onProgress,
      });
    },
    async close() {
      opened.close();
      await kept?.outbox.close();
    },
  };
}

/** How much of a share of the fleet may wait: as much of the limit as it takes of the readings; an age is the same for all. */
function limitOf(limit: OutboxLimit | undefined, part: number): OutboxLimit | undefined {
  if (limit === undefined || 'ageMs' in limit) return limit;
  return 'count' in limit
    ? { count: Math.ceil(limit.count * part) }
    : { bytes: Math.ceil(limit.bytes * part) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Waits for a moment, or until it is stopped. A clock that is set meanwhile counts as it is then. */
async function waitUntil(atMs: number, clock: Clock, stop: AbortSignal): Promise<void> {
  for (let rest = atMs - clock.now(); rest > 0 && !stop.aborted; rest = atMs - clock.now()) {
    await clock.sleep(Math.min(rest, LOOK_AGAIN_MS), stop).catch(() => {}); // stopped: the run tells it
  }
}

/** Finds the model that a line of the file names, or that of the settings; each is read once. */
function modelFinder(resolved: Resolved, folder: string): (name: string | undefined) => ThingModel {
  const models = new Map<string | undefined, ThingModel>();
  return (name) => {
    const known = models.get(name);
    if (known !== undefined) return known;
    const model = name === undefined ? requireModel(resolved) : requireModel(resolved, name, folder);
    models.set(name, model);
    return model;
  };
}

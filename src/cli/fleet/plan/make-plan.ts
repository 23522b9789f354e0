import type { FleetEntry } from '../../../config/parse-fleet.ts';
import { requireModel } from '../../../config/require.ts';
import type { Resolved } from '../../../config/resolve.ts';
import type { FleetDevice } from '../../../engine/fleet/device.ts';
import { phaseOf } from '../../../engine/fleet/phase.ts';
import {
  type ByteLoad,
  type MessageSizes,
  measureMessages,
  planBytes,
} from '../../../engine/fleet/plan/bytes.ts';
import { checkLimits, type LimitCheck } from '../../../engine/fleet/plan/limits.ts';
import { type FleetLoad, type PlannedDevice, planLoad } from '../../../engine/fleet/plan/load.ts';
import { isInShard } from '../../../engine/fleet/shard.ts';
import { DEFAULT_INTERVAL_MS } from '../../../engine/pace.ts';
import { SimError } from '../../../errors.ts';
import type { Issue } from '../../../issues.ts';
import { propertyPostTopic } from '../../../protocol/topic.ts';
import type { ThingModel } from '../../../tsl/model.ts';
import type { Io } from '../../io.ts';
import type { FleetFlags } from '../fleet-flags.ts';
import { makeDevices } from '../make-devices.ts';
import { type DevicesFile, readDevices } from '../read-devices.ts';
import { cannedAnswer } from './canned-server.ts';

/** So many devices a number alone may stand for. */
const MOST_DEVICES = 1_000_000;
/** So many devices write a reading that is measured. */
const SAMPLED_DEVICES = 100;

/** A fleet as it would run. */
export interface FleetPlan {
  /** Of the whole fleet, and of the share that runs here. */
  readonly load: FleetLoad;
  readonly here: FleetLoad;
  readonly messages: MessageSizes & { readonly answer: number };
  readonly bytes: ByteLoad;
  readonly limits: readonly LimitCheck[];
  /** Lines of the file that are no devices. */
  readonly issues: readonly Issue[];
  /** The devices that run here. */
  readonly entries: readonly FleetEntry[];
  /** Makes devices as a run does. */
  readonly make: (entries: readonly FleetEntry[], intervalMs: number) => FleetDevice[];
}

/**
 * Reads the devices of a fleet and works out what they would do. Nothing is sent.
 * @throws SimError FLEET_INVALID, and what settings, models and files are refused for
 */
export function makePlan(
  { resolved, choice }: { resolved: Resolved; choice: FleetFlags },
  io: Io,
): FleetPlan {
  const { settings } = resolved;
  const { rate, rampMs, isSync, shard } = choice;
  const { entries: all, issues, folder } = devicesOf(choice.devices, io);
  const intervalMs =
    rate === undefined ? (settings.interval ?? DEFAULT_INTERVAL_MS) : (1000 * all.length) / rate;
  const entries = shard === undefined ? all : all.filter(({ triple }) => isInShard(triple, shard));
  const modelOf = modelsOf(all, { resolved, folder });
  const make = (some: readonly FleetEntry[], everyMs: number): FleetDevice[] => {
    const plan = { intervalMs: everyMs, isSync, rampMs: 0, seed: settings.seed ?? 'plan', size: some.length };
    return makeDevices(some, { modelOf, resolved, plan });
  };
  const planned = (entry: FleetEntry): PlannedDevice => {
    const everyMs = entry.intervalMs ?? intervalMs;
    const phaseMs = isSync ? 0 : phaseOf(entry.index, everyMs);
    return { intervalMs: everyMs, dueMs: phaseMs + (rampMs * entry.index) / all.length };
  };
  const length = { count: settings.count, durationMs: settings.duration };
  const load = planLoad(all.map(planned), length);
  const { host, pathname } = new URL(settings.endpoint ?? '');
  const nowMs = io.clock.now();
  const sizes = measureMessages(make(sampleOf(all), intervalMs), {
    nowMs,
    server: { host, prefix: pathname.replace(/\/$/, '') },
  });
  const answer = Buffer.byteLength(cannedAnswer({ code: 0, messageId: '1000000000000000000' }, nowMs));
  const topicBytes = all.reduce(
    (most, { triple }) => Math.max(most, Buffer.byteLength(propertyPostTopic(triple))),
    0,
  );
  return {
    load,
    here: shard === undefined ? load : planLoad(entries.map(planned), length),
    messages: { ...sizes, answer },
    bytes: planBytes(sizes, { perSecond: load.perSecond, answerBytes: answer }),
    limits: checkLimits({ load, sizes, topicBytes }),
    issues,
    entries,
    make,
  };
}

/** The devices of a file, or as many as a number says. */
function devicesOf(text: string, io: Io): DevicesFile {
  if (!/^\d+$/.test(text)) return readDevices(text, io.cwd);
  const count = Number(text);
  if (count >= 1 && count <= MOST_DEVICES) return { entries: typical(count), issues: [], folder: io.cwd };
  throw new SimError('USAGE', `--devices ${text} is not a number of devices from 1 to ${MOST_DEVICES}.`, {
    likely: 'A number stands for so many devices with names of usual length.',
    hint: 'Write for example: iot-sim plan --devices 1000, or: iot-sim plan --devices fleet.csv',
  });
}

/** Devices with a product key and secrets as long as those of the platform, and names that a fleet may have. */
function typical(count: number): FleetEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    triple: {
      productKey: 'a1B2c3D4e5F',
      deviceName: `sensor-${String(index + 1).padStart(5, '0')}`,
      deviceSecret: '0'.repeat(32),
    },
    index,
    intervalMs: undefined,
    model: undefined,
    site: undefined,
  }));
}

/** The first devices, and the first with each further model. */
function sampleOf(entries: readonly FleetEntry[]): FleetEntry[] {
  const byModel = new Map(entries.toReversed().map((entry) => [entry.model, entry]));
  return [...new Set([...entries.slice(0, SAMPLED_DEVICES), ...byModel.values()])];
}

/** Reads every model that a device names, so that one that is wrong is told of now. */
function modelsOf(
  entries: readonly FleetEntry[],
  { resolved, folder }: { resolved: Resolved; folder: string },
): (name: string | undefined) => ThingModel {
  const names = new Set(entries.map(({ model }) => model));
  const models = new Map(
    [...names].map((name) => [
      name,
      name === undefined ? requireModel(resolved) : requireModel(resolved, name, folder),
    ]),
  );
  return (name) => models.get(name) ?? requireModel(resolved);
}

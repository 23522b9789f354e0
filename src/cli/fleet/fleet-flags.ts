import { parseDuration } from '../../config/duration.ts';
import { parseRate } from '../../config/outbox-settings.ts';
import { type ListenAddress, parseListenAddress } from '../../config/parse-listen-address.ts';
import { parseShard } from '../../config/parse-shard.ts';
import { parseStartTime, type StartTime } from '../../config/parse-start-time.ts';
import { anyText, type Parsed, parseCount } from '../../config/parse-text.ts';
import { parseThreshold } from '../../config/parse-threshold.ts';
import type { Threshold } from '../../engine/fleet/report/thresholds.ts';
import type { Shard } from '../../engine/fleet/shard.ts';
import { SimError } from '../../errors.ts';
import { type Flags, flagOf, isOn, refuseBoth } from '../flags.ts';
import type { Io } from '../io.ts';

/** How many connections a fleet shares when nobody says. */
const DEFAULT_CONNECTIONS = 64;
const MOST_CONNECTIONS = 10_000;
const MOST_WORKERS = 64;

/** What is said of a fleet by flags that are no settings. */
export interface FleetFlags {
  /** `FILE.csv`, `FILE.csv:1-200`, or with --local how many. */
  readonly devices: string;
  readonly isLocal: boolean;
  readonly connections: number | 'per-device';
  /** Threads that share the devices. */
  readonly workers: number;
  /** Readings a second of all devices together. */
  readonly rate: number | undefined;
  readonly rampMs: number;
  readonly isSync: boolean;
  /** The share of the devices that runs here; undefined for all. */
  readonly shard: Shard | undefined;
  /** When to begin; undefined for at once. */
  readonly startAt: StartTime | undefined;
  /** Where metrics are served; undefined for nowhere. */
  readonly metrics: ListenAddress | undefined;
}

/** What is said of what is made of a run's report. */
export interface OutputFlags {
  /** What the run must not come to. */
  readonly failIf: readonly Threshold[];
  /** The file for a report that CI reads. */
  readonly junit: string | undefined;
  /** The file for a page with charts. */
  readonly report: string | undefined;
}

/** Reads the flags of `fleet`. @throws SimError USAGE */
export function readFleetFlags(flags: Flags, io: Io): FleetFlags {
  refuseBoth(flags, 'local', 'endpoint');
  refuseBoth(flags, 'rate', 'interval');
  refuseBoth(flags, 'sync', 'ramp');
  const { read } = reader(flags);
  const devices = flags['devices'];
  if (typeof devices !== 'string') {
    throw new SimError('USAGE', 'fleet needs --devices: a CSV file of triples, or with --local how many.', {
      likely: 'The flag was left out.',
      hint: 'Write for example: iot-sim fleet --devices fleet.csv, or: iot-sim fleet --local --devices 1000',
    });
  }
  return {
    devices,
    isLocal: isOn(flags, io, 'local') && flags['endpoint'] === undefined,
    connections: read('connections', parseConnections) ?? DEFAULT_CONNECTIONS,
    workers: read('workers', (text) => atMost(parseCount(text), MOST_WORKERS)) ?? 1,
    rate: read('rate', parseRate),
    rampMs: read('ramp', parseDuration) ?? 0,
    isSync: flags['sync'] === true,
    shard: read('shard', (text) => parseShard(text, io.env)),
    startAt: read('startAt', parseStartTime),
    metrics: read('metrics', parseListenAddress),
  };
}

/** Reads the flags of what is made of a report. @throws SimError USAGE */
export function readOutputFlags(flags: Flags): OutputFlags {
  const { read, readAll } = reader(flags);
  return {
    failIf: readAll('failIf', parseThreshold),
    junit: read('junit', anyText),
    report: read('report', anyText),
  };
}

/** A shard as it is written: `3/16`. */
export function shardText({ index, count }: Shard): string {
  return `${index + 1}/${count}`;
}

/** What reads a flag by its name, or all that were given of one that may be repeated. */
function reader(flags: Flags) {
  const readAll = <T>(name: string, parse: (text: string) => Parsed<T>): T[] =>
    [flags[name]].flat().flatMap((text) => {
      if (typeof text !== 'string') return [];
      const parsed = parse(text);
      if ('value' in parsed) return [parsed.value];
      throw new SimError('USAGE', `${flagOf(name)}: ${parsed.problem}.`);
    });
  const read = <T>(name: string, parse: (text: string) => Parsed<T>): T | undefined =>
    readAll(name, parse)[0];
  return { read, readAll };
}

function parseConnections(text: string): Parsed<number | 'per-device'> {
  return text === 'per-device' ? { value: text } : atMost(parseCount(text), MOST_CONNECTIONS);
}

function atMost(parsed: Parsed<number>, most: number): Parsed<number> {
  if ('value' in parsed && parsed.value > most) return { problem: `${parsed.value} is more than ${most}` };
  return parsed;
}

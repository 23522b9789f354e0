import { acceptToken, createTokenState, issuedToken } from '../../../client/token-state.ts';
import { LIMITS } from '../../../protocol/limits.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** So many readings are counted at most to find the busiest second. */
const MOST_COUNTED = 5_000_000;

/** When a device of a fleet takes its readings. */
export interface PlannedDevice {
  readonly intervalMs: number;
  /** When its first reading is due, ms since the start of the run. */
  readonly dueMs: number;
}

/** How long a run is; without an end it goes on until stopped. */
export interface RunLength {
  /** Readings of each device. */
  readonly count?: number | undefined;
  /** No reading is due after this. */
  readonly durationMs?: number | undefined;
}

/** What a fleet is going to send, and ask for. */
export interface FleetLoad {
  readonly devices: number;
  /** Readings a second of all of them, once all have begun. */
  readonly perSecond: number;
  /** Of the one with most. */
  readonly mostPerSecond: number;
  /** Readings in the second with most of them. */
  readonly peakPerSecond: number;
  /** In the whole run; null where it has no end. */
  readonly readings: number | null;
  readonly tokens: TokenLoad;
}

/** How often a fleet asks for tokens. A device asks when it has its first reading, and again before a token ends. */
interface TokenLoad {
  readonly atStart: number;
  /** From the first of these requests to the last. */
  readonly withinMs: number;
  /** Those of the second with most of them. */
  readonly peakPerSecond: number;
  /** Afterwards, where a token lives as long as the documents say. */
  readonly perDay: number;
}

/** What a fleet is going to send, from the times at which its readings are due. */
export function planLoad(devices: readonly PlannedDevice[], length: RunLength): FleetLoad {
  const { durationMs = Number.POSITIVE_INFINITY } = length;
  const begun = devices.filter(({ dueMs }) => dueMs < durationMs);
  const starts = begun.map(({ dueMs }) => dueMs);
  const rates = devices.map(({ intervalMs }) => SECOND_MS / intervalMs);
  const perSecond = Math.round(1e6 * sum(rates)) / 1e6; // without what adding up so many thirds leaves
  return {
    devices: devices.length,
    perSecond,
    mostPerSecond: most(rates),
    peakPerSecond: busiestSecond(begun, length, perSecond),
    readings: hasEnd(length) ? sum(devices.map((device) => readingsOf(device, length))) : null,
    tokens: {
      atStart: begun.length,
      withinMs: begun.length === 0 ? 0 : most(starts) - least(starts),
      peakPerSecond: most([...countBySecond(starts).values()]),
      perDay: (devices.length * DAY_MS) / renewalMs(),
    },
  };
}

/** How many readings a device takes. */
export function readingsOf({ intervalMs, dueMs }: PlannedDevice, { count, durationMs }: RunLength): number {
  const inTime = durationMs === undefined ? Number.POSITIVE_INFINITY : (durationMs - dueMs) / intervalMs;
  return Math.min(count ?? Number.POSITIVE_INFINITY, Math.max(0, Math.ceil(inTime)));
}

/** Counts the readings until every device has had two of its intervals, of many devices with long ones some less. */
function busiestSecond(devices: readonly PlannedDevice[], length: RunLength, perSecond: number): number {
  const intervals = devices.map(({ intervalMs }) => intervalMs);
  const starts = devices.map(({ dueMs }) => dueMs);
  const seconds = Math.ceil((most(starts) + 2 * most(intervals)) / SECOND_MS) + 1;
  const countable = Math.floor(MOST_COUNTED / perSecond);
  // Of such a load each second is like the other.
  if (countable < 1) return Math.ceil(perSecond);
  const untilMs = SECOND_MS * Math.min(seconds, countable);
  const counts = new Map<number, number>();
  for (const device of devices) {
    const readings = readingsOf(device, length);
    for (let index = 0; index < readings; index += 1) {
      const atMs = device.dueMs + index * device.intervalMs;
      if (atMs >= untilMs) break;
      addOne(counts, atMs);
    }
  }
  return most([...counts.values()]);
}

function countBySecond(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const atMs of times) addOne(counts, atMs);
  return counts;
}

function addOne(counts: Map<number, number>, atMs: number): void {
  const second = Math.floor(atMs / SECOND_MS);
  counts.set(second, (counts.get(second) ?? 0) + 1);
}

/** After how long a token is renewed, on the average of all devices. */
function renewalMs(): number {
  const state = createTokenState();
  acceptToken(state, issuedToken('', 0), () => 0.5);
  return state.renewAfter * LIMITS.tokenLifeMs;
}

function hasEnd({ count, durationMs }: RunLength): boolean {
  return count !== undefined || durationMs !== undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function most(values: readonly number[]): number {
  return values.reduce((greatest, value) => Math.max(greatest, value), 0);
}

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}

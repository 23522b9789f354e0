import { type DeviceIdentity, deviceText } from '../protocol/topic.ts';
import type { JudgedProperty } from './exchange.ts';
import {
  LATEST_MS,
  putSample,
  readSample,
  type Sample,
  type SampleValue,
  samplesBetween,
  shelf,
  timeOf,
} from './sample.ts';
import { findValue, identifiersIn } from './sample-text.ts';
import { keysUnder, type Retention, type Shelf } from './store/retention.ts';
import type { Change, Store } from './store/store.ts';

export { HISTORY, isSampleSeq, putSample, readSample, type Sample } from './sample.ts';

/** One kept value of a property. */
export interface KeptValue extends SampleValue {
  /** When it was taken, or received where the device did not say; ms since 1970. */
  readonly timeMs: number;
}

/** Which values of a property to read. */
export interface HistoryQuery {
  readonly device: DeviceIdentity;
  readonly identifier: string;
  /** Both included. @default everything */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** @default true */
  readonly isNewestFirst?: boolean | undefined;
  readonly limit?: number | undefined;
}

/** The values of a property as what can be drawn of them. */
export interface Series {
  /** How many values there are, those too that cannot be drawn. */
  readonly count: number;
  /** Times and numbers, oldest first; true is 1, false is 0. */
  readonly points: readonly Point[];
}

/** A time and a finite number. */
export type Point = readonly [timeMs: number, value: number];

/** The values that devices reported, by time. */
export interface History {
  /** What keeps the values of one message. @param seq that of the message's exchange */
  put(device: string, kept: readonly JudgedProperty[], seq: string): KeptSample[];
  /** Told of them once they are written. */
  written(device: string, samples: readonly KeptSample[]): void;
  values(query: HistoryQuery): AsyncIterable<KeptValue>;
  /** All that can be drawn of a property. */
  series(query: Omit<HistoryQuery, 'isNewestFirst' | 'limit'>): Promise<Series>;
  /** The values with the latest time, by identifier. */
  latest(device: DeviceIdentity): Promise<ReadonlyMap<string, KeptValue>>;
  removeDevice(device: DeviceIdentity): Promise<void>;
  /** Forgets what it remembers of the store: for a store that is emptied as a whole. */
  clear(): void;
}

/** A message of the greatest size has some six thousand values. */
const SAMPLE_DIGITS = 4;

/** A sample on its way into the store. */
export interface KeptSample {
  readonly change: Extract<Change, { type: 'put' }>;
  readonly identifiers: Iterable<string>;
}

/** What is at hand of a device: looked up once for all that a message brings. */
interface AtHand {
  readonly shelf: Shelf;
  /** By property: the key of the sample with the latest time, which is the greatest. */
  readonly latest: Map<string, string>;
}

/**
 * Makes the history of a store.
 * @param kept.isFresh whether the store began empty: else all of a device is read when its latest values are first asked for
 */
export function createHistory(
  { store, isFresh }: { store: Store; isFresh: boolean },
  retention: Retention,
): History {
  const devices = new Map<string, AtHand>();
  const isRead = new Set<string>();

  const atHand = (device: string): AtHand => {
    let own = devices.get(device);
    if (own === undefined) {
      own = { shelf: retention.shelf(shelf(device)), latest: new Map() };
      devices.set(device, own);
    }
    return own;
  };
  const note = ({ latest }: AtHand, key: string, identifiers: Iterable<string>): void => {
    for (const identifier of identifiers) {
      const known = latest.get(identifier);
      if (known === undefined || known < key) latest.set(identifier, key);
    }
  };

  /** What an earlier process kept of a device is read once, the newest first. */
  const readKept = async (device: string): Promise<void> => {
    if (isFresh || isRead.has(device)) return;
    const seen = new Set<string>();
    for await (const portion of store.portions({ ...keysUnder(shelf(device)), isBackwards: true })) {
      for (const [key, value] of portion) {
        for (const identifier of identifiersIn(value)) {
          if (seen.has(identifier)) continue;
          seen.add(identifier);
          note(atHand(device), key, [identifier]);
        }
      }
    }
    isRead.add(device);
  };

  const portionsOf = ({ device, fromMs = 0, toMs = LATEST_MS }: HistoryQuery, isBackwards: boolean) =>
    store.portions({ ...samplesBetween(deviceText(device), fromMs, toMs), isBackwards });

  return {
    put: (device, kept, seq) =>
      samplesOf(device, kept, seq).map((sample) => ({
        change: putSample(sample),
        identifiers: sample.values.keys(),
      })),
    written(device, samples) {
      if (samples.length === 0) return;
      const own = atHand(device);
      for (const { change, identifiers } of samples) {
        retention.added(own.shelf, change.key.length + change.value.length);
        note(own, change.key, identifiers);
      }
    },
    async *values(query) {
      const { identifier, isNewestFirst = true } = query;
      let { limit: left = Number.POSITIVE_INFINITY } = query;
      if (left <= 0) return;
      const isRepeated = repeats();
      for await (const portion of portionsOf(query, isNewestFirst)) {
        for (const [key, text] of portion) {
          const found = findValue(text, identifier);
          if (found === undefined || isRepeated(timeOf(key), found)) continue;
          const { timeMs, values } = readSample(key, text);
          const value = values.get(identifier);
          if (value !== undefined) yield { timeMs, ...value };
          left -= 1;
          if (left <= 0) return;
        }
      }
    },
    async series(query) {
      let count = 0;
      const points: Point[] = [];
      const isRepeated = repeats();
      for await (const portion of portionsOf(query, false)) {
        for (const [key, text] of portion) {
          const value = findValue(text, query.identifier);
          if (value === undefined || isRepeated(timeOf(key), value)) continue;
          count += 1;
          const number = drawable(value);
          if (Number.isFinite(number)) points.push([timeOf(key), number]);
        }
      }
      return { count, points };
    },
    async latest(identity) {
      const device = deviceText(identity);
      await readKept(device);
      const found = new Map<string, KeptValue>();
      for (const [identifier, key] of devices.get(device)?.latest ?? []) {
        const text = await store.read(key);
        const sample = text === undefined ? undefined : readSample(key, text);
        const value = sample?.values.get(identifier);
        // The oldest go first where too much is kept: if the latest went, all did.
        if (sample && value) found.set(identifier, { timeMs: sample.timeMs, ...value });
      }
      return found;
    },
    async removeDevice(identity) {
      const device = deviceText(identity);
      await store.remove(keysUnder(shelf(device)));
      devices.delete(device); // with its shelf
      retention.removed(shelf(device));
    },
    clear() {
      devices.clear();
      isRead.clear();
    },
  };
}

/** Values of one time stand together; a second value of a property and time, as a batch may hold, stands apart. */
function samplesOf(device: string, kept: readonly JudgedProperty[], seq: string): Sample[] {
  const samples: Sample[] = [];
  const byTime = new Map<number, Map<string, KeptValue>>();
  for (const judged of kept) {
    const value = keptValue(judged);
    const { timeMs } = value;
    const { identifier } = judged;
    const together = byTime.get(timeMs);
    if (together !== undefined && !together.has(identifier)) {
      together.set(identifier, value);
      continue;
    }
    const values = new Map([[identifier, value]]);
    byTime.set(timeMs, values);
    const own = samples.length === 0 ? seq : `${seq}.${String(samples.length).padStart(SAMPLE_DIGITS, '0')}`;
    samples.push({ device, timeMs, seq: own, values });
  }
  return samples;
}

function keptValue(judged: JudgedProperty): KeptValue {
  return {
    timeMs: Math.min(judged.timeMs, LATEST_MS),
    value: judged.value,
    refusal: judged.outcome === 'kept' ? undefined : judged.refusal,
  };
}

/** What of a value can be drawn: a number; that of a whole JSON text is none. */
function drawable(json: string): number {
  if (json === 'true') return 1;
  return json === 'false' ? 0 : Number(json);
}

/** Tells a value that was reported before with the same time and the same digits, as a device does that saw no answer. */
function repeats(): (timeMs: number, json: string) => boolean {
  let atMs = -1;
  let first = '';
  let others: Set<string> | undefined;
  return (timeMs, json) => {
    if (timeMs !== atMs) {
      atMs = timeMs;
      first = json;
      others = undefined;
      return false;
    }
    if (json === first || others?.has(json)) return true;
    others ??= new Set();
    others.add(json);
    return false;
  };
}

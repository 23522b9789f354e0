import { isJsonObject, type Json, parseJson, writeJson } from '../json.ts';
import type { DeviceIdentity } from '../protocol/topic.ts';
import type { Refusal } from '../tsl/check.ts';
import type { JudgedProperty } from './exchange.ts';
import { keysUnder, type Retention } from './store/retention.ts';
import type { Change, Store } from './store/store.ts';

/** One kept value of a property. */
export interface KeptValue {
  /** When it was taken, or received where the device did not say; ms since 1970. */
  readonly timeMs: number;
  readonly value: Json;
  /** Why it is outside the model, though the product's mode let it pass. */
  readonly refusal: Refusal | undefined;
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

/** The values that devices reported, by time. */
export interface History {
  /** The changes that keep values of one message. @param seq that of the message's exchange */
  put(device: string, kept: readonly JudgedProperty[], seq: string): Change[];
  /** Told of them once they are written. */
  written(device: string, kept: readonly JudgedProperty[], changes: readonly Change[]): void;
  values(query: HistoryQuery): AsyncIterable<KeptValue>;
  /** The values with the latest time, by identifier. */
  latest(device: DeviceIdentity): Promise<ReadonlyMap<string, KeptValue>>;
  removeDevice(device: DeviceIdentity): Promise<void>;
  /** Forgets what it remembers of the store: for a store that is emptied as a whole. */
  clear(): void;
}

/** Where values are kept. */
export const HISTORY = { from: 'history/', to: 'history0' } as const;

const TIME_DIGITS = 15;
const LATEST_MS = 10 ** TIME_DIGITS - 1;
/** A message of the greatest size has some six thousand values. */
const SAMPLE_DIGITS = 4;

/** Values that were taken at one time and came in one message. */
export interface Sample {
  /** `productKey/deviceName`. */
  readonly device: string;
  readonly timeMs: number;
  /** Keeps apart samples of one time, in the order they came. */
  readonly seq: string;
  /** By identifier. */
  readonly values: ReadonlyMap<string, Pick<KeptValue, 'value' | 'refusal'>>;
}

/**
 * Makes the history of a store.
 * @param kept.isFresh whether the store began empty: else all of a device is read when its latest values are first asked for
 */
export function createHistory(
  { store, isFresh }: { store: Store; isFresh: boolean },
  retention: Retention,
): History {
  /** Which properties each device reported. Of an earlier process's devices it is found out when they are asked for. */
  const reported = new Map<string, Set<string>>();
  const isKnown = new Set<string>();
  const prefixOf = createPrefixes();

  const reportedBy = (device: string): Set<string> => {
    const found = reported.get(device);
    if (found !== undefined) return found;
    const identifiers = new Set<string>();
    reported.set(device, identifiers);
    return identifiers;
  };

  /** Walks back from the latest sample until every property that was reported is found. */
  const lookBack = async (device: string): Promise<Map<string, KeptValue>> => {
    const wanted = isFresh || isKnown.has(device) ? new Set(reportedBy(device)) : undefined;
    const found = new Map<string, KeptValue>();
    for await (const [key, text] of store.entries({ ...keysUnder(prefixOf(device)), isBackwards: true })) {
      if (wanted !== undefined && found.size >= wanted.size) return found;
      const { timeMs, values } = readSample(key, text);
      for (const [identifier, value] of values) {
        if (!found.has(identifier)) found.set(identifier, { timeMs, ...value });
      }
    }
    // What was reported once may have been thrown away since: nobody is to look for it again.
    const identifiers = reportedBy(device);
    for (const identifier of wanted ?? []) if (!found.has(identifier)) identifiers.delete(identifier);
    for (const identifier of found.keys()) identifiers.add(identifier);
    isKnown.add(device);
    return found;
  };

  async function* values(query: HistoryQuery): AsyncIterable<KeptValue> {
    const { identifier, fromMs = 0, toMs = LATEST_MS, isNewestFirst = true } = query;
    const { limit = Number.POSITIVE_INFINITY } = query;
    const prefix = prefixOf(nameOf(query.device));
    const range = {
      from: prefix + timeText(Math.max(0, fromMs)),
      to: `${prefix}${timeText(Math.min(toMs, LATEST_MS))}\u007f`,
    };
    let given = 0;
    for await (const [key, text] of store.entries({ ...range, isBackwards: isNewestFirst })) {
      if (given >= limit) return;
      const sample = readSample(key, text);
      const value = sample.values.get(identifier);
      if (value === undefined) continue;
      given += 1;
      yield { timeMs: sample.timeMs, ...value };
    }
  }

  return {
    put: (device, kept, seq) => samplesOf(device, kept, seq).map(putSample),
    written(device, kept, changes) {
      if (kept.length === 0) return;
      const prefix = prefixOf(device);
      for (const change of changes) {
        if (change.type === 'put' && change.key.startsWith(prefix)) {
          retention.added(prefix, change.key.length + change.value.length);
        }
      }
      const identifiers = reportedBy(device);
      for (const { identifier } of kept) identifiers.add(identifier);
    },
    values,
    latest: (device) => lookBack(nameOf(device)),
    async removeDevice(identity) {
      const device = nameOf(identity);
      reported.delete(device);
      await store.remove(keysUnder(prefixOf(device)));
      retention.removed(prefixOf(device));
    },
    clear() {
      reported.clear();
      isKnown.clear();
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

/** The change that keeps a sample; its key sorts by time. */
export function putSample({ device, timeMs, seq, values }: Sample): Change {
  // Joined, as texts that were added up are slower to compare.
  const key = ['history/', device, '/', timeText(timeMs), '/', seq].join('');
  return { type: 'put', key, value: writeValues(values) };
}

/** The reverse of {@link putSample}. */
export function readSample(key: string, text: string): Sample {
  const [, productKey, deviceName, time, seq = ''] = key.split('/');
  return { device: `${productKey}/${deviceName}`, timeMs: Number(time), seq, values: readValues(text) };
}

/** True for what keeps apart samples of one time. */
export function isSampleSeq(text: unknown): text is string {
  return typeof text === 'string' && /^[\da-z]{12}(\.\d{4})?$/.test(text);
}

/** The values as JSON; a line behind them says of those outside the model why they are. */
function writeValues(values: Sample['values']): string {
  const written: string[] = [];
  const refusals: string[] = [];
  for (const [identifier, { value, refusal }] of values) {
    written.push(`"${identifier}":${writeJson(value)}`);
    if (refusal !== undefined) refusals.push(`"${identifier}":${JSON.stringify(refusal)}`);
  }
  const json = ['{', written.join(','), '}'];
  if (refusals.length > 0) json.push('\n{', refusals.join(','), '}');
  return json.join('');
}

function readValues(text: string): Sample['values'] {
  const end = text.indexOf('\n');
  const refusals = end === -1 ? {} : (JSON.parse(text.slice(end + 1)) as Record<string, Refusal>);
  const values = parseJson(end === -1 ? text : text.slice(0, end));
  // Identifiers may be words that every object knows, such as `constructor`.
  const refusalOf = (identifier: string): Refusal | undefined =>
    Object.hasOwn(refusals, identifier) ? refusals[identifier] : undefined;
  const entries = isJsonObject(values) ? [...values] : [];
  return new Map(
    entries.map(([identifier, value]) => [identifier, { value, refusal: refusalOf(identifier) }]),
  );
}

function nameOf({ productKey, deviceName }: DeviceIdentity): string {
  return `${productKey}/${deviceName}`;
}

function shelf(device: string): string {
  return `history/${device}/`;
}

/** The same text for the same device: looking up a text that was looked up before is quicker. */
function createPrefixes(): (device: string) => string {
  const prefixes = new Map<string, string>();
  return (device) => {
    const found = prefixes.get(device);
    if (found !== undefined) return found;
    const prefix = shelf(device);
    prefixes.set(device, prefix);
    return prefix;
  };
}

function timeText(timeMs: number): string {
  return String(timeMs).padStart(TIME_DIGITS, '0');
}

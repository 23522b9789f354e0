import { isJsonObject, type Json, parseJson, writeJson } from '../json.ts';
import { type DeviceIdentity, deviceText } from '../protocol/topic.ts';
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
  /** What keeps the values of one message. @param seq that of the message's exchange */
  put(device: string, kept: readonly JudgedProperty[], seq: string): KeptSample[];
  /** Told of them once they are written. */
  written(device: string, samples: readonly KeptSample[]): void;
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

/** A sample on its way into the store. */
export interface KeptSample {
  readonly change: Extract<Change, { type: 'put' }>;
  readonly identifiers: Iterable<string>;
}

/**
 * Makes the history of a store.
 * @param kept.isFresh whether the store began empty: else all of a device is read when its latest values are first asked for
 */
export function createHistory(
  { store, isFresh }: { store: Store; isFresh: boolean },
  retention: Retention,
): History {
  /** By device and property: the key of the sample with the latest time, which is the greatest. */
  const latest = new Map<string, Map<string, string>>();
  const isRead = new Set<string>();

  const note = (device: string, { key }: KeptSample['change'], identifiers: Iterable<string>): void => {
    let keys = latest.get(device);
    if (keys === undefined) {
      keys = new Map();
      latest.set(device, keys);
    }
    for (const identifier of identifiers) {
      const known = keys.get(identifier);
      if (known === undefined || known < key) keys.set(identifier, key);
    }
  };

  /** What an earlier process kept of a device is read once. */
  const readKept = async (device: string): Promise<void> => {
    if (isFresh || isRead.has(device)) return;
    for await (const [key, value] of store.entries(keysUnder(shelf(device)))) {
      note(device, { type: 'put', key, value }, readValues(value).keys());
    }
    isRead.add(device);
  };

  async function* values(query: HistoryQuery): AsyncIterable<KeptValue> {
    const { identifier, fromMs = 0, toMs = LATEST_MS, isNewestFirst = true } = query;
    const { limit = Number.POSITIVE_INFINITY } = query;
    const prefix = shelf(deviceText(query.device));
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
    put: (device, kept, seq) =>
      samplesOf(device, kept, seq).map((sample) => ({
        change: putSample(sample),
        identifiers: sample.values.keys(),
      })),
    written(device, samples) {
      for (const { change, identifiers } of samples) {
        retention.added(shelf(device), change.key.length + change.value.length);
        note(device, change, identifiers);
      }
    },
    values,
    async latest(identity) {
      const device = deviceText(identity);
      await readKept(device);
      const found = new Map<string, KeptValue>();
      for (const [identifier, key] of latest.get(device) ?? []) {
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
      latest.delete(device);
      await store.remove(keysUnder(shelf(device)));
      retention.removed(shelf(device));
    },
    clear() {
      latest.clear();
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

/** The change that keeps a sample; its key sorts by time. */
export function putSample({ device, timeMs, seq, values }: Sample): KeptSample['change'] {
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

function shelf(device: string): string {
  return `history/${device}/`;
}

function timeText(timeMs: number): string {
  return String(timeMs).padStart(TIME_DIGITS, '0');
}

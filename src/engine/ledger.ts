import { parseJson } from '../json.ts';
import type { Entry } from '../outbox/outbox.ts';
import type { ReceivedValue } from '../protocol/forwarded.ts';
import { labelledSkewMs } from '../readings/faults/labels.ts';
import type { Filtering } from './on-purpose.ts';
import { isSameValue } from './same-value.ts';

/** A reading of the ledger, and what the platform has of it. */
export interface Reading {
  readonly entry: Entry;
  /** When it was taken, by a clock that was not made wrong on purpose; ms since 1970. */
  readonly takenAtMs: number;
  /** Its place among the readings, in the order they were sent. */
  readonly index: number;
  /** False for one that is there to be known, and not to be judged. */
  readonly isCounted: boolean;
  /** How often the platform has it whole. */
  copies: number;
  /** Whether one of the copies has all its values unfiltered. */
  isHeld: boolean;
  isTimeWrong: boolean;
  /** What of the first copy was filtered. */
  filterings: readonly Filtering[];
  /** Of a copy that is not whole yet: the code of each value that is there, undefined where it was not filtered. */
  part: Map<string, number | undefined> | undefined;
}

/** Every reading that was taken, to be found by what the platform says of it. */
export interface Ledger {
  readonly readings: readonly Reading[];
  /** Those of a message id that have exactly these values. */
  ofMessage(id: string | undefined, values: readonly ReceivedValue[]): readonly Reading[];
  /** Those that were taken at the value's time and have it. */
  ofValue(value: ReceivedValue): readonly Reading[];
}

/**
 * Reads a ledger, the oldest reading first.
 * @param fromMs readings that were taken before are not counted
 */
export async function readLedger(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  fromMs: number,
): Promise<Ledger> {
  const readings: Reading[] = [];
  const byId = new Map<string, Reading[]>();
  const byTime = new Map<number, Reading[]>();
  for await (const entry of entries) {
    const takenAtMs = entry.takenAtMs - labelledSkewMs(entry.faults);
    const reading: Reading = {
      entry,
      takenAtMs,
      index: readings.length,
      isCounted: takenAtMs >= fromMs,
      copies: 0,
      isHeld: false,
      isTimeWrong: false,
      filterings: [],
      part: undefined,
    };
    readings.push(reading);
    add(byId, entry.id, reading);
    add(byTime, entry.takenAtMs, reading);
  }
  return {
    readings,
    ofMessage(id, values) {
      const found = id === undefined ? [] : (byId.get(id) ?? []);
      return found.filter(
        ({ entry }) => entry.params.size === values.length && values.every((value) => has(entry, value)),
      );
    },
    ofValue(value) {
      const found = value.timeMs === undefined ? [] : (byTime.get(value.timeMs) ?? []);
      return found.filter(({ entry }) => has(entry, value));
    },
  };
}

function add<K>(map: Map<K, Reading[]>, key: K, reading: Reading): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [reading]);
  else list.push(reading);
}

function has({ params }: Entry, { identifier, value }: ReceivedValue): boolean {
  const text = params.get(identifier);
  return text !== undefined && isSameValue(parseJson(text), value);
}

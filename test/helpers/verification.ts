import { parseJson } from '../../src/json.ts';
import type { Entry } from '../../src/outbox/outbox.ts';
import type { Received, ReceivedValue } from '../../src/protocol/forwarded.ts';
import { START_MS } from './fake-clock.ts';

/** A reading of the ledger, by default one a second. */
export function taken(
  index: number,
  { values = { temperature: String(index) }, ...rest }: Given = {},
): Entry {
  const takenAtMs = START_MS + 1000 * index;
  const entry = { id: String(100 + index), takenAtMs, outcome: 'sent' as const, ...rest };
  return { ...entry, params: new Map(Object.entries(values)) };
}
type Given = Partial<Omit<Entry, 'params'>> & { values?: Record<string, string> };

/** The report of a reading as the platform has it: without a time of its own, 20 ms later. */
export function report({ id, takenAtMs, params }: Entry, { lateMs = 20, ...rest }: Reported = {}): Received {
  const atMs = takenAtMs + lateMs;
  const values = [...params].map(
    ([identifier, text]): ReceivedValue => ({ identifier, value: parseJson(text), timeMs: atMs }),
  );
  return { id, atMs, values, ...rest };
}
type Reported = Partial<Received> & { lateMs?: number };

/** The values of readings, each with the time it was taken. */
export function timed(...entries: Entry[]): ReceivedValue[] {
  return entries.flatMap((entry) =>
    report(entry).values.map((value) => ({ ...value, timeMs: entry.takenAtMs })),
  );
}

/** The reports of readings in one message that came late. */
export function history(...entries: Entry[]): Received {
  return { id: undefined, atMs: START_MS + 3_600_000, values: timed(...entries) };
}

/** What a verification finds where nothing went wrong. */
export const clean = {
  refused: 0,
  dropped: 0,
  pending: 0,
  filtered: 0,
  codes: {},
  filteredOnPurpose: 0,
  codesOnPurpose: {},
  onPurpose: {},
  missing: 0,
  firstMissing: [],
  notCompared: 0,
  unconfirmed: 0,
  duplicated: 0,
  outOfOrder: 0,
  wrongTime: 0,
  notInLedger: 0,
};

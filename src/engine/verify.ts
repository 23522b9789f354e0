import type { Entry, Pending } from '../outbox/outbox.ts';
import type { Received, ReceivedValue } from '../protocol/forwarded.ts';
import { type Arrivals, createArrivals, type Delay } from './arrivals.ts';
import { type Ledger, type Reading, readLedger } from './ledger.ts';

/** What was taken, held against what the platform has. All but codes and delay count readings. */
export interface Verification {
  /** In the ledger. */
  readonly taken: number;
  /** Of these, by what the ledger says became of them. */
  readonly sent: number;
  readonly refused: number;
  readonly dropped: number;
  readonly pending: number;
  /** The platform holds all their values. */
  readonly stored: number;
  /** The platform took them and filtered some of their values, or all. */
  readonly filtered: number;
  /** How often it filtered for which reason, by its code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Sent, and the platform has nothing of them, or not all. */
  readonly missing: number;
  /** The first of these. */
  readonly firstMissing: readonly Pending[];
  /** Sent and not found, but taken before the time up to which the platform can say. */
  readonly notCompared: number;
  /** Stored or filtered, though the ledger does not say that they were sent. */
  readonly unconfirmed: number;
  /** There more than once. */
  readonly duplicated: number;
  /** Arrived after one that was taken later. */
  readonly outOfOrder: number;
  /** Arrived with another time than the one they were taken at. */
  readonly wrongTime: number;
  /** Reports of the platform, not readings, that the ledger knows nothing of. */
  readonly notInLedger: number;
  /** Of the readings that arrived; null where none did, or nothing says when. */
  readonly delay: Delay | null;
}

/** What is compared, by time. */
interface Bounds {
  /** Readings that were taken before are known, and not counted. @default all are */
  readonly fromMs?: number | undefined;
  /** What arrived before can no longer be asked for. @default nothing */
  readonly heldSinceMs?: number | undefined;
}

/** A reading that was sent without a time gets the platform's: so far from ours it is right. */
const NEAR_MS = 60_000;

/** The platform's time of a value is so near the time at which its report arrived. */
const STAMP_MS = 1_000;

/** So many missing readings are given. */
const MOST_GIVEN = 10;

/**
 * Holds a ledger against what arrived. A report is a reading where message id and all values are the same; values that
 * came with a time of their own, as in a history report, are those of the reading that was taken at that time.
 * @param received in the order it arrived
 */
export async function verify(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  received: AsyncIterable<Received> | Iterable<Received>,
  { fromMs = Number.NEGATIVE_INFINITY, heldSinceMs = Number.NEGATIVE_INFINITY }: Bounds = {},
): Promise<Verification> {
  const ledger = await readLedger(entries, fromMs);
  const arrivals = createArrivals();
  let notInLedger = 0;
  for await (const report of received) notInLedger += match(report, ledger, arrivals);
  const counted = ledger.readings.filter(({ isCounted }) => isCounted);
  return { ...count(counted, heldSinceMs), ...arrivals.figures(), notInLedger };
}

/** Finds the reading of a report, or the readings; gives how many there should be that the ledger does not have. */
function match(report: Received, ledger: Ledger, arrivals: Arrivals): number {
  const { id, atMs, values, code } = report;
  const whole = (reading: Reading): 0 => {
    const { takenAtMs } = reading.entry;
    const isWrong = ({ timeMs = takenAtMs }: ReceivedValue): boolean =>
      Math.abs(timeMs - takenAtMs) > NEAR_MS;
    const codes = [code, ...values.map((value) => value.code)].filter((one) => one !== undefined);
    arrivals.add(reading, { atMs, codes, isTimeWrong: values.some(isWrong) });
    return 0;
  };

  const same = ledger.ofMessage(id, values);
  const exact = same.find(({ entry }) => values.every(({ timeMs }) => timeMs === entry.takenAtMs));
  if (exact !== undefined) return whole(exact);
  const fresh = same.find(({ copies }) => copies === 0);
  if (fresh !== undefined && values.every((value) => isStamped(value, atMs))) return whole(fresh);
  // The later readings of a history report come under the id of its first, and may have the same values.
  const isHistory = values.every((value) => ledger.ofValue(value).length > 0);
  if (id === undefined || isHistory) return matchByTime(report, ledger, arrivals);
  const known = fresh ?? same[0];
  return known === undefined ? 1 : whole(known);
}

/** Whether the time of a value may be the platform's, and not its own. */
function isStamped({ timeMs }: ReceivedValue, atMs: number | undefined): boolean {
  return timeMs === undefined || atMs === undefined || Math.abs(timeMs - atMs) <= STAMP_MS;
}

/**
 * Finds readings value by value: a report of earlier values may be passed on in pieces that are not those that were
 * sent. Gives how many of its times have no reading.
 */
function matchByTime({ atMs, values }: Received, ledger: Ledger, arrivals: Arrivals): number {
  const known = new Set<number | undefined>();
  for (const value of values) {
    const found = ledger.ofValue(value);
    // Two of the same time may have the same value: the one that has it less often gets it.
    const reading = found.toSorted((a, b) => piecesOf(a, value) - piecesOf(b, value))[0];
    if (reading === undefined) continue;
    known.add(value.timeMs);
    addPiece(reading, { value, atMs }, arrivals);
  }
  return new Set(values.map(({ timeMs }) => timeMs)).size - known.size;
}

/** How often a value of a reading has arrived. */
function piecesOf({ copies, part }: Reading, { identifier }: ReceivedValue): number {
  return copies + (part?.has(identifier) ? 1 : 0);
}

function addPiece(
  reading: Reading,
  { value, atMs }: { value: ReceivedValue; atMs: number | undefined },
  arrivals: Arrivals,
): void {
  reading.part ??= new Map();
  reading.part.set(value.identifier, value.code);
  if (reading.part.size < reading.entry.params.size) return;
  const codes = [...reading.part.values()].filter((code) => code !== undefined);
  reading.part = undefined;
  arrivals.add(reading, { atMs, codes, isTimeWrong: false });
}

type Counted = Omit<Verification, 'outOfOrder' | 'delay' | 'notInLedger'>;

function count(readings: readonly Reading[], heldSinceMs: number): Counted {
  const outcomes = { sent: 0, refused: 0, dropped: 0, pending: 0 };
  const found = { stored: 0, filtered: 0, unconfirmed: 0, duplicated: 0, wrongTime: 0 };
  const codes = new Map<string, number>();
  const firstMissing: Pending[] = [];
  let [missing, notCompared] = [0, 0];

  for (const { entry, copies, isHeld, isTimeWrong, codes: own } of readings) {
    const { id, takenAtMs, params, outcome } = entry;
    outcomes[outcome] += 1;
    if (copies === 0) {
      if (outcome !== 'sent') continue;
      if (takenAtMs <= heldSinceMs) notCompared += 1;
      else {
        missing += 1;
        if (firstMissing.length < MOST_GIVEN) firstMissing.push({ id, takenAtMs, params });
      }
      continue;
    }
    found[isHeld ? 'stored' : 'filtered'] += 1;
    if (!isHeld) for (const code of own) codes.set(String(code), (codes.get(String(code)) ?? 0) + 1);
    if (outcome !== 'sent') found.unconfirmed += 1;
    if (copies > 1) found.duplicated += 1;
    if (isTimeWrong) found.wrongTime += 1;
  }
  const taken = readings.length;
  return {
    taken,
    ...outcomes,
    ...found,
    codes: Object.fromEntries(codes),
    missing,
    firstMissing,
    notCompared,
  };
}

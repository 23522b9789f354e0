import type { Entry } from '../outbox/outbox.ts';
import type { Received, ReceivedValue } from '../protocol/forwarded.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { type Ledger, type Reading, readLedger } from './ledger.ts';
import { type Filtering, isTimeRefused } from './on-purpose.ts';
import { countReadings, type Verification } from './verification.ts';

export type { Verification } from './verification.ts';

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
  return { ...countReadings(counted, heldSinceMs), ...arrivals.figures(), notInLedger };
}

/** Finds the reading of a report, or the readings; gives how many there should be that the ledger does not have. */
function match(report: Received, ledger: Ledger, arrivals: Arrivals): number {
  const { id, atMs, values, code } = report;
  const whole = (reading: Reading): 0 => {
    const { takenAtMs } = reading.entry;
    const isWrong = ({ timeMs = takenAtMs, code }: ReceivedValue): boolean =>
      Math.abs(timeMs - takenAtMs) > NEAR_MS && !isTimeRefused(code);
    const filterings = [{ identifier: undefined, code }, ...values].flatMap(filteringOf);
    arrivals.add(reading, { atMs, filterings, isTimeWrong: values.some(isWrong) });
    return 0;
  };

  const same = ledger.ofMessage(id, values);
  const exact = same.filter(({ entry }) => values.every(({ timeMs }) => timeMs === entry.takenAtMs));
  // Where a message was sent twice on purpose, both have id, values and time in common.
  const next = exact.find(({ copies }) => copies === 0) ?? exact[0];
  if (next !== undefined) return whole(next);
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
  const filterings = [...reading.part].flatMap(([identifier, code]) => filteringOf({ identifier, code }));
  reading.part = undefined;
  arrivals.add(reading, { atMs, filterings, isTimeWrong: false });
}

/** What was filtered: nothing where there is no code. */
function filteringOf({
  identifier,
  code,
}: {
  identifier: string | undefined;
  code?: number | undefined;
}): Filtering[] {
  return code === undefined ? [] : [{ identifier, code }];
}

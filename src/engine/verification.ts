import type { Pending } from '../outbox/outbox.ts';
import { faultName } from '../readings/faults/labels.ts';
import type { Delay } from './arrivals.ts';
import type { Reading } from './ledger.ts';
import { isFilteredOnPurpose } from './on-purpose.ts';

/** What was taken, held against what the platform has. Codes and faults are counted one by one, all else by readings. */
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
  /** The platform took them and filtered some of their values, or all, that nobody made not to fit. */
  readonly filtered: number;
  /** How often it filtered for which reason, by its code. */
  readonly codes: Readonly<Record<string, number>>;
  /** As filtered, but only values that were not to fit: readings of no other count. */
  readonly filteredOnPurpose: number;
  /** How often it filtered what was not to fit, by its code. */
  readonly codesOnPurpose: Readonly<Record<string, number>>;
  /** How often each fault was done on purpose to the readings in the ledger, by its name. */
  readonly onPurpose: Readonly<Record<string, number>>;
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
  /** Arrived after one that was sent later. */
  readonly outOfOrder: number;
  /** Arrived with another time than the one they were taken at. */
  readonly wrongTime: number;
  /** Reports of the platform, not readings, that the ledger knows nothing of. */
  readonly notInLedger: number;
  /** Of the readings that arrived, but for those delayed on purpose; null where there are none, or nothing says when. */
  readonly delay: Delay | null;
}

/** So many missing readings are given. */
const MOST_GIVEN = 10;

/** Counts what became of readings, once all that arrived is noted. */
export function countReadings(
  readings: readonly Reading[],
  heldSinceMs: number,
): Omit<Verification, 'outOfOrder' | 'delay' | 'notInLedger'> {
  const outcomes = { sent: 0, refused: 0, dropped: 0, pending: 0 };
  const found = { stored: 0, filtered: 0, filteredOnPurpose: 0, unconfirmed: 0, duplicated: 0, wrongTime: 0 };
  const codes = createCounts();
  const codesOnPurpose = createCounts();
  const onPurpose = createCounts();
  const firstMissing: Pending[] = [];
  let [missing, notCompared] = [0, 0];

  for (const { entry, takenAtMs, copies, isHeld, isTimeWrong, filterings } of readings) {
    const { id, params, outcome, faults = [] } = entry;
    outcomes[outcome] += 1;
    for (const label of faults) onPurpose.add(faultName(label));
    if (copies === 0) {
      if (outcome !== 'sent') continue;
      if (takenAtMs <= heldSinceMs) notCompared += 1;
      else {
        missing += 1;
        if (firstMissing.length < MOST_GIVEN) firstMissing.push({ id, takenAtMs: entry.takenAtMs, params });
      }
      continue;
    }
    if (isHeld) found.stored += 1;
    else {
      let isWanted = true;
      for (const filtering of filterings) {
        const isThis = isFilteredOnPurpose(faults, filtering);
        (isThis ? codesOnPurpose : codes).add(String(filtering.code));
        isWanted &&= isThis;
      }
      found[isWanted ? 'filteredOnPurpose' : 'filtered'] += 1;
    }
    if (outcome !== 'sent') found.unconfirmed += 1;
    if (copies > 1) found.duplicated += 1;
    if (isTimeWrong) found.wrongTime += 1;
  }
  return {
    taken: readings.length,
    ...outcomes,
    ...found,
    codes: codes.all(),
    codesOnPurpose: codesOnPurpose.all(),
    onPurpose: onPurpose.all(),
    missing,
    firstMissing,
    notCompared,
  };
}

function createCounts(): { add(name: string): void; all(): Record<string, number> } {
  const counts = new Map<string, number>();
  return {
    add: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    all: () => Object.fromEntries(counts),
  };
}

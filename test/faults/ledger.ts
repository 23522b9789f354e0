import type { Accepted } from './desk.ts';

/** A reading that the program said it had taken. */
export interface Taken {
  readonly id: string;
  readonly at: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What became of readings that were taken, by what the platform has. */
export interface Verdict {
  readonly taken: number;
  /** Readings the platform has. */
  readonly sent: number;
  readonly missing: readonly string[];
  /** Readings the platform has more than once. */
  readonly duplicated: number;
  /** Copies beside the first of each. */
  readonly repeats: number;
  /** Copies that came although the one before had been answered. */
  readonly needless: readonly string[];
  /** Readings that came after one that was taken later. */
  readonly disordered: readonly string[];
  /** Copies with other values, or another time, than were taken. */
  readonly altered: readonly string[];
}

/**
 * Holds what was taken against what the platform has. What the platform has beside it is left out: a program that was
 * killed may have kept a reading and not yet told of it.
 * @param mayRepeat whether a copy's answer may have been lost, so that another is right
 */
export function judge(
  taken: readonly Taken[],
  accepted: readonly Accepted[],
  mayRepeat: (copy: Accepted, index: number) => boolean = ({ isAnswered }) => !isAnswered,
): Verdict {
  const places = new Map(taken.map((reading, place) => [reading.id, { reading, place }]));
  const idByTime = new Map(taken.map(({ id, at }) => [at, id]));
  const before = new Map<string, { copy: Accepted; index: number }>();
  const [duplicated, needless, disordered, altered] = [
    new Set<string>(),
    [] as string[],
    [] as string[],
    [] as string[],
  ];
  let latest = -1;
  let repeats = 0;
  for (const [index, copy] of accepted.entries()) {
    const id = copy.id === '' ? idByTime.get(timeOf(copy)) : copy.id;
    if (id === undefined) {
      altered.push(`taken at ${timeOf(copy)}`);
      continue;
    }
    const known = places.get(id);
    if (known !== undefined && !isSame(known.reading, copy)) altered.push(id);
    const last = before.get(id);
    before.set(id, { copy, index });
    if (last !== undefined) {
      duplicated.add(id);
      repeats += 1;
      if (!mayRepeat(last.copy, last.index)) needless.push(id);
    } else if (known !== undefined) {
      if (known.place < latest) disordered.push(id);
      latest = Math.max(latest, known.place);
    }
  }
  const missing = taken.map(({ id }) => id).filter((id) => !before.has(id));
  const sent = taken.length - missing.length;
  return {
    taken: taken.length,
    sent,
    missing,
    duplicated: duplicated.size,
    repeats,
    needless,
    disordered,
    altered,
  };
}

/** The time that the first value of a copy says. */
function timeOf({ values }: Accepted): number {
  return Number(Object.values(values)[0]?.time);
}

/** What carries no time of its own has the one of its arrival, which must be near. */
const MOST_LATE_MS = 2_000;

/** Whether a copy has a reading's values, and its time. */
function isSame({ at, values }: Taken, copy: Accepted): boolean {
  const names = Object.keys(values);
  if (names.length !== Object.keys(copy.values).length) return false;
  return names.every((name) => {
    const reported = copy.values[name];
    if (reported === undefined || Number(reported.raw) !== values[name]) return false;
    if (reported.time !== undefined) return Number(reported.time) === at;
    return (copy.arrivedAtMs ?? at) - at <= MOST_LATE_MS;
  });
}

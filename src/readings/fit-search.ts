/** What {@link leastSquares} searches. */
export interface SearchOptions {
  readonly start: readonly number[];
  /** What is to come close to 0, for a place. */
  readonly misses: (place: readonly number[]) => readonly number[];
  /** How far to look to either side of a place for the slopes. */
  readonly reach: number;
  /** How often to look for slopes, at most. */
  readonly rounds: number;
}

/** Slopes are looked for again where a step gains less than this share, or none does after so many tries. */
const LEAST_GAIN = 0.02;
const TRIES = 5;

/**
 * The place where the sum of squared misses is least, near a start: Levenberg and Marquardt's method. Slopes are taken
 * from small steps to the side and, since each costs a look, corrected by what steps show (Broyden) while these gain.
 */
export function leastSquares({ start, misses, reach, rounds }: SearchOptions): number[] {
  let place = [...start];
  let here = misses(place);
  let damping = 0.1;
  for (let round = 0; round < rounds; round++) {
    const before = squares(here);
    let slopes = place.map((_, index) => {
      const aside = misses(place.map((value, at) => (at === index ? value + reach : value)));
      return aside.map((miss, at) => (miss - (here[at] as number)) / reach);
    });
    for (let tries = 0; tries < TRIES; ) {
      const step = dampedStep(slopes, here, damping);
      const next = place.map((value, index) => value + (step[index] as number));
      const there = misses(next);
      const gain = 1 - squares(there) / squares(here);
      if (gain > 0) {
        slopes = corrected(slopes, { step, here, there });
        [place, here] = [next, there];
        damping /= 4;
      } else {
        damping *= 6;
      }
      tries = gain > LEAST_GAIN ? 0 : tries + 1;
      if (gain > 0 && gain < LEAST_GAIN) break;
    }
    if (squares(here) > (1 - LEAST_GAIN) * before) return place;
  }
  return place;
}

/** The slopes that agree with what a step has shown, and differ least from those before. */
function corrected(
  slopes: readonly number[][],
  found: { step: readonly number[]; here: readonly number[]; there: readonly number[] },
): number[][] {
  const { step, here, there } = found;
  const length = product(step, step);
  const surprise = there.map((miss, at) => {
    const expected = slopes.reduce(
      (sum, slope, index) => sum + (slope[at] as number) * (step[index] as number),
      0,
    );
    return miss - (here[at] as number) - expected;
  });
  return slopes.map((slope, index) =>
    slope.map((value, at) => value + ((surprise[at] as number) * (step[index] as number)) / length),
  );
}

function squares(values: readonly number[]): number {
  return product(values, values);
}

function product(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}

function dampedStep(slopes: readonly number[][], misses: readonly number[], damping: number): number[] {
  const matrix = slopes.map((left, row) =>
    slopes.map((right, column) => product(left, right) * (row === column ? 1 + damping : 1)),
  );
  const step = solve(
    matrix,
    slopes.map((slope) => -product(slope, misses)),
  );
  // Farther than a unit, slopes say nothing.
  return step.map((value) => Math.max(-1, Math.min(1, value)));
}

/** Solves linear equations with a symmetric positive matrix, by elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const count = right.length;
  const rows = matrix.map((row, index) => [...row, right[index] as number]);
  for (let pivot = 0; pivot < count; pivot++) {
    const top = rows[pivot] as number[];
    const head = (top[pivot] as number) || 1;
    for (let column = pivot; column <= count; column++) top[column] = (top[column] as number) / head;
    for (const [index, row] of rows.entries()) {
      const factor = row[pivot] as number;
      if (index === pivot || factor === 0) continue;
      for (let column = pivot; column <= count; column++) {
        row[column] = (row[column] as number) - factor * (top[column] as number);
      }
    }
  }
  return rows.map((row) => row[count] as number);
}

import { createNoise } from './noise.ts';

/** Anchors this many memories apart know nothing of each other: exp(-16) is no correlation to speak of. */
const ANCHOR_MEMORIES = 16;

/** Below this share of its memory a series is drawn with straight lines, unless told otherwise. */
const FINEST_SHARE = 1 / 256;

/** What a mean-reverting series is made from. */
export interface MeanRevertingOptions {
  /** Whose series it is: the run's seed first, then the names that set it apart. */
  readonly key: readonly string[];
  /** After so many milliseconds a deviation has faded to 1/e, on average. */
  readonly memoryMs: number;
  /** Straight lines below about so many milliseconds. @default a 256th of the memory */
  readonly grainMs?: number;
}

/** The value of a series at an instant, in milliseconds since 1970. */
export type Series = (timeMs: number) => number;

/**
 * A stationary mean-reverting (Ornstein-Uhlenbeck) series: mean 0, standard deviation 1, autocorrelation
 * exp(-distance / memory). Its value is a function of key and time alone, whenever and in whatever order it is asked.
 * Walking through time in small steps is cheap.
 */
export function createMeanReverting(options: MeanRevertingOptions): Series {
  const { key, memoryMs, grainMs = memoryMs * FINEST_SHARE } = options;
  const noise = createNoise(key);
  // Of powers of two, so that a memory that is a little longer gives a series that is a little different.
  const lineMs = 2 ** Math.round(Math.log2(grainMs));
  const levels = halvings(memoryMs, lineMs);
  const depth = levels.length;
  // The way down to the line asked for last: at each level which stretch it was, and the values at its ends.
  const indexes = new Array<number>(depth + 1).fill(Number.NaN);
  const lefts = new Array<number>(depth + 1).fill(0);
  const rights = new Array<number>(depth + 1).fill(0);

  return (timeMs) => {
    const position = timeMs / lineMs;
    const line = Math.floor(position);
    if (line !== indexes[depth]) descend(line);
    const left = lefts[depth] as number;
    return left + ((rights[depth] as number) - left) * (position - line);
  };

  /** Halves stretches from the last one known that holds the line, else from the anchors around it. */
  function descend(line: number): void {
    let level = depth;
    let index = line;
    for (; level > 0 && indexes[level] !== index; level--) index = Math.floor(index / 2);
    if (indexes[level] !== index) {
      indexes[level] = index;
      lefts[level] = noise(0, index);
      rights[level] = noise(0, index + 1);
    }
    while (level < depth) {
      const { pull, spread, lines } = levels[level] as Halving;
      const left = lefts[level] as number;
      const right = rights[level] as number;
      level++;
      const middle = (left + right) * pull + spread * noise(level, index);
      const half = Math.floor(line / lines);
      lefts[level] = half === 2 * index ? left : middle;
      rights[level] = half === 2 * index ? middle : right;
      indexes[level] = half;
      index = half;
    }
  }
}

/** The middle of a stretch given its ends: their sum times `pull`, and a normal number times `spread`. */
interface Halving {
  readonly pull: number;
  readonly spread: number;
  /** How many straight lines its halves hold. */
  readonly lines: number;
}

/** The conditional distribution of the series in the middle of ever smaller stretches, down to the grain. */
function halvings(memoryMs: number, lineMs: number): Halving[] {
  const depth = Math.max(0, Math.ceil(Math.log2((ANCHOR_MEMORIES * memoryMs) / lineMs)));
  return Array.from({ length: depth }, (_, level) => {
    const lines = 2 ** (depth - level - 1);
    const memories = (lines * lineMs) / memoryMs;
    return { pull: 1 / (2 * Math.cosh(memories)), spread: Math.sqrt(Math.tanh(memories)), lines };
  });
}

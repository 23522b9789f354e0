import type { Random } from '../../random.ts';
import { type FaultStart, isLasting, type SensorFault } from './sensor-fault.ts';

/**
 * Asked once for each reading, in order: since when the fault lasts, ms since 1970; undefined where it does not strike.
 * @param isPossible false where it cannot be done to this reading: what is to happen once waits for the next
 */
export type Strike = (timeMs: number, isPossible: boolean) => number | undefined;

/** Says which readings a fault strikes. */
export function createStrike(
  { type, when }: SensorFault,
  { startMs, random }: { startMs: number; random: Random },
): Strike {
  switch (when.type) {
    case 'always':
      return () => startMs;
    case 'chance':
      return byChance(when, random);
    case 'from': {
      const fromMs = momentOf(when.start, startMs);
      const { forMs } = when;
      if (forMs === undefined && !isLasting(type)) return once(fromMs, startMs);
      const untilMs = fromMs + (forMs ?? Number.POSITIVE_INFINITY);
      return (timeMs) => (timeMs >= fromMs && timeMs < untilMs ? fromMs : undefined);
    }
  }
}

function momentOf(start: FaultStart, startMs: number): number {
  return 'atMs' in start ? start.atMs : startMs + start.afterMs;
}

/** The dice fall for each reading, struck or not: how long a fault lasts does not change what comes after it. */
function byChance(
  { probability, forMs = 0 }: { probability: number; forMs?: number },
  random: Random,
): Strike {
  let sinceMs = Number.POSITIVE_INFINITY;
  return (timeMs) => {
    const isHit = random() < probability;
    if (timeMs >= sinceMs && timeMs < sinceMs + forMs) return sinceMs;
    if (!isHit) return undefined;
    sinceMs = timeMs;
    return timeMs;
  };
}

/** What was due before the start has happened to an earlier run. */
function once(fromMs: number, startMs: number): Strike {
  let isOver = fromMs < startMs;
  return (timeMs, isPossible) => {
    if (isOver || !isPossible || timeMs < fromMs) return undefined;
    isOver = true;
    return timeMs;
  };
}

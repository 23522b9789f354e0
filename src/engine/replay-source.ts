import { type Issue, issueTexts } from '../issues.ts';
import { BAD_ROWS, invalidRecording, type RecordedRow } from '../readings/recording.ts';
import { constantPace, type Pace } from './pace.ts';
import type { Source } from './source.ts';
import { ticks } from './ticks.ts';

/** So many bad rows are named. */
const MOST_NAMED = 20;

/** When recorded rows are due: one an interval, or at their own distances divided by the speed, Infinity for at once. */
export type ReplayTiming = { readonly intervalMs: number } | { readonly speed: number };

/** What is replayed, and how. */
export interface Replaying {
  /** The file, for people. */
  readonly name: string;
  /** Begins to read it, anew with each call; what it gives ends when the signal aborts. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<RecordedRow>>;
  readonly timing: ReplayTiming;
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Whether each reading keeps the time it was recorded with; else it is taken now. */
  readonly keepsTimes: boolean;
  /** Whether it begins again at its end. */
  readonly isLoop: boolean;
  /** Whether the first bad row ends it; else bad rows are named and left out. */
  readonly isStrict: boolean;
}

/** Readings that were recorded. No row is lost by being late; one whose time goes back is due at once. */
export function replayed(replaying: Replaying): Source {
  const { name, open, count, keepsTimes, isLoop, isStrict } = replaying;
  return async function* ({ clock, signal, warn }) {
    const { pace, advance, turn, takesTime } = createSchedule(replaying);
    const due = ticks(pace, clock, signal);
    const bad = createBadRows(name, warn);
    let taken = 0;
    try {
      for (let pass = 0; ; pass++) {
        for await (const row of await open(signal)) {
          if (signal.aborted) return;
          const { issues, timeMs, values } = row;
          if (issues.length > 0) {
            if (isStrict) throw invalidRecording(name, issues, BAD_ROWS);
            if (pass === 0) bad.add(issues);
            continue;
          }
          if (count !== undefined && taken >= count) return;
          const isGap = values.size === 0;
          if (isGap && !takesTime) continue;
          advance(timeMs);
          if ((await due.next()).done === true) return;
          if (isGap) continue;
          taken += 1;
          yield { timeMs: keepsTimes && timeMs !== undefined ? timeMs : clock.now(), values };
        }
        if (signal.aborted || !isLoop || taken === 0 || taken === count) return;
        if (!turn())
          throw invalidRecording(name, [
            { path: '', message: 'its rows are of one time: no loop has a pace' },
          ]);
      }
    } finally {
      bad.close();
    }
  };
}

/** When the next row is due. */
interface Schedule {
  readonly pace: Pace;
  /** Told the time of each row before its turn. */
  readonly advance: (timeMs: number | undefined) => void;
  /** Told that the next row is the first again; false where nothing says when that is due. */
  readonly turn: () => boolean;
  /** Whether a row without a value has its turn: where rows have times, their distances say enough. */
  readonly takesTime: boolean;
}

function createSchedule({ timing, durationMs }: Replaying): Schedule {
  if ('intervalMs' in timing) {
    const { intervalMs } = timing;
    return {
      pace: constantPace({ intervalMs, durationMs }),
      advance() {},
      turn: () => true,
      takesTime: true,
    };
  }
  const { speed } = timing;
  const isAtOnce = speed === Number.POSITIVE_INFINITY;
  let dueMs = 0;
  let startMs = 0;
  let rows = 0;
  let last: number | undefined;
  return {
    takesTime: false,
    pace(elapsedMs) {
      if (durationMs !== undefined && (isAtOnce ? elapsedMs : dueMs) >= durationMs) return 'stop';
      return isAtOnce ? 0 : dueMs - elapsedMs;
    },
    advance(timeMs) {
      if (timeMs === undefined || isAtOnce) return;
      if (last !== undefined && timeMs > last) dueMs += (timeMs - last) / speed;
      last = timeMs;
      rows += 1;
    },
    turn() {
      if (isAtOnce) return true;
      if (dueMs === startMs) return false;
      dueMs += (dueMs - startMs) / (rows - 1); // nobody knows how long the last one lasted: as long as most
      startMs = dueMs;
      rows = 0;
      last = undefined;
      return true;
    },
  };
}

/** Names the first bad rows, and at the end counts the others. */
function createBadRows(name: string, warn: (message: string) => void) {
  let count = 0;
  return {
    add(issues: readonly Issue[]): void {
      count += 1;
      if (count <= MOST_NAMED) warn(`A row of ${name} was left out: ${issueTexts(issues).join('; ')}`);
    },
    close(): void {
      const more = count - MOST_NAMED;
      if (more > 0) warn(`${count} rows of ${name} were left out; ${more} of them are not named here.`);
    },
  };
}

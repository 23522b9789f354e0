import { formatDuration } from '../../config/duration.ts';

/** How far a backfill is, and how fast. */
export interface Progress {
  /** Told of each reading that the platform has, or never will have. */
  settled(atMs: number): void;
  /** Such as `1234 of 4320 readings, 28 %, 25 a second, 2m3s left`. */
  text(): string;
  /** How many are settled. */
  readonly done: number;
  readonly total: number;
}

/** The pace is that of the last so many seconds: after an outage it is soon right again. */
const SECONDS = 30;

/** Begins to count. @param options.done readings that earlier runs settled */
export function createProgress({
  total,
  done,
  nowMs,
}: {
  total: number;
  done: number;
  nowMs: number;
}): Progress {
  /** How far it was at the end of each of the last seconds, and how far it is now. */
  const marks = [{ atMs: nowMs, done }];
  let now = { atMs: nowMs, done };

  const perSecond = (): number => {
    const since = marks[0] ?? now;
    const seconds = (now.atMs - since.atMs) / 1_000;
    return seconds < 1 ? 0 : (now.done - since.done) / seconds;
  };

  return {
    total,
    get done() {
      return now.done;
    },
    settled(atMs) {
      now = { atMs, done: now.done + 1 };
      const last = marks.at(-1);
      if (last !== undefined && atMs - last.atMs >= 1_000) marks.push(now);
      if (marks.length > SECONDS) marks.shift();
    },
    text() {
      const percent = Math.floor((100 * now.done) / total);
      const pace = perSecond();
      const parts = [`${now.done} of ${total} readings`, `${percent} %`];
      if (pace > 0) {
        parts.push(`${pace < 10 ? pace.toFixed(1) : Math.round(pace)} a second`);
        if (now.done < total) parts.push(`${wholeSeconds((total - now.done) / pace)} left`);
      }
      return parts.join(', ');
    },
  };
}

/** How long something will take, for people: `1s`, `57s`, `2m3s`. */
export function wholeSeconds(seconds: number): string {
  return formatDuration(Math.max(1, Math.round(seconds)) * 1_000);
}

import type { Clock } from '../../clock.ts';

/** How often trouble that goes on is told of. */
const PERIOD_MS = 60_000;

/** Turns many failures into few sentences. */
export interface Trouble {
  failed(why: string): void;
  worked(): void;
}

/**
 * Tells of trouble at most once a minute, and once that it is over.
 * @param options.failing says what fails, and why
 * @param options.working says that it works again
 */
export function createTrouble({
  clock,
  tell,
  failing,
  working,
}: {
  clock: Clock;
  tell: (sentence: string) => void;
  failing: (why: string) => string;
  working: () => string;
}): Trouble {
  let toldAtMs: number | undefined;
  let isTold = false;
  return {
    failed(why) {
      const nowMs = clock.elapsed();
      if (toldAtMs !== undefined && nowMs - toldAtMs < PERIOD_MS) return;
      toldAtMs = nowMs;
      isTold = true;
      tell(failing(why));
    },
    worked() {
      if (!isTold) return;
      isTold = false;
      tell(working());
    },
  };
}

/** A number of things, in words: `1 line`, `2 lines`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Node's name for what went wrong (`ENOSPC`); in words where it has none. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

/** How many messages had been sent at a time of a run. */
export interface Sample {
  /** ms since the start of the run. */
  readonly atMs: number;
  readonly sent: number;
}

/** So far back goes what is kept. */
export const KEPT_MS = 60_000;
/** The rate now is that of so long. */
const NOW_MS = 5_000;

const START: Sample = { atMs: 0, sent: 0 };

/** Puts a sample behind others, and lets go of those that are too old. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const oldest = samples.findLastIndex(({ atMs }) => atMs <= sample.atMs - KEPT_MS);
  return [...samples.slice(Math.max(oldest, 0)), sample];
}

/** Messages a second over the last few seconds. */
export function rateNow(samples: readonly Sample[]): number {
  const { atMs } = samples.at(-1) ?? START;
  const fromMs = Math.max(0, atMs - NOW_MS);
  return atMs === 0 ? 0 : (1000 * (sentAt(samples, atMs) - sentAt(samples, fromMs))) / (atMs - fromMs);
}

/** Messages a second in each of so many parts of the last minute, the oldest first; undefined before the start. */
export function rateHistory(samples: readonly Sample[], parts: number): (number | undefined)[] {
  const { atMs } = samples.at(-1) ?? START;
  const widthMs = KEPT_MS / parts;
  return Array.from({ length: parts }, (_, index) => {
    const toMs = atMs - (parts - 1 - index) * widthMs;
    if (toMs <= 0) return undefined;
    const fromMs = Math.max(0, toMs - widthMs);
    return (1000 * (sentAt(samples, toMs) - sentAt(samples, fromMs))) / (toMs - fromMs);
  });
}

/** Between two samples as many were sent in each moment. */
function sentAt(samples: readonly Sample[], atMs: number): number {
  const index = samples.findIndex((sample) => sample.atMs >= atMs);
  const after = samples[index];
  if (after === undefined) return samples.at(-1)?.sent ?? 0;
  const before = samples[index - 1] ?? START;
  if (after.atMs <= before.atMs) return after.sent;
  return before.sent + ((after.sent - before.sent) * (atMs - before.atMs)) / (after.atMs - before.atMs);
}

import type { Outbox } from './outbox.ts';

/** How much may wait: so many bytes, so many messages, or messages of this age. */
export type OutboxLimit =
  | { readonly bytes: number }
  | { readonly count: number }
  | { readonly ageMs: number };

/** What happens when more comes than may wait: the oldest goes, what came is not kept, or the run ends. */
export const WHEN_FULL = ['drop-oldest', 'drop-newest', 'stop'] as const;

/** One of {@link WHEN_FULL}. */
export type WhenFull = (typeof WHEN_FULL)[number];

/** Nearly two months of two values every five seconds. */
export const DEFAULT_LIMIT: OutboxLimit = { bytes: 100_000_000 };

/**
 * Whether an outbox holds all that it may, so that one more message would be too much; or a message too old.
 * @param at.sinceMs messages that were taken before count as if they were taken then
 */
export function isFull(
  outbox: Pick<Outbox, 'size' | 'bytes' | 'oldestAtMs'>,
  limit: OutboxLimit,
  { nowMs, sinceMs = Number.NEGATIVE_INFINITY }: { nowMs: number; sinceMs?: number | undefined },
): boolean {
  if ('count' in limit) return outbox.size() >= limit.count;
  if ('bytes' in limit) return outbox.bytes() >= limit.bytes;
  const oldest = outbox.oldestAtMs();
  return oldest !== undefined && Math.max(oldest, sinceMs) < keptSince(limit, nowMs);
}

/** Since when messages may wait: only those taken before go where the oldest are to go. */
export function keptSince(limit: OutboxLimit, nowMs: number): number {
  return 'ageMs' in limit ? nowMs - limit.ageMs : Number.POSITIVE_INFINITY;
}

import type { Taken } from '../../engine/take.ts';
import type { Pending } from '../../outbox/outbox.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { BackfillPlan } from './plan.ts';
import { wholeSeconds } from './progress.ts';

/** A time of a reading for people, in UTC as it is written on the command line: `2026-01-31T12:00:00Z`. */
export function utcTime(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** How readings are sent, and how long that takes if nothing goes wrong. */
export function describePace(
  { via, perSecond }: BackfillPlan,
  { left, properties }: { left: number; properties: number },
): string {
  const together = via === 'post' ? 1 : Math.max(1, Math.floor(LIMITS.propertiesPerMessage / properties));
  const seconds = Math.ceil(left / together) / perSecond;
  const what = via === 'post' ? 'reports' : `history reports of up to ${together} readings`;
  return `${perSecond} ${what} a second: about ${wholeSeconds(seconds)}`;
}

/** What is to be said where the reading that an earlier run made last would be another one now. */
export function describeChange({ params, takenAtMs }: Pending, now: Taken): string | undefined {
  const isSame = [...now.params].every(([identifier, text]) => params.get(identifier) === text);
  if (isSame && now.params.size === params.size) return undefined;
  return (
    `Readings after ${utcTime(takenAtMs)} are made otherwise than those before: seed, generators or thing model are ` +
    'not as they were. To begin anew: --restart'
  );
}

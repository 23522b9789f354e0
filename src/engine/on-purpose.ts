import { faultLabel, faultName } from '../readings/faults/labels.ts';

/** "time is illegal": what the platform says of a time that is too far ahead. */
const ILLEGAL_TIME = 6326;

/** A value that the platform filtered, or a message as a whole, and its code. */
export interface Filtering {
  /** Undefined where it is the whole message. */
  readonly identifier: string | undefined;
  readonly code: number;
}

/** True where a value was filtered because of what was done to its reading on purpose, as the reading's labels say. */
export function isFilteredOnPurpose(labels: readonly string[], { identifier, code }: Filtering): boolean {
  if (identifier === undefined) return false;
  if (code === ILLEGAL_TIME) return labels.some((label) => faultName(label) === 'clock-skew');
  return (
    labels.includes(faultLabel('out-of-range', identifier)) ||
    labels.includes(faultLabel('wrong-type', identifier))
  );
}

/** True where a value has no time any more: the platform refused it with the time that it had. */
export function isTimeRefused(code: number | undefined): boolean {
  return code === ILLEGAL_TIME;
}

const HELD_BACK = ['late', 'out-of-order', 'clock-skew'];

/** True where a reading arrives late, or seems to, because that was wanted. */
export function isDelayedOnPurpose(labels: readonly string[] = []): boolean {
  return labels.some((label) => HELD_BACK.includes(faultName(label)));
}

/** The units that times are entered and shown in, the shortest first. */
export const DURATION_UNITS = ['ms', 's', 'min', 'h', 'd'] as const;

/** A unit of time. */
export type DurationUnit = (typeof DURATION_UNITS)[number];

const UNIT_MS: Readonly<Record<DurationUnit, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A length of time as a person writes it; the amount may be no number. */
export interface Duration {
  readonly amount: string;
  readonly unit: DurationUnit;
}

/** Milliseconds in the longest unit that needs no fraction; nothing is `0 s`. */
export function toDuration(ms: number): Duration {
  if (ms === 0) return { amount: '0', unit: 's' };
  const unit = [...DURATION_UNITS].reverse().find((one) => ms % UNIT_MS[one] === 0) ?? 'ms';
  return { amount: String(ms / UNIT_MS[unit]), unit };
}

/** A length of time in whole milliseconds; NaN where the amount is no number. */
export function toMs({ amount, unit }: Duration): number {
  return Math.round(toNumber(amount) * UNIT_MS[unit]);
}

/** The number that a person wrote, with a comma or a point; NaN where it is none. */
export function toNumber(text: string): number {
  const written = text.trim().replace(',', '.');
  return written === '' ? Number.NaN : Number(written);
}

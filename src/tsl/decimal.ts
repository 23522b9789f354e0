/**
 * A decimal number without rounding: `units` / 10^`places`.
 * Ranges and steps are written in decimal, and 0.1 has no exact binary form, so grids are counted in these.
 */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads decimal text such as `-10`, `0.1`, `1e-3`; undefined for any other text. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text.trim());
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') return undefined;
  const places = fraction.length - Number(exponent);
  const units = BigInt(sign + whole + fraction);
  return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}

/** The decimal with the shortest text that reads back as this number. Finite numbers only. */
export function fromNumber(value: number): Decimal {
  const decimal = parseDecimal(String(value));
  if (decimal === undefined) throw new RangeError(`${value} is not a finite number`);
  return decimal;
}

/** The same values with as many places as the one that has most, so that their units can be compared. */
export function alignDecimals(...decimals: readonly Decimal[]): { units: bigint[]; places: number } {
  const places = Math.max(...decimals.map((decimal) => decimal.places));
  return { places, units: decimals.map((decimal) => unitsOf(decimal, places)) };
}

function unitsOf({ units, places: own }: Decimal, places: number): bigint {
  return own === places ? units : units * 10n ** BigInt(places - own);
}

/** Plain decimal text, never with an exponent: `22`, `-0.5`, `22.10`. */
export function formatDecimal({ units, places }: Decimal): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The nearest JavaScript number. */
export function decimalToNumber(decimal: Decimal): number {
  return Number(formatDecimal(decimal));
}

/** Negative, zero or positive as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const places = Math.max(left.places, right.places);
  const a = unitsOf(left, places);
  const b = unitsOf(right, places);
  return a < b ? -1 : a > b ? 1 : 0;
}

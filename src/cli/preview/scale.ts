import type { NumberType } from '../../tsl/model.ts';
import type { Range } from './ranges.ts';

/** The vertical axis of a chart. */
export interface Scale extends Range {
  /** The ends of the model's range first, as far as they are on the scale; then round values from above. */
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly value: number;
  readonly label: string;
}

/** A label has so many characters at most. */
export const LABEL_WIDTH = 7;

const MOST_STEPS = 4;

/** A scale of round numbers for values of a type, cut where the model's range ends. */
export function valueScale(range: Range, type: NumberType): Scale {
  const bounds = boundsAround(range, type);
  const { min, max } = widened(range, bounds);
  const { step, digits } = roundStep({ min, max }, type.type === 'int');
  const { low, high } = stepsAround({ min, max }, step);
  const scale = {
    min: Math.max(Math.min(low * step, range.min), bounds.min),
    max: Math.min(Math.max(high * step, range.max), bounds.max),
  };
  const ends: Mark[] = [
    ...(scale.max === Number(type.max) ? [boundMark('max', scale.max, digits)] : []),
    ...(scale.min === Number(type.min) ? [boundMark('min', scale.min, digits)] : []),
  ];
  const marks = Array.from({ length: high - low + 1 }, (_, index) => (high - index) * step)
    .filter((value) => value >= scale.min && value <= scale.max && ends.every((end) => end.value !== value))
    .map((value) => ({ value, label: writeLabel(value, digits) }));
  return { ...scale, marks: [...ends, ...marks] };
}

/** The model's range, without an end that values lie beyond on purpose. */
function boundsAround({ min, max }: Range, type: NumberType): Range {
  const bounds = { min: Number(type.min ?? -Number.MAX_VALUE), max: Number(type.max ?? Number.MAX_VALUE) };
  return {
    min: min < bounds.min ? -Number.MAX_VALUE : bounds.min,
    max: max > bounds.max ? Number.MAX_VALUE : bounds.max,
  };
}

/** Makes room around a value that never changes, where the model has some. */
function widened({ min, max }: Range, bounds: Range): Range {
  // Rounding errors are no change, and below these numbers nothing can be divided any more.
  if (max / 4 - min / 4 > Math.max(Math.abs(min), Math.abs(max)) * 1e-12 + 1e-300) return { min, max };
  const room = Math.max(1, Math.abs(min) / 100);
  const wide = { min: Math.max(min - room, bounds.min), max: Math.min(max + room, bounds.max) };
  return wide.max > wide.min ? wide : { min: min - room, max: max + room };
}

/** The least step of 1, 2, 2.5 or 5 times a power of ten of which few are needed, and the digits that it has. */
function roundStep(range: Range, isWhole: boolean): { step: number; digits: number } {
  const least = range.max / MOST_STEPS - range.min / MOST_STEPS;
  for (let exponent = Math.floor(Math.log10(least)); ; exponent++) {
    for (const factor of [1, 2, 2.5, 5]) {
      const step = Number(`${factor}e${exponent}`);
      const { low, high } = stepsAround(range, step);
      if (high - low > MOST_STEPS || (isWhole && !Number.isInteger(step))) continue;
      return { step, digits: Math.max(0, (factor === 2.5 ? 1 : 0) - exponent) };
    }
  }
}

/** The multiples of a step between which a range lies; what is off by a rounding error counts as on it. */
function stepsAround({ min, max }: Range, step: number): { low: number; high: number } {
  return { low: Math.floor(min / step + 1e-9), high: Math.ceil(max / step - 1e-9) };
}

function boundMark(name: string, value: number, digits: number): Mark {
  const plain = String(value).length <= LABEL_WIDTH ? String(value) : writeLabel(value, digits);
  return { value, label: name.length + plain.length < LABEL_WIDTH ? `${name} ${plain}` : plain };
}

/** A value with these digits, or shorter where they do not fit. */
function writeLabel(value: number, digits: number): string {
  const forms = [value.toFixed(Math.min(digits, 20)), value.toExponential(1), value.toExponential(0)];
  const written = forms.map((form) => form.replace('e+', 'e').replace(/^-(0(?:\.0*)?)$/, '$1'));
  return written.find((form) => form.length <= LABEL_WIDTH) ?? written.at(-1) ?? '';
}

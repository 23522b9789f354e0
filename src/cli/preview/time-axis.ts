import type { Span } from './ranges.ts';

/** A mark below a chart. */
export interface TimeMark {
  readonly timeMs: number;
  /** Such as `06:00`, or `11-22` where marks are days apart. */
  readonly label: string;
  /** The day or the year it belongs to; empty where the label says all. */
  readonly group: string;
}

type Unit = 'second' | 'day' | 'month';

const SECOND_STEPS = [1, 5, 15, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200] as const;

/** Distances between marks that people count in, and how wide their labels are. */
const STEPS: readonly {
  readonly unit: Unit;
  readonly size: number;
  readonly ms: number;
  readonly width: number;
}[] = [
  ...SECOND_STEPS.map((size) => ({
    unit: 'second' as const,
    size,
    ms: size * 1_000,
    width: size < 60 ? 8 : 5,
  })),
  ...[1, 2, 7, 14].map((size) => ({ unit: 'day' as const, size, ms: size * 86_400_000, width: 5 })),
  ...[1, 2, 3, 6, 12, 24, 60].map((size) => ({
    unit: 'month' as const,
    size,
    ms: size * 30 * 86_400_000,
    width: 7,
  })),
];

/** Blanks between two labels. */
const GAP = 3;

/** Round local times within a span, as many as have room in so many columns. */
export function timeMarks({ fromMs, toMs }: Pick<Span, 'fromMs' | 'toMs'>, columns: number): TimeMark[] {
  const msPerColumn = (toMs - fromMs) / columns;
  const step = STEPS.find(({ ms, width }) => ms / msPerColumn >= width + GAP) ?? STEPS.at(-1);
  if (step === undefined) return [];
  const marks: TimeMark[] = [];
  for (let index = 0; ; index++) {
    const date = roundTime(fromMs, step, index);
    if (date.getTime() >= toMs) return marks;
    if (date.getTime() >= fromMs) marks.push({ timeMs: date.getTime(), ...labels(date, step) });
  }
}

/** The `index`th round local time, counted from one before the start. Dates know how long a day or a month is. */
function roundTime(fromMs: number, { unit, size }: { unit: Unit; size: number }, index: number): Date {
  const from = new Date(fromMs);
  const [year, month, day] = [from.getFullYear(), from.getMonth(), from.getDate()];
  switch (unit) {
    case 'second': {
      const seconds = from.getHours() * 3_600 + from.getMinutes() * 60 + from.getSeconds();
      return new Date(year, month, day, 0, 0, (Math.floor(seconds / size) + index) * size);
    }
    case 'day': {
      const monday = (Date.UTC(year, month, day) / 86_400_000 + 3) % size; // 1970 began on a Thursday
      return new Date(year, month, day - monday + index * size);
    }
    case 'month': {
      const months = Math.floor((year * 12 + month) / size) + index;
      return new Date(0, months * size - 1_900 * 12, 1);
    }
  }
}

function labels(date: Date, { unit, size }: { unit: Unit; size: number }): { label: string; group: string } {
  const [year = '', month = '', day = ''] = [
    String(date.getFullYear()),
    ...[date.getMonth() + 1, date.getDate()].map(twoDigits),
  ];
  switch (unit) {
    case 'second': {
      const parts = [date.getHours(), date.getMinutes(), ...(size < 60 ? [date.getSeconds()] : [])];
      return { label: parts.map(twoDigits).join(':'), group: `${year}-${month}-${day}` };
    }
    case 'day':
      return { label: `${month}-${day}`, group: year };
    case 'month':
      return { label: size < 12 ? `${year}-${month}` : year, group: '' };
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

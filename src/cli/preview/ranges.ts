/** The least and the greatest of some values. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What falls into each column of a chart, gathered value by value. */
export interface Ranges {
  add(timeMs: number, value: number): void;
  /** Undefined where no value falls into the column. */
  readonly columns: readonly (Range | undefined)[];
}

/** When readings are taken: from `fromMs` on, each `everyMs`, all before `toMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly everyMs: number;
}

/** Divides a span into columns. A value counts until the next one is due, so that few values leave no holes. */
export function createRanges({ fromMs, toMs, everyMs }: Span, count: number): Ranges {
  const columns = new Array<Range | undefined>(count).fill(undefined);
  const columnOf = (timeMs: number): number => ((timeMs - fromMs) / (toMs - fromMs)) * count;
  return {
    columns,
    add(timeMs, value) {
      const first = Math.min(Math.floor(columnOf(timeMs)), count - 1);
      const end = Math.min(Math.max(Math.floor(columnOf(timeMs + everyMs)), first + 1), count);
      for (let index = first; index < end; index++) {
        const { min, max } = columns[index] ?? { min: value, max: value };
        columns[index] = { min: Math.min(min, value), max: Math.max(max, value) };
      }
    },
  };
}

/** The range of all columns; undefined where all are empty. */
export function rangeOfAll(columns: readonly (Range | undefined)[]): Range | undefined {
  const filled = columns.filter((column) => column !== undefined);
  if (filled.length === 0) return undefined;
  return {
    min: filled.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
    max: filled.reduce((greatest, { max }) => Math.max(greatest, max), Number.NEGATIVE_INFINITY),
  };
}

import { SimError } from '../errors.ts';
import { formatIssues, type Issue } from '../issues.ts';
import type { ThingModel } from '../tsl/model.ts';
import type { ColumnNames } from './columns.ts';
import type { Reading } from './generator.ts';

/** The forms of a recording: a CSV with a header, or one JSON object a line. */
export type RecordingFormat = 'csv' | 'ndjson';

/** A reading as it was recorded. */
export interface RecordedRow {
  /** Where it stands; the last line of it. */
  readonly line: number;
  /** When it was taken, ms since 1970; undefined where nobody asked or nothing says so. */
  readonly timeMs: number | undefined;
  readonly values: Reading;
  /** What is wrong with it. */
  readonly issues: readonly Issue[];
}

/** Recorded readings, row by row; one without any value where the sensor said nothing. */
export interface Recording {
  readonly rows: AsyncIterable<RecordedRow>;
  /** Columns of a CSV that are not used. */
  readonly unused: readonly string[];
}

/** How a recording is to be read. */
export interface RecordingOptions {
  /** The file, for people. */
  readonly name: string;
  readonly model: ThingModel;
  /** Columns that have other names than their properties. */
  readonly names: ColumnNames;
  /** Whether each row must say when it was taken; else nobody looks. */
  readonly needsTime: boolean;
}

/** So many rows are named in an error. */
const MOST_NAMED = 20;

/** The form that a file's name tells. */
export function formatByName(name: string): RecordingFormat | undefined {
  if (/\.(?:ndjson|jsonl|json)$/i.test(name)) return 'ndjson';
  return /\.csv$/i.test(name) ? 'csv' : undefined;
}

/** What to do about rows that are wrong. */
export const BAD_ROWS = {
  likely: 'A value is not of its property’s type, or a row was cut.',
  hint: 'Correct what is listed. Without --strict such rows are named and left out.',
} as const;

/** The error of a recording with these problems. */
export function invalidRecording(
  name: string,
  issues: readonly Issue[],
  words: { likely?: string; hint?: string } = {},
): SimError {
  const named = issues.slice(0, MOST_NAMED);
  const more = issues.length - named.length;
  const rest = more > 0 ? `\n  and ${more} more` : '';
  return new SimError('REPLAY_INVALID', `${name} cannot be replayed:\n${formatIssues(named)}${rest}`, words);
}

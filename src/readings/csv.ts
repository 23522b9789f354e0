import { pipeline, Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { Issue } from '../issues.ts';
import type { Value } from '../tsl/write.ts';
import { type Columns, findColumns } from './columns.ts';
import { readTime } from './recorded-time.ts';
import { readTextValue } from './recorded-value.ts';
import { invalidRecording, type RecordedRow, type RecordingOptions } from './recording.ts';

/** A row as csv-parse gives it. A cell that is null is an empty text: it stands in quotes. */
interface Record {
  readonly record: readonly (string | null)[];
  readonly info: { readonly lines: number };
}

/** A longer row is none: somebody forgot to close a quote. */
const MOST_CHARACTERS = 1_000_000;

/** So much csv-parse wants to see behind a line before it gives the row; in front of the next row it is trimmed. */
const LOOKED_AT = '   ';

/** Reads a CSV with a header, row by row. @throws SimError REPLAY_INVALID */
export async function readCsv(
  pieces: AsyncIterable<string>,
  options: RecordingOptions,
): Promise<{ rows: AsyncGenerator<RecordedRow>; unused: readonly string[] }> {
  const { model, names, needsTime, name } = options;
  const records = parseCsv(pieces, options);
  const header = await records.next();
  if (header.done === true) throw invalidRecording(name, [{ path: '', message: 'the file is empty' }]);
  const titles = header.value.record.map((title) => title ?? '');
  const found = findColumns(model, names, titles);
  if ('issues' in found) throw invalidRecording(name, found.issues);
  const { columns } = found;
  if (needsTime && columns.time === undefined) {
    throw invalidRecording(name, [{ path: 'line 1', message: 'no column is the time, or --map says which' }]);
  }

  async function* rows(): AsyncGenerator<RecordedRow> {
    let isEmpty = true;
    for await (const record of records) {
      isEmpty = false;
      yield readRow(record, columns, { width: titles.length, needsTime });
    }
    if (isEmpty) throw invalidRecording(name, [{ path: '', message: 'there are no rows below the header' }]);
  }
  return { rows: rows(), unused: columns.unused };
}

async function* parseCsv(
  pieces: AsyncIterable<string>,
  { name, model }: RecordingOptions,
): AsyncGenerator<Record> {
  const hasTexts = [...model.properties.values()].some(({ dataType }) => dataType.type === 'text');
  let broken: CsvError | undefined;
  const parser = parse({
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MOST_CHARACTERS,
    // An error would take away the rows before it that nobody has read yet.
    skip_records_with_error: true,
    on_skip: (error) => {
      broken ??= error;
    },
    // Costs more than the rest of the reading, and is of use for texts alone.
    ...(hasTexts ? { cast: (cell, { quoting }) => (quoting && cell === '' ? null : cell) } : {}),
  });
  /** Nobody knows where rows end behind a wrong quote, and any quote may be one. */
  async function* unbroken(): AsyncGenerator<string> {
    let hasQuotes = false;
    for await (const piece of pieces) {
      if (broken !== undefined) return;
      hasQuotes ||= piece.includes('"');
      yield !hasQuotes && piece.endsWith('\n') ? piece + LOOKED_AT : piece;
    }
  }
  // The pipeline closes the file when the rows are left early; what fails is thrown by the loop.
  for await (const record of pipeline(Readable.from(unbroken()), parser, () => {}) as AsyncIterable<Record>) {
    if (broken !== undefined && record.info.lines >= Number(broken.lines)) break;
    yield record;
  }
  if (broken !== undefined) throw invalidRecording(name, [describeBroken(broken)]);
}

function describeBroken({ code, lines }: CsvError): Issue {
  const path = `line ${lines}`;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return { path, message: 'a quote is opened here and never closed' };
  if (code !== 'CSV_MAX_RECORD_SIZE') return { path, message: `is no row of a CSV (${code})` };
  return { path, message: `is longer than ${MOST_CHARACTERS} characters: this may be no CSV` };
}

function readRow(
  { record, info }: Record,
  { properties, time }: Columns,
  { width, needsTime }: { width: number; needsTime: boolean },
): RecordedRow {
  const path = `line ${info.lines}`;
  const values = new Map<string, Value>();
  const row = { line: info.lines, values, timeMs: undefined };
  if (record.length !== width) {
    return { ...row, issues: [{ path, message: `has ${record.length} cells, the header ${width}` }] };
  }
  const issues: Issue[] = [];
  for (const { property, index } of properties) {
    const { dataType, identifier } = property;
    const cell = record[index];
    const isEmptyText = cell === null && dataType.type === 'text';
    const { value, problem } = isEmptyText ? { value: '' } : readTextValue(dataType, cell ?? '');
    if (value !== undefined) values.set(identifier, value);
    if (problem !== undefined) issues.push({ path: `${path}, ${identifier}`, message: problem });
  }
  if (!needsTime || time === undefined || values.size + issues.length === 0) return { ...row, issues };
  const timeMs = readTime(record[time] ?? '');
  if (timeMs === undefined) {
    issues.push({ path: `${path}, time`, message: `${JSON.stringify(record[time] ?? '')} is no time` });
  }
  return { ...row, timeMs, issues };
}

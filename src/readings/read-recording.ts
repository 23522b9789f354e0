import type { SimError } from '../errors.ts';
import {
  BAD_ROWS,
  invalidRecording,
  type RecordedRow,
  type Recording,
  type RecordingFormat,
  type RecordingOptions,
} from './recording.ts';

/** So many rows at the beginning are searched for one that can be sent. */
const MOST_SEARCHED = 1000;

/**
 * Begins to read a recording: the file may be larger than the memory.
 * @param pieces of the file
 * @param format what the file's name tells; without it, its first character
 * @returns the recording, of which something can be sent unless the beginning is long and all bad
 * @throws SimError REPLAY_INVALID here or from the rows, where nothing or no more of it can be read
 */
export async function readRecording(
  pieces: AsyncIterable<Uint8Array | string>,
  options: RecordingOptions & { format?: RecordingFormat | undefined },
): Promise<Recording> {
  const { first, text } = await peek(decode(pieces));
  const format = options.format ?? (first.trimStart().startsWith('{') ? 'ndjson' : 'csv');
  const { rows, unused } =
    format === 'csv'
      ? await (await import('./csv.ts')).readCsv(text, options)
      : (await import('./ndjson.ts')).readNdjson(text, options);
  return { unused, rows: await searched(rows, options.name) };
}

/** UTF-8, or UTF-16 where the byte order mark says so; what is text already stays. */
async function* decode(pieces: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    if (typeof piece === 'string') {
      yield piece;
      continue;
    }
    decoder ??= new TextDecoder(piece[0] === 0xff && piece[1] === 0xfe ? 'utf-16le' : 'utf-8');
    yield decoder.decode(piece, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

/** The first piece, and all of them. */
async function peek(
  pieces: AsyncGenerator<string>,
): Promise<{ first: string; text: AsyncGenerator<string> }> {
  const { value: first = '' } = await pieces.next();
  return { first, text: following([first], pieces) };
}

/** Finds out whether anything can be sent before anything is, as far as the beginning tells. */
async function searched(
  rows: AsyncGenerator<RecordedRow>,
  name: string,
): Promise<AsyncGenerator<RecordedRow>> {
  const begin: RecordedRow[] = [];
  while (begin.length < MOST_SEARCHED) {
    const { value: row, done } = await rows.next();
    if (done === true) throw noneUsable(name, begin);
    begin.push(row);
    if (row.issues.length === 0 && row.values.size > 0) break;
  }
  return following(begin, rows);
}

function noneUsable(name: string, rows: readonly RecordedRow[]): SimError {
  const issues = rows.flatMap((row) => row.issues);
  if (issues.length > 0)
    return invalidRecording(name, issues, { ...BAD_ROWS, hint: 'Correct what is listed.' });
  return invalidRecording(name, [{ path: '', message: 'no row has a value of a property' }]);
}

/** What was read ahead, then the rest; whoever leaves early closes it. */
async function* following<T>(ahead: readonly T[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* ahead;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

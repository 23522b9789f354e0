import { CsvError, parse } from 'csv-parse/sync';
import type { Issue } from '../issues.ts';
import type { ThingModel } from '../tsl/model.ts';
import { type Replay, replayRows } from './replay.ts';

/**
 * Reads recorded readings from the text of a CSV file with a header.
 * @returns the readings, or every problem the file has
 */
export function parseReplay(model: ThingModel, text: string): { replay: Replay } | { issues: Issue[] } {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { issues: [{ path: '', message: error.message }] };
  }
  const [header, ...rows] = records;
  if (header === undefined) return { issues: [{ path: '', message: 'the file is empty' }] };
  return replayRows(
    model,
    header.record,
    rows.map(({ record, info }) => ({ line: info.lines, cells: record })),
  );
}

import { CsvError, parse } from 'csv-parse/sync';
import type { Issue } from '../issues.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { parseDuration } from './duration.ts';
import { parseWord } from './parse-text.ts';

/** A device of a fleet, as its file says. */
export interface FleetEntry {
  readonly triple: DeviceTriple;
  /** Its place among all rows of the file, from 0. */
  readonly index: number;
  /** Undefined where the file has none. */
  readonly intervalMs: number | undefined;
  /** A preset, or a TSL file that is found from the file of devices. */
  readonly model: string | undefined;
  readonly site: string | undefined;
}

/** What a file has of a fleet: its devices, and the lines that are none. */
export interface ParsedFleet {
  readonly entries: readonly FleetEntry[];
  readonly issues: readonly Issue[];
}

/** Columns, by their names in lower case without what stands between words. */
const COLUMNS = {
  productKey: 'productkey',
  deviceName: 'devicename',
  deviceSecret: 'devicesecret',
  interval: 'interval',
  model: 'model',
  site: 'site',
} as const;
type Column = keyof typeof COLUMNS;
const REQUIRED = ['productKey', 'deviceName', 'deviceSecret'] as const;

/** Reads the bytes of a file as text: UTF-8, or UTF-16 where it begins with that mark, as some exports do. */
export function decodeFleet(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/**
 * Reads a CSV of triples in the form of the console's export: a header that names ProductKey, DeviceName and
 * DeviceSecret in any order, and, if it likes, interval, model and site of each device.
 * @returns every device that is right, and an issue with its line for every other; no device where the header is wrong
 */
export function parseFleet(text: string): ParsedFleet {
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    rows = parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'], // lines that were added by hand may end in another way
      relax_column_count: true,
      relax_quotes: true,
    }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its own words hold the cell, which may be a secret.
    return { entries: [], issues: [{ path: '', message: `the file is no CSV (${error.code})` }] };
  }
  const [header, ...lines] = rows;
  if (header === undefined) return { entries: [], issues: [{ path: '', message: 'the file is empty' }] };
  const columns = readHeader(header.record);
  if ('issue' in columns) return { entries: [], issues: [columns.issue] };

  const issues: Issue[] = [];
  const entries: FleetEntry[] = [];
  const known = new Map<string, number>();
  /** Every product key once: each line has its own copy of it. */
  const productKeys = new Map<string, string>();
  for (const [index, { record, info }] of lines.entries()) {
    const path = `line ${info.lines}`;
    const cell = (column: Column): string => record[columns.at[column] ?? -1] ?? '';
    const read = readEntry(cell, index);
    const name = `${cell('productKey')}/${cell('deviceName')}`;
    const earlier = known.get(name);
    // A comma too many shifts what follows, secrets too.
    if (record.slice(header.record.length).some((text) => text !== ''))
      issues.push({ path, message: 'there are more cells than in the header' });
    else if ('problems' in read) issues.push({ path, message: read.problems.join('; ') });
    else if (earlier !== undefined) issues.push({ path, message: `${name} is on line ${earlier} already` });
    else {
      known.set(name, info.lines);
      const { productKey } = read.entry.triple;
      const shared = productKeys.get(productKey) ?? productKey;
      productKeys.set(productKey, shared);
      entries.push({ ...read.entry, triple: { ...read.entry.triple, productKey: shared } });
    }
  }
  if (lines.length === 0) issues.push({ path: '', message: 'there are no devices below the header' });
  return { entries, issues };
}

function readHeader(names: readonly string[]): { at: Partial<Record<Column, number>> } | { issue: Issue } {
  const plain = names.map((name) => name.toLowerCase().replace(/[\s_-]/g, ''));
  const at: Partial<Record<Column, number>> = {};
  for (const column of Object.keys(COLUMNS) as Column[]) {
    const index = plain.indexOf(COLUMNS[column]);
    if (index !== -1) at[column] = index;
  }
  const missing = REQUIRED.filter((column) => at[column] === undefined);
  if (missing.length === 0) return { at };
  const wanted = missing.map((column) => column.replace(/^./, (letter) => letter.toUpperCase()));
  // The line itself is not shown: where the header was forgotten it holds a secret.
  return { issue: { path: 'line 1', message: `the header has no ${wanted.join(' and no ')}` } };
}

function readEntry(
  cell: (column: Column) => string,
  index: number,
): { entry: FleetEntry } | { problems: string[] } {
  const problems: string[] = [];
  for (const column of ['productKey', 'deviceName'] as const) {
    const parsed = parseWord(cell(column));
    if (cell(column) === '') problems.push(`${column} is missing`);
    else if ('problem' in parsed) problems.push(`${column} ${parsed.problem}`);
  }
  if (cell('deviceSecret') === '') problems.push('deviceSecret is missing');
  const interval = cell('interval') === '' ? undefined : parseDuration(cell('interval'));
  // What stands there may be a secret, where a comma too many shifted the line.
  if (interval !== undefined && 'problem' in interval) problems.push('interval is no duration such as 5s');
  if (problems.length > 0) return { problems };
  const [productKey, deviceName, deviceSecret] = REQUIRED.map(cell) as [string, string, string];
  return {
    entry: {
      triple: { productKey, deviceName, deviceSecret },
      index,
      intervalMs: interval && 'value' in interval ? interval.value : undefined,
      model: cell('model') || undefined,
      site: cell('site') || undefined,
    },
  };
}

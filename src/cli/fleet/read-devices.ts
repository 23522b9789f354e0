import { dirname, resolve } from 'node:path';
import { readBytes } from '../../config/load.ts';
import { decodeFleet, type FleetEntry, parseFleet } from '../../config/parse-fleet.ts';
import { SimError } from '../../errors.ts';
import { formatIssues, type Issue } from '../../issues.ts';

/** Bad lines of a file that are named. */
const MOST_NAMED = 20;

/** The devices that `--devices` names in a file. */
export interface DevicesFile {
  /** Of the file, without the rows that were not asked for. */
  readonly entries: readonly FleetEntry[];
  /** Lines of the file that are no devices. */
  readonly issues: readonly Issue[];
  /** Where the files of models are found that the entries name. */
  readonly folder: string;
}

/**
 * Reads the devices of a file.
 * @param text `FILE.csv` or `FILE.csv:1-200`
 * @throws SimError USAGE, FILE_UNREADABLE, FLEET_INVALID
 */
export function readDevices(text: string, cwd: string): DevicesFile {
  const { file, slice } = readSlice(text);
  const path = resolve(cwd, file);
  return { ...readFleet(path, slice), folder: dirname(path) };
}

/** Says which lines were left out; undefined where none was. */
export function describeBadLines(issues: readonly Issue[]): string | undefined {
  if (issues.length === 0) return undefined;
  const lines =
    issues.length === 1 ? '1 line is no device and is' : `${issues.length} lines are no devices and are`;
  const more = issues.length - MOST_NAMED;
  const rest = more > 0 ? `\n  and ${more} more` : '';
  return `${lines} left out:\n${formatIssues(issues.slice(0, MOST_NAMED))}${rest}`;
}

/** Rows of a file, from 1, both ends included. */
interface Slice {
  readonly from: number;
  readonly to: number;
}

function readSlice(text: string): { file: string; slice: Slice } {
  const [, file, from, to] = /^(.+):(\d+)-(\d+)$/.exec(text) ?? [];
  if (file === undefined) return { file: text, slice: { from: 1, to: Number.POSITIVE_INFINITY } };
  const slice = { from: Number(from), to: Number(to) };
  if (slice.from >= 1 && slice.from <= slice.to) return { file, slice };
  throw new SimError('USAGE', `--devices ${JSON.stringify(text)}: ${from}-${to} are no rows.`, {
    likely: 'Rows are counted from 1, and the first is not behind the last.',
    hint: 'Write for example: --devices fleet.csv:1-200',
  });
}

function readFleet(path: string, { from, to }: Slice): Pick<DevicesFile, 'entries' | 'issues'> {
  const { entries, issues } = parseFleet(decodeFleet(readBytes(path, 'file of devices')));
  const chosen = entries.filter(({ index }) => index + 1 >= from && index + 1 <= to);
  // From here on its place among those that are in the run: the ramp and the phases go by it.
  if (chosen.length > 0) return { entries: chosen.map((entry, index) => ({ ...entry, index })), issues };
  const why =
    entries.length > 0 ? `its ${entries.length} devices are in no row from ${from} to ${to}` : 'it has none';
  const shown = issues.slice(0, MOST_NAMED);
  const list = shown.length > 0 ? `:\n${formatIssues(shown)}` : '';
  throw new SimError('FLEET_INVALID', `${path} gives no device to run: ${why}${list}`);
}

import { readRecording } from '../../src/readings/read-recording.ts';
import type { RecordedRow, Recording, RecordingFormat } from '../../src/readings/recording.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';

interface Options {
  readonly model?: ThingModel;
  readonly names?: Readonly<Record<string, string>>;
  readonly needsTime?: boolean;
  readonly format?: RecordingFormat;
  /** In pieces of so many bytes. */
  readonly pieceBytes?: number;
}

/** Opens a recording that a test wrote. */
export function openRecording(
  content: string | Buffer,
  {
    model = PRESETS['environment-float'],
    names = {},
    needsTime = false,
    pieceBytes = 65_536,
    format,
  }: Options = {},
): Promise<Recording> {
  const bytes = Buffer.from(content as string);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const options = { name: 'june.csv', model, names: new Map(Object.entries(names)), needsTime };
  return readRecording(pieces(), { ...options, format });
}

/** All rows of a recording. */
export async function recordedRows(content: string | Buffer, options?: Options): Promise<RecordedRow[]> {
  const { rows } = await openRecording(content, options);
  const all: RecordedRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** The values of the good rows. */
export async function recordedValues(content: string | Buffer, options?: Options): Promise<object[]> {
  const rows = await recordedRows(content, options);
  return rows.flatMap(({ values, issues }) => (issues.length > 0 ? [] : [Object.fromEntries(values)]));
}

/** What is wrong with a recording, whether some of it can be sent or nothing. */
export async function recordedIssues(content: string | Buffer, options?: Options): Promise<string[]> {
  try {
    const rows = await recordedRows(content, options);
    return rows.flatMap(({ issues }) => issues.map(({ path, message }) => `${path}: ${message}`));
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.slice(2));
  }
}

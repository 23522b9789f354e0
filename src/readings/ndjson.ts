import type { Issue } from '../issues.ts';
import { isJsonObject, type Json, type JsonObject, parseJson, scalarText } from '../json.ts';
import type { ThingModel } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import { mappedTime, timeNames } from './columns.ts';
import { linesOf } from './lines.ts';
import { readTime } from './recorded-time.ts';
import { readJsonValue } from './recorded-value.ts';
import { invalidRecording, type RecordedRow, type RecordingOptions } from './recording.ts';

/** A longer line is no reading. */
const MOST_CHARACTERS = 1_000_000;

/**
 * Reads one JSON object a line: an object of properties, or one that has them in `values`, as the events of `--json` do.
 * @throws SimError REPLAY_INVALID where there is no line
 */
export function readNdjson(
  pieces: AsyncIterable<string>,
  options: RecordingOptions,
): { rows: AsyncGenerator<RecordedRow>; unused: readonly string[] } {
  async function* rows(): AsyncGenerator<RecordedRow> {
    let line = 0;
    let isEmpty = true;
    for await (const text of linesOf(pieces, MOST_CHARACTERS)) {
      line += 1;
      if (text?.trim() === '') continue;
      isEmpty = false;
      const row = readLine(text, line, options);
      if (row !== undefined) yield row;
    }
    if (isEmpty) throw invalidRecording(options.name, [{ path: '', message: 'the file is empty' }]);
  }
  return { rows: rows(), unused: [] };
}

function readLine(
  text: string | undefined,
  line: number,
  { model, names, needsTime }: RecordingOptions,
): RecordedRow | undefined {
  const path = `line ${line}`;
  const values = new Map<string, Value>();
  const row = { line, values, timeMs: undefined };
  const read = readObject(text);
  if ('problem' in read) return { ...row, issues: [{ path, message: read.problem }] };
  const { object } = read;
  const inner = valuesOf(object, model);
  const issues: Issue[] = [];
  for (const { identifier, dataType } of model.properties.values()) {
    const json = (inner ?? object).get(names.get(identifier) ?? identifier);
    if (json === undefined) continue;
    const { value, problem } = readJsonValue(dataType, json);
    if (value !== undefined) values.set(identifier, value);
    if (problem !== undefined) issues.push({ path: `${path}, ${identifier}`, message: problem });
  }
  const isNothing = values.size + issues.length === 0;
  if (isNothing && object.has('type') && inner === undefined) return undefined; // another event of --json
  if (!needsTime || isNothing) return { ...row, issues };
  const mapped = mappedTime(model, names);
  const keys = mapped === undefined ? [...timeNames(model), ...(inner ? ['at'] : [])] : [mapped];
  const time = keys.map((key) => object.get(key)).find((json) => json !== undefined);
  const timeMs = readTime(scalarText(time) ?? '');
  if (timeMs === undefined) {
    const problem = time === undefined ? 'there is none' : `${scalarText(time) ?? 'this'} is no time`;
    issues.push({ path: `${path}, time`, message: problem });
  }
  return { ...row, timeMs, issues };
}

function readObject(text: string | undefined): { object: JsonObject } | { problem: string } {
  if (text === undefined) return { problem: 'is too long' };
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    return { problem: `is no JSON: ${(error as Error).message}` };
  }
  return isJsonObject(json) ? { object: json } : { problem: 'is no JSON object' };
}

/** The object that holds the values where they stand apart. */
function valuesOf(object: JsonObject, model: ThingModel): JsonObject | undefined {
  const values = object.get('values');
  return isJsonObject(values) && !model.properties.has('values') ? values : undefined;
}

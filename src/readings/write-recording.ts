import { parseJson } from '../json.ts';
import type { ThingModel } from '../tsl/model.ts';
import { timeNames } from './columns.ts';
import type { RecordingFormat } from './recording.ts';

/** A reading as it was sent: its values by property identifier, written as JSON text. */
interface Sent {
  readonly takenAtMs: number;
  readonly params: ReadonlyMap<string, string>;
}

/** Writes readings in a form that can be replayed. */
export interface RecordingWriter {
  /** What the file begins with. */
  readonly head: string;
  readonly line: (sent: Sent) => string;
}

/**
 * Makes a writer of recordings.
 * @returns undefined where a CSV has no name left for the column of the time
 */
export function recordingWriter(model: ThingModel, format: RecordingFormat): RecordingWriter | undefined {
  return format === 'ndjson' ? { head: '', line: writeObject } : csvWriter(model);
}

function writeObject({ takenAtMs, params }: Sent): string {
  const values = [...params].map(([identifier, text]) => `${JSON.stringify(identifier)}:${text}`);
  return `{"time":"${new Date(takenAtMs).toISOString()}","values":{${values.join(',')}}}\n`;
}

function csvWriter(model: ThingModel): RecordingWriter | undefined {
  const [time] = timeNames(model);
  if (time === undefined) return undefined;
  const identifiers = [...model.properties.keys()];
  return {
    head: `${[time, ...identifiers].map(quote).join(',')}\n`,
    line({ takenAtMs, params }) {
      const cells = identifiers.map((identifier) => writeCell(params.get(identifier)));
      return `${[new Date(takenAtMs).toISOString(), ...cells].join(',')}\n`;
    },
  };
}

/** A text without the quotes of JSON, anything else as its JSON; nothing where there is no value. */
function writeCell(json: string | undefined): string {
  if (json === undefined) return '';
  return json.startsWith('"') ? quote(String(parseJson(json))) : quote(json);
}

/** An empty text stands in quotes, so that it is not read as no value; so do blanks, which are taken away elsewhere. */
function quote(cell: string): string {
  return /^$|[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

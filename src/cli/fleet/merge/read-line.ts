import { resolve } from 'node:path';
import { readTextFile } from '../../../config/load.ts';
import { SimError } from '../../../errors.ts';
import { formatIssues } from '../../../issues.ts';
import { type FleetLine, fleetLine } from '../../reporters/fleet-schema.ts';

/** What a file says of a run. */
export interface ReadLine {
  readonly path: string;
  readonly line: FleetLine;
}

/**
 * Reads what `fleet --json` printed into a file; other lines of JSON may stand around it.
 * @throws SimError FILE_UNREADABLE, REPORT_INVALID
 */
export function readFleetLine(path: string, cwd: string): ReadLine {
  const lines = readTextFile(resolve(cwd, path), 'report').split('\n').map(readJson);
  const found = lines.filter(isFleetLine);
  const [value] = found;
  if (value === undefined) throw new SimError('REPORT_INVALID', `${path} holds no report of a fleet.`);
  if (found.length > 1) {
    throw new SimError('REPORT_INVALID', `${path} holds ${found.length} reports of fleets.`, {
      likely: 'Several runs wrote into it.',
      hint: 'Give each run a file of its own; several files can be merged.',
    });
  }
  const parsed = fleetLine.safeParse(value);
  if (parsed.success) return { path, line: parsed.data };
  const issues = parsed.error.issues.slice(0, 5).map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }));
  throw new SimError('REPORT_INVALID', `${path} is not as iot-sim writes it:\n${formatIssues(issues)}`, {
    likely: 'Another version of iot-sim wrote it, or it was edited.',
  });
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // what people were told may have gone into the same file
  }
}

function isFleetLine(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'fleet';
}

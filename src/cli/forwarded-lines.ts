import { createReadStream } from 'node:fs';
import { SimError } from '../errors.ts';
import type { Issue } from '../issues.ts';
import { type Received, readForwarded } from '../protocol/forwarded.ts';
import type { DeviceIdentity } from '../protocol/topic.ts';
import { linesOf } from '../readings/lines.ts';

/** A longer line is no message: the platform takes 128 KB of a device, which escaping makes longer. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** So many lines that are no message are named. */
const MOST_NAMED = 20;

/** What there was in a file of received messages beside the device's property reports. */
export interface LineCounts {
  /** Lines that are not empty. */
  lines: number;
  /** Of other devices. */
  foreign: number;
  /** Of this device, but no property reports. */
  other: number;
  /** No messages of the platform. */
  invalid: number;
  /** The first of these. */
  readonly named: Issue[];
}

/** Makes counts of nothing. */
export function countNoLines(): LineCounts {
  return { lines: 0, foreign: 0, other: 0, invalid: 0, named: [] };
}

/** Reads messages, one a line, and counts what is none of the device's property reports. */
export async function* readForwardedLines(
  pieces: AsyncIterable<string>,
  { device, counts }: { device: DeviceIdentity; counts: LineCounts },
): AsyncIterable<Received> {
  let number = 0;
  for await (const text of linesOf(pieces, MOST_CHARACTERS)) {
    number += 1;
    const bare = text?.replace(/^\uFEFF/, '').trim();
    if (bare === '') continue;
    counts.lines += 1;
    const read =
      bare === undefined ? ({ type: 'invalid', problem: 'too long' } as const) : readForwarded(bare, device);
    if (read.type === 'report') {
      yield read.received;
      continue;
    }
    counts[read.type] += 1;
    if (read.type === 'invalid' && counts.named.length < MOST_NAMED) {
      counts.named.push({ path: `line ${number}`, message: read.problem });
    }
  }
}

/** A file, piece by piece. @throws SimError FILE_UNREADABLE */
export async function* readPieces(path: string, signal: AbortSignal): AsyncIterable<string> {
  try {
    yield* createReadStream(path, { encoding: 'utf8', signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SimError('FILE_UNREADABLE', `The file ${path} cannot be read (${code}).`, { cause: error });
  }
}

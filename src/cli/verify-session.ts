import { resolve } from 'node:path';
import { readCa } from '../config/require.ts';
import { type Verification, verify } from '../engine/verify.ts';
import { SimError } from '../errors.ts';
import { formatIssues } from '../issues.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Received } from '../protocol/forwarded.ts';
import { askEmulator, type EmulatorPlace, noEmulator } from './emulator-api.ts';
import { localReader, openEmulatorLog, remoteReader } from './emulator-log.ts';
import { type Flags, printOptions } from './flags.ts';
import { countNoLines, type LineCounts, readForwardedLines, readPieces } from './forwarded-lines.ts';
import type { Io } from './io.ts';
import { printVerification } from './print-verification.ts';
import type { Session } from './session.ts';
import { warn } from './tell.ts';

/** What arrived, and what is known of where it was read. */
interface Source {
  readonly received: AsyncIterable<Received>;
  /** What arrived before is not known. */
  readonly heldSinceMs?: number | undefined;
  /** Of a file. */
  readonly counts?: LineCounts;
}

/**
 * Compares an outbox's ledger with what arrived, and prints how they differ.
 * @param options.file received messages, `-` for standard input; without one the emulator is asked
 * @param options.fromMs readings that were taken before are left out
 * @throws SimError READINGS_MISSING, and what keeps the comparison from being made
 */
export async function verifySession(
  session: Session,
  outbox: Outbox,
  {
    flags,
    io,
    file,
    fromMs,
  }: { flags: Flags; io: Io; file?: string | undefined; fromMs?: number | undefined },
): Promise<void> {
  const { received, heldSinceMs, counts } =
    file === undefined ? await readLog(session, io) : readFile(file, session, io);
  const verification = await verify(outbox.entries(), received, { fromMs, heldSinceMs });
  const print = printOptions(flags, io);
  printVerification(verification, { io, print, device: session.client.device, heldSinceMs, counts });
  if (counts !== undefined && counts.invalid > 0) warn(io, print, describeInvalid(counts));
  if (verification.notCompared > 0) warn(io, print, describeNotCompared(verification));
  if (verification.taken === 0)
    warn(
      io,
      print,
      'There is nothing to compare: the ledger has no reading of this device for this endpoint.',
    );
  if (verification.missing > 0) throw missing(verification);
}

/**
 * Sees to it that a session's platform can say what it holds, as far as that can be known before a run.
 * @throws SimError USAGE where it cannot
 */
export async function requireEmulator(session: Session, io: Io): Promise<void> {
  if (session.platform !== undefined) return;
  const place = placeOf(session, io);
  try {
    const health = await askEmulator(place, 'health');
    if (health.get('status') !== 'ok') throw noEmulator(place.endpoint);
  } catch (error) {
    // One that cannot be reached may be there by the end of the run.
    if (!(error instanceof SimError) || error.code === 'USAGE') throw error;
  }
}

async function readLog(session: Session, io: Io): Promise<Source> {
  const { platform, client } = session;
  const { device } = client;
  return openEmulatorLog(
    platform === undefined ? remoteReader(placeOf(session, io), device) : localReader(platform, device),
  );
}

function readFile(file: string, { client }: Session, io: Io): Source {
  const counts = countNoLines();
  const pieces = file === '-' ? io.readStdin() : readPieces(resolve(io.cwd, file), io.stop);
  return { received: readForwardedLines(pieces, { device: client.device, counts }), counts };
}

/** A run that was stopped is compared all the same; who cannot wait stops a second time. */
function placeOf({ resolved, endpoint = '' }: Session, io: Io): EmulatorPlace {
  const ca = readCa(resolved, io.env['NODE_EXTRA_CA_CERTS']);
  return { endpoint, ca, signal: io.stop.aborted ? undefined : io.stop };
}

function describeInvalid({ invalid, named }: LineCounts): string {
  const more = invalid - named.length;
  const rest = more > 0 ? `\n  and ${more} more` : '';
  const lines = invalid === 1 ? '1 line is no message' : `${invalid} lines are no messages`;
  return `${lines} of the platform:\n${formatIssues(named)}${rest}`;
}

function describeNotCompared({ notCompared }: Verification): string {
  const readings = notCompared === 1 ? 'reading was' : 'readings were';
  const hint = 'Start it with --out FILE, and give that: iot-sim verify FILE';
  return `${notCompared} ${readings} not compared: the emulator’s log does not go so far back. ${hint}`;
}

function missing({ missing: count, sent }: Verification): SimError {
  const readings = sent === 1 ? 'reading' : 'readings';
  return new SimError(
    'READINGS_MISSING',
    `${count} of ${sent} ${readings} ${count === 1 ? 'is' : 'are'} missing.`,
  );
}

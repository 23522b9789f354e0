import { formatDuration } from '../../config/duration.ts';
import type { Resolved } from '../../config/resolve.ts';
import { EXIT, SimError } from '../../errors.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { tell, warn } from '../tell.ts';
import { warnOfPace } from '../warn-of-pace.ts';
import { type FleetFlags, shardText } from './fleet-flags.ts';
import type { PreparedFleet } from './prepare-fleet.ts';
import { describeBadLines } from './read-devices.ts';

/** How often it is seen whether a platform can be reached before the beginning. */
const CHECK_AGAIN_MS = 2_000;

/** Where it is printed, and how. */
interface Printing {
  readonly io: Io;
  readonly print: PrintOptions;
}

/** When a run is to begin, ms since 1970, and says so. */
export function startOf({ startAt }: FleetFlags, { io, print }: Printing): number {
  const now = io.clock.now();
  if (startAt === undefined) return now;
  const atMs = 'atMs' in startAt ? startAt.atMs : now + startAt.inMs;
  if (atMs < now) warn(io, print, 'The time of --start-at is past: the fleet begins at once.');
  else tell(io, print, `begins at ${new Date(atMs).toISOString()}, in ${formatDuration(atMs - now)}`);
  return atMs;
}

/**
 * Sees whether the platform can be reached: where there is time until the beginning, again and again.
 * @throws SimError that says why not
 */
export async function checkWay(
  prepared: Pick<PreparedFleet, 'checkWay'>,
  startAtMs: number,
  io: Io,
): Promise<void> {
  for (;;) {
    try {
      return await prepared.checkWay();
    } catch (error) {
      const isOutage = error instanceof SimError && error.exitCode === EXIT.undelivered;
      if (!isOutage || io.clock.now() + CHECK_AGAIN_MS > startAtMs) throw error;
    }
    await io.clock.sleep(CHECK_AGAIN_MS, io.stop);
  }
}

/** Says what is about to run, and what of it may go wrong. */
export function introduce(
  { opened, size, perSecond, mostPerSecond, hasIntervals }: PreparedFleet,
  { resolved, choice, seed }: { resolved: Resolved; choice: FleetFlags; seed: string },
  { io, print }: Printing,
): void {
  const badLines = describeBadLines(opened.issues);
  if (badLines !== undefined) warn(io, print, badLines);
  const many = size === 1 ? '1 device reports' : `${size} devices report`;
  const share = choice.shard === undefined ? '' : `, shard ${shardText(choice.shard)} of the fleet`;
  tell(io, print, `${many} to ${opened.target}${share}`);
  if (size === 0) warn(io, print, 'This shard has no devices: there are more shards than the fleet needs.');
  const spread = choice.isSync ? 'at the same moments' : 'spread';
  const rate = `${Math.round(perSecond * 10) / 10} readings a second`;
  const connections =
    choice.connections === 'per-device' ? 'a connection each' : `${choice.connections} connections`;
  const threads = choice.workers === 1 ? '' : ` in ${choice.workers} threads`;
  tell(
    io,
    print,
    `${rate}, ${spread}, ${describeEnd(resolved.settings)}; ${connections}${threads}, seed ${seed}`,
  );
  const words = `${Math.round(mostPerSecond)} readings a second of one device`;
  warnOfPace(io, print, { isRemote: opened.isRemote, perSecond: mostPerSecond, words });
  if (choice.rate !== undefined && hasIntervals)
    warn(io, print, 'Lines of the file have an interval of their own, for which --rate does not hold.');
  if (resolved.faults.length > 0)
    warn(io, print, 'A fleet does no sensor faults; those of the configuration are left out.');
}

function describeEnd({ count, duration }: Resolved['settings']): string {
  if (count !== undefined) return `${count} ${count === 1 ? 'reading' : 'readings'} each`;
  return duration === undefined ? 'until Ctrl-C' : `for ${formatDuration(duration)}`;
}

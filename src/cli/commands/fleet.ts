import { formatDuration } from '../../config/duration.ts';
import type { Resolved } from '../../config/resolve.ts';
import { type FleetReport, type FleetSummary, summarizeFleet } from '../../engine/fleet/report.ts';
import { encodeReport } from '../../engine/fleet/report-json.ts';
import type { Shard } from '../../engine/fleet/shard.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { formatIssues } from '../../issues.ts';
import { randomSeed } from '../../random.ts';
import { type Flags, flagOf, type PrintOptions, printOptions } from '../flags.ts';
import { type FleetFlags, readFleetFlags } from '../fleet/fleet-flags.ts';
import type { OpenedFleet } from '../fleet/open-fleet.ts';
import { type PreparedFleet, prepareFleet } from '../fleet/prepare-fleet.ts';
import { describeFleet } from '../fleet/print-fleet.ts';
import { runThreads } from '../fleet/run-threads.ts';
import { showProgress } from '../fleet/show-progress.ts';
import type { Io } from '../io.ts';
import type { FleetLine } from '../reporters/fleet-schema.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { settingRows, settingsJson } from '../setting-rows.ts';
import { tell, warn } from '../tell.ts';
import { warnOfPace } from '../warn-of-pace.ts';

/** The flags that are no settings and decide what runs. */
const OWN_FLAGS = ['devices', 'local', 'rate', 'ramp', 'sync', 'connections', 'workers', 'shard', 'startAt'];
/** How often it is seen whether a platform can be reached before the beginning. */
const CHECK_AGAIN_MS = 2_000;
/** Bad lines of the file that are named. */
const MOST_NAMED = 20;

/** `iot-sim fleet`: many devices at once, each with its own triple, token and readings. */
export async function fleet(flags: Flags, io: Io): Promise<ExitCode> {
  const choice = readFleetFlags(flags, io);
  const resolved = await resolveFlags({ ...flags, devices: undefined }, io); // another one than the emulator’s
  const print = printOptions(flags, io);
  const seed = resolved.settings.seed ?? randomSeed();
  const prepared = await prepareFleet({ resolved, choice, seed }, io);
  try {
    const { opened } = prepared;
    warnOfLines(opened, (message) => warn(io, print, message));
    const startAtMs = startOf(choice, { io, print });
    await checkWay(opened, startAtMs, io);
    introduce(prepared, { resolved, choice, seed }, { io, print });
    const progress = showProgress(io, print);
    const options = { startAtMs, stop: io.stop, onProgress: progress.show };
    const { workers } = choice;
    const running =
      workers === 1
        ? prepared.run(options)
        : runThreads({ workers, task: { flags, seed, startAtMs }, ...options });
    const report = await running.finally(progress.end);
    const summary = summarizeFleet(report);
    if (print.json)
      io.stdout.write(`${JSON.stringify(lineOf(report, { flags, choice, resolved, seed }, io))}\n`);
    else if (!print.quiet) io.stdout.write(describeFleet(summary));
    if (io.stop.aborted && summary.sent + summary.refused === 0)
      throw new SimError('STOPPED', 'Stopped before anything was reported.');
    return exitCodeOf(summary);
  } finally {
    prepared.close();
  }
}

/** When to begin, ms since 1970. */
function startOf({ startAt }: FleetFlags, { io, print }: { io: Io; print: PrintOptions }): number {
  const now = io.clock.now();
  if (startAt === undefined) return now;
  const atMs = 'atMs' in startAt ? startAt.atMs : now + startAt.inMs;
  if (atMs < now) warn(io, print, 'The time of --start-at is past: the fleet begins at once.');
  else tell(io, print, `begins at ${new Date(atMs).toISOString()}, in ${formatDuration(atMs - now)}`);
  return atMs;
}

/** Sees whether the platform can be reached: where there is time until the beginning, again and again. */
async function checkWay(opened: OpenedFleet, startAtMs: number, io: Io): Promise<void> {
  for (;;) {
    try {
      return await opened.checkWay();
    } catch (error) {
      const isOutage = error instanceof SimError && error.exitCode === EXIT.undelivered;
      if (!isOutage || io.clock.now() + CHECK_AGAIN_MS > startAtMs) throw error;
    }
    await io.clock.sleep(CHECK_AGAIN_MS, io.stop);
  }
}

/** What was asked for. */
interface Asked {
  readonly flags: Flags;
  readonly choice: FleetFlags;
  readonly resolved: Resolved;
  readonly seed: string;
}

/** Says what is about to run, and what of it may go wrong. */
function introduce(
  { opened, size, perSecond, mostPerSecond }: PreparedFleet,
  { resolved, choice, seed }: Omit<Asked, 'flags'>,
  { io, print }: { io: Io; print: PrintOptions },
): void {
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
  if (resolved.faults.length > 0)
    warn(io, print, 'A fleet does no sensor faults; those of the configuration are left out.');
}

/** The run as a line of data. */
function lineOf(report: FleetReport, { flags, choice, resolved, seed }: Asked, io: Io): FleetLine {
  const given = OWN_FLAGS.flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [{ name, text: String(value), origin: flagOf(name) }];
  });
  return {
    type: 'fleet',
    at: io.clock.now(),
    seed,
    shard: choice.shard === undefined ? null : shardText(choice.shard),
    settings: settingsJson([...given, ...settingRows(resolved)]),
    ...encodeReport(report),
  };
}

function warnOfLines({ issues }: OpenedFleet, warnOf: (message: string) => void): void {
  if (issues.length === 0) return;
  const lines =
    issues.length === 1 ? '1 line is no device and is' : `${issues.length} lines are no devices and are`;
  const more = issues.length - MOST_NAMED;
  const rest = more > 0 ? `\n  and ${more} more` : '';
  warnOf(`${lines} left out:\n${formatIssues(issues.slice(0, MOST_NAMED))}${rest}`);
}

function shardText({ index, count }: Shard): string {
  return `${index + 1}/${count}`;
}

function describeEnd({ count, duration }: Resolved['settings']): string {
  if (count !== undefined) return `${count} ${count === 1 ? 'reading' : 'readings'} each`;
  return duration === undefined ? 'until Ctrl-C' : `for ${formatDuration(duration)}`;
}

function exitCodeOf({ refused, dropped, pending, shutOutCount, sent }: FleetSummary): ExitCode {
  if (shutOutCount > 0 && sent === 0) return EXIT.authRefused;
  if (refused > 0) return EXIT.dataRefused;
  return dropped + pending > 0 ? EXIT.undelivered : EXIT.done;
}

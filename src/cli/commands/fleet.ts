import { formatDuration } from '../../config/duration.ts';
import type { Resolved } from '../../config/resolve.ts';
import type { FleetReport } from '../../engine/fleet/report.ts';
import { encodeReport } from '../../engine/fleet/report-json.ts';
import type { Shard } from '../../engine/fleet/shard.ts';
import { checkThresholds, type ThresholdResult } from '../../engine/fleet/thresholds.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { formatIssues } from '../../issues.ts';
import { randomSeed } from '../../random.ts';
import { type Flags, flagOf, type PrintOptions, printOptions } from '../flags.ts';
import type { FleetEnd } from '../fleet/draw-fleet.ts';
import { exitCodeOf, printFleet } from '../fleet/finish-fleet.ts';
import { type FleetFlags, readFleetFlags } from '../fleet/fleet-flags.ts';
import { tellKept } from '../fleet/fleet-outbox.ts';
import { openPage } from '../fleet/html/open-page.ts';
import { writeJunit } from '../fleet/junit.ts';
import { type OpenedMetrics, openMetrics } from '../fleet/metrics/open-metrics.ts';
import type { OpenedFleet } from '../fleet/open-fleet.ts';
import { openOutputFile } from '../fleet/output-file.ts';
import { type PreparedFleet, prepareFleet } from '../fleet/prepare-fleet.ts';
import { runThreads } from '../fleet/run-threads.ts';
import { showProgress } from '../fleet/show-progress.ts';
import type { Io } from '../io.ts';
import type { FleetLine } from '../reporters/fleet-schema.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { settingRows, settingsJson } from '../setting-rows.ts';
import { tell, warn } from '../tell.ts';
import { warnOfPace } from '../warn-of-pace.ts';

/** The flags that are no settings and decide what runs. */
const OWN_FLAGS = [
  'devices',
  'local',
  'rate',
  'ramp',
  'sync',
  'connections',
  'workers',
  'shard',
  'startAt',
  'metrics',
];
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
  const junit = await openOutputFile(choice.junit, io.cwd);
  const page = await openPage(choice.report, { io, print });
  const prepared = await prepareFleet({ flags, resolved, choice, seed }, io);
  let metrics: OpenedMetrics | undefined;
  try {
    const { opened, kept } = prepared;
    warnOfLines(opened, (message) => warn(io, print, message));
    metrics = await openMetrics(choice.metrics, { io, print });
    const { show } = metrics;
    const startAtMs = startOf(choice, { io, print });
    // Where readings wait the address has been the right one: even in an outage more are taken.
    if (kept === undefined || kept.waiting === 0) await checkWay(opened, startAtMs, io);
    introduce(prepared, { resolved, choice, seed }, { io, print });
    const progress = showProgress(io, { print, end: endOf(resolved.settings, prepared) });
    const onProgress = (report: FleetReport): void => {
      show(report);
      progress.show(report);
    };
    const options = { startAtMs, stop: io.stop, onProgress };
    const { workers } = choice;
    const running =
      workers === 1
        ? prepared.run(options)
        : runThreads({ workers, task: { flags, seed, startAtMs }, outbox: kept?.outbox, ...options });
    const report = await running.finally(progress.end);
    show(report);
    const thresholds = checkThresholds(choice.failIf, report);
    const line = lineOf(report, { flags, choice, resolved, seed, thresholds }, io);
    printFleet({ report, line, way: choice }, { io, print });
    await junit?.write(writeJunit(line));
    await page?.write(line);
    tellKept(kept?.outbox, report.pending, { io, print });
    const isKept = kept !== undefined && report.pending > 0;
    if (io.stop.aborted && report.sent + report.refused === 0 && !isKept)
      throw new SimError('STOPPED', 'Stopped before anything was reported.');
    return exitCodeOf(report, thresholds);
  } finally {
    await metrics?.close();
    await prepared.close();
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
  readonly thresholds: readonly ThresholdResult[];
}

/** Says what is about to run, and what of it may go wrong. */
function introduce(
  { opened, size, perSecond, mostPerSecond }: PreparedFleet,
  { resolved, choice, seed }: Pick<Asked, 'resolved' | 'choice' | 'seed'>,
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
function lineOf(
  report: FleetReport,
  { flags, choice, resolved, seed, thresholds }: Asked,
  io: Io,
): FleetLine {
  const given = OWN_FLAGS.flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [{ name, text: String(value), origin: flagOf(name) }];
  });
  return {
    type: 'fleet',
    at: io.clock.now(),
    seed,
    shard: choice.shard === undefined ? null : shardText(choice.shard),
    settings: settingsJson([...settingRows(resolved), ...given]), // `devices` is also a setting of the emulator
    ...encodeReport(report),
    ...(thresholds.length > 0 && { thresholds }),
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

function endOf({ count, duration }: Resolved['settings'], { size }: PreparedFleet): FleetEnd {
  return { durationMs: duration, readings: count === undefined ? undefined : count * size };
}

function describeEnd({ count, duration }: Resolved['settings']): string {
  if (count !== undefined) return `${count} ${count === 1 ? 'reading' : 'readings'} each`;
  return duration === undefined ? 'until Ctrl-C' : `for ${formatDuration(duration)}`;
}

import type { Resolved } from '../../config/resolve.ts';
import type { FleetReport } from '../../engine/fleet/report/report.ts';
import { encodeReport } from '../../engine/fleet/report/report-json.ts';
import { type ExitCode, SimError } from '../../errors.ts';
import { randomSeed } from '../../random.ts';
import { type Flags, flagOf, printOptions } from '../flags.ts';
import { type FleetFlags, readFleetFlags, readOutputFlags, shardText } from '../fleet/fleet-flags.ts';
import { tellKept } from '../fleet/fleet-outbox.ts';
import { checkWay, introduce, startOf } from '../fleet/introduce.ts';
import { type OpenedMetrics, openMetrics } from '../fleet/metrics/open-metrics.ts';
import { openOutputs } from '../fleet/outputs/fleet-outputs.ts';
import { type PreparedFleet, prepareFleet } from '../fleet/prepare-fleet.ts';
import { runThreads } from '../fleet/run-threads.ts';
import type { FleetEnd } from '../fleet/view/draw-fleet.ts';
import { showProgress } from '../fleet/view/show-progress.ts';
import type { Io } from '../io.ts';
import type { FleetLine } from '../reporters/fleet-schema.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { settingRows, settingsJson } from '../setting-rows.ts';

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

/** `iot-sim fleet`: many devices at once, each with its own triple, token and readings. */
export async function fleet(flags: Flags, io: Io): Promise<ExitCode> {
  const choice = readFleetFlags(flags, io);
  const resolved = await resolveFlags({ ...flags, devices: undefined }, io); // another one than the emulator’s
  const print = printOptions(flags, io);
  const seed = resolved.settings.seed ?? randomSeed();
  const outputs = await openOutputs(readOutputFlags(flags), { io, print });
  const prepared = await prepareFleet({ flags, resolved, choice, seed }, io);
  let metrics: OpenedMetrics | undefined;
  try {
    const { kept } = prepared;
    metrics = await openMetrics(choice.metrics, { io, print });
    const { show } = metrics;
    const startAtMs = startOf(choice, { io, print });
    // Where readings wait the address has been the right one: even in an outage more are taken.
    if (kept === undefined || kept.waiting === 0) await checkWay(prepared, startAtMs, io);
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
    const { report, ending } = await running.finally(progress.end);
    show(report);
    const exitCode = await outputs.write(
      report,
      lineOf(report, { flags, choice, resolved, seed }, io),
      choice,
    );
    tellKept(kept?.outbox, report.pending, { io, print });
    if (ending !== undefined) throw ending;
    const isKept = kept !== undefined && report.pending > 0;
    if (io.stop.aborted && report.sent + report.refused === 0 && !isKept)
      throw new SimError('STOPPED', 'Stopped before anything was reported.');
    return exitCode;
  } finally {
    await metrics?.close();
    await prepared.close();
  }
}

/** What was asked for. */
interface Asked {
  readonly flags: Flags;
  readonly choice: FleetFlags;
  readonly resolved: Resolved;
  readonly seed: string;
}

/** The run as a line of data. */
function lineOf(report: FleetReport, { flags, choice, resolved, seed }: Asked, io: Io): FleetLine {
  const memory = flags['outbox'] === false ? [{ name: 'outbox', text: 'false', origin: '--no-outbox' }] : [];
  const given = OWN_FLAGS.flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [{ name, text: String(value), origin: flagOf(name) }];
  });
  return {
    type: 'fleet',
    at: io.clock.now(),
    seed,
    shard: choice.shard === undefined ? null : shardText(choice.shard),
    settings: settingsJson([...settingRows(resolved), ...given, ...memory]), // `devices` is also a setting of the emulator
    ...encodeReport(report),
  };
}

function endOf({ count, duration }: Resolved['settings'], { size }: PreparedFleet): FleetEnd {
  return { durationMs: duration, readings: count === undefined ? undefined : count * size };
}

import { formatDuration, parseDuration } from '../../config/duration.ts';
import { parseRate } from '../../config/outbox-settings.ts';
import { type Parsed, parseCount } from '../../config/parse-text.ts';
import { runFleet } from '../../engine/fleet/run-fleet.ts';
import type { FleetSummary } from '../../engine/fleet/tally.ts';
import { DEFAULT_DRAIN_PER_SECOND, DEFAULT_INTERVAL_MS } from '../../engine/pace.ts';
import { DEFAULT_GRACE_MS } from '../../engine/run-device.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { formatIssues } from '../../issues.ts';
import { DEFAULT_SIGN_METHOD } from '../../protocol/sign-method.ts';
import { createRandom, randomHex, randomSeed } from '../../random.ts';
import { type Flags, isOn, printOptions, refuseBoth } from '../flags.ts';
import { makeDevices } from '../fleet/make-devices.ts';
import { type OpenedFleet, openFleet } from '../fleet/open-fleet.ts';
import { describeFleet } from '../fleet/print-fleet.ts';
import { showProgress } from '../fleet/show-progress.ts';
import type { Io } from '../io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { tell, warn } from '../tell.ts';
import { warnOfPace } from '../warn-of-pace.ts';

/** How many connections a fleet shares when nobody says. */
const DEFAULT_CONNECTIONS = 64;
const MOST_CONNECTIONS = 10_000;
/** So many readings of a device may wait, in memory. */
const MOST_PENDING = 1_000;
/** Bad lines of the file that are named. */
const MOST_NAMED = 20;

/** `iot-sim fleet`: many devices at once, each with its own triple, token and readings. */
export async function fleet(flags: Flags, io: Io): Promise<ExitCode> {
  refuseBoth(flags, 'local', 'endpoint');
  refuseBoth(flags, 'rate', 'interval');
  refuseBoth(flags, 'sync', 'ramp');
  const choice = readFlags(flags, isOn(flags, io, 'local') && flags['endpoint'] === undefined);
  const resolved = await resolveFlags({ ...flags, devices: undefined }, io); // another one than the emulator’s
  const print = printOptions(flags, io);
  const { settings } = resolved;
  const opened = await openFleet(resolved, choice, io);
  try {
    const { model, entries, open } = opened;
    warnOfLines(opened, (message) => warn(io, print, message));
    await opened.checkWay();
    const seed = settings.seed ?? randomSeed();
    const { rate, rampMs, isSync } = choice;
    const intervalMs =
      rate === undefined ? (settings.interval ?? DEFAULT_INTERVAL_MS) : (1000 * entries.length) / rate;
    const devices = makeDevices(entries, { model, resolved, plan: { intervalMs, isSync, rampMs, seed } });
    const target = devices.reduce((sum, device) => sum + 1000 / device.intervalMs, 0);
    const spread = isSync ? 'at the same moments' : 'spread';
    const many = devices.length === 1 ? '1 device reports' : `${devices.length} devices report`;
    tell(io, print, `${many} to ${opened.target}`);
    const rateWords = `${round(target)} readings a second, ${spread}, ${describeEnd(settings)}`;
    tell(io, print, `${rateWords}; ${choice.connections} connections, seed ${seed}`);
    const perSecond = devices.reduce((most, device) => Math.max(most, 1000 / device.intervalMs), 0);
    const words = `${Math.round(perSecond)} readings a second of one device`;
    warnOfPace(io, print, { isRemote: opened.isRemote, perSecond, words });
    if (resolved.faults.length > 0)
      warn(io, print, 'A fleet does no sensor faults; those of the configuration are left out.');
    const progress = showProgress(io, print, target);
    const summary = await runFleet({
      model,
      devices,
      open,
      signMethod: settings.signMethod ?? DEFAULT_SIGN_METHOD,
      clock: io.clock,
      random: createRandom(randomHex(16)),
      count: settings.count,
      durationMs: settings.duration,
      drainPerSecond: settings.drainRate ?? DEFAULT_DRAIN_PER_SECOND,
      mostPending: MOST_PENDING,
      stop: io.stop,
      graceMs: settings.grace ?? DEFAULT_GRACE_MS,
      onProgress: progress.show,
    }).finally(progress.end);
    if (print.json) {
      const line = { type: 'fleet', at: io.clock.now(), target: round(target), ...summary };
      io.stdout.write(`${JSON.stringify(line)}\n`);
    } else if (!print.quiet) io.stdout.write(describeFleet(summary, target));
    if (io.stop.aborted && summary.sent + summary.refused === 0)
      throw new SimError('STOPPED', 'Stopped before anything was reported.');
    return exitCodeOf(summary);
  } finally {
    opened.close();
  }
}

/** What is said by flags that are no settings. @throws SimError USAGE */
function readFlags(flags: Flags, isLocal: boolean) {
  const read = <T>(name: string, parse: (text: string) => Parsed<T>): T | undefined => {
    const text = flags[name];
    if (typeof text !== 'string') return undefined;
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    throw new SimError('USAGE', `--${name}: ${parsed.problem}.`);
  };
  const devices = flags['devices'];
  if (typeof devices !== 'string') {
    throw new SimError('USAGE', 'fleet needs --devices: a CSV file of triples, or with --local how many.', {
      likely: 'The flag was left out.',
      hint: 'Write for example: iot-sim fleet --devices fleet.csv, or: iot-sim fleet --local --devices 1000',
    });
  }
  const connections = read('connections', parseCount) ?? DEFAULT_CONNECTIONS;
  if (connections > MOST_CONNECTIONS) {
    throw new SimError('USAGE', `--connections: ${connections} is more than ${MOST_CONNECTIONS}.`);
  }
  return {
    devices,
    isLocal,
    connections,
    rate: read('rate', parseRate),
    rampMs: read('ramp', parseDuration) ?? 0,
    isSync: flags['sync'] === true,
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

function describeEnd({
  count,
  duration,
}: {
  count?: number | undefined;
  duration?: number | undefined;
}): string {
  if (count !== undefined) return `${count} ${count === 1 ? 'reading' : 'readings'} each`;
  return duration === undefined ? 'until Ctrl-C' : `for ${formatDuration(duration)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function exitCodeOf({ refused, dropped, pending, shutOutCount, sent }: FleetSummary): ExitCode {
  if (shutOutCount > 0 && sent === 0) return EXIT.authRefused;
  if (refused > 0) return EXIT.dataRefused;
  return dropped + pending > 0 ? EXIT.undelivered : EXIT.done;
}

import { type FleetReport, MOST_NAMED, mergeReports } from '../../../engine/fleet/report/report.ts';
import { decodeReport, encodeReport } from '../../../engine/fleet/report/report-json.ts';
import { SimError } from '../../../errors.ts';
import type { FleetLine } from '../../reporters/fleet-schema.ts';
import type { ReadLine } from './read-line.ts';

/** So many durations of a kind a histogram counts. */
const MOST_COUNTED = 4_000_000_000;

/** What several runs said, put together. */
export interface MergedLine {
  readonly report: FleetReport;
  readonly line: FleetLine;
  /** Shards that are not among them, such as `3/16`. */
  readonly missing: readonly string[];
}

/**
 * Puts together what the shards of a fleet said, or several fleets.
 * @param atMs the time now
 * @throws SimError REPORT_INVALID where a run is there twice, or shards are of different fleets
 */
export function mergeLines(read: readonly ReadLine[], atMs: number): MergedLine {
  const missing = missingShards(read);
  const lines = read.map(({ line }) => line);
  expectCountable(lines);
  const report = mergeReports(lines.map(decodeReport));
  return {
    report,
    missing,
    line: {
      type: 'fleet',
      at: atMs,
      seed: joint(lines.map(({ seed }) => seed)),
      shard: null,
      ...(missing.length > 0 && { missing: missing.slice(0, MOST_NAMED) }),
      settings: mergeSettings(lines),
      ...encodeReport(report),
    },
  };
}

/** @throws SimError REPORT_INVALID where there is more than a histogram counts */
function expectCountable(lines: readonly FleetLine[]): void {
  const counted = lines.map(({ histograms }) =>
    Object.values(histograms).map((histogram) => histogram.reduce((sum, [, count]) => sum + count, 0)),
  );
  const most = Math.max(
    ...[0, 1, 2].map((kind) => counted.reduce((sum, each) => sum + (each[kind] ?? 0), 0)),
  );
  if (most <= MOST_COUNTED) return;
  throw new SimError('REPORT_INVALID', `The reports count ${most} durations; ${MOST_COUNTED} is the most.`, {
    likely: 'A file was edited.',
  });
}

/** Which shards are not there. @throws SimError REPORT_INVALID */
function missingShards(read: readonly ReadLine[]): string[] {
  const seen = new Map<string, string>();
  for (const { path, line } of read) {
    // The same share of the devices that began in the same millisecond is the same run.
    const run = line.shard ?? `${line.startedAtMs} ${line.seed} ${line.devices}`;
    const earlier = seen.get(run);
    if (earlier !== undefined) {
      const what = line.shard === null ? 'the same run' : `shard ${line.shard}`;
      throw new SimError('REPORT_INVALID', `${earlier} and ${path} hold ${what}.`, {
        likely: 'A file was named twice, or copied.',
        hint: 'Name each shard once.',
      });
    }
    seen.set(run, path);
  }
  const shards = read.flatMap(({ line }) => (line.shard === null ? [] : [line.shard]));
  for (const { path, line } of read) {
    const [index, count] = (line.shard ?? '1/1').split('/').map(Number);
    if (Number(index) > Number(count))
      throw new SimError('REPORT_INVALID', `${path} is of no shard: there is no ${line.shard}.`);
  }
  expectOneFleet(read.filter(({ line }) => line.shard !== null));
  const totals = new Set(shards.map((shard) => shard.split('/')[1]));
  if (totals.size > 1) {
    throw new SimError('REPORT_INVALID', `The shards are of different fleets: ${shards.join(', ')}.`, {
      likely: 'Reports of two runs lie in one folder.',
      hint: 'Merge the shards of one run.',
    });
  }
  const [total] = totals;
  const all = Array.from({ length: Number(total ?? 0) }, (_, index) => `${index + 1}/${total}`);
  const known = new Set(shards);
  return all.filter((shard) => !known.has(shard));
}

/** What shards of one fleet have in common. */
const COMMON = ['rate', 'interval', 'count', 'duration', 'tsl', 'profile'];

/** @throws SimError REPORT_INVALID where shards were run with other settings */
function expectOneFleet(shards: readonly ReadLine[]): void {
  const [first, ...others] = shards;
  for (const { path, line } of others) {
    const name = COMMON.find((each) => line.settings[each]?.value !== first?.line.settings[each]?.value);
    if (first === undefined || name === undefined) continue;
    throw new SimError(
      'REPORT_INVALID',
      `${first.path} and ${path} are of different fleets: their ${name} differs.`,
      {
        likely: 'Reports of two runs lie in one folder.',
        hint: 'Merge the shards of one run.',
      },
    );
  }
}

/** Every setting; where the runs had different ones, all of them. */
function mergeSettings(lines: readonly FleetLine[]): FleetLine['settings'] {
  const names = new Set(lines.flatMap(({ settings }) => Object.keys(settings)));
  return Object.fromEntries(
    [...names].map((name) => {
      const given = lines.flatMap(({ settings }) => settings[name] ?? []);
      const values = given.flatMap(({ value }) => value ?? []);
      return [
        name,
        { value: values.length > 0 ? joint(values) : null, from: joint(given.map(({ from }) => from)) },
      ];
    }),
  );
}

function joint(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}

import { type FleetReport, mergeReports } from '../../../engine/fleet/report/report.ts';
import { decodeReport, encodeReport } from '../../../engine/fleet/report/report-json.ts';
import { SimError } from '../../../errors.ts';
import type { FleetLine } from '../../reporters/fleet-schema.ts';
import type { ReadLine } from './read-line.ts';

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
  const report = mergeReports(lines.map(decodeReport));
  return {
    report,
    missing,
    line: {
      type: 'fleet',
      at: atMs,
      seed: joint(lines.map(({ seed }) => seed)),
      shard: null,
      settings: mergeSettings(lines),
      ...encodeReport(report),
    },
  };
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
  const totals = new Set(shards.map((shard) => shard.split('/')[1]));
  if (totals.size > 1) {
    throw new SimError('REPORT_INVALID', `The shards are of different fleets: ${shards.join(', ')}.`, {
      likely: 'Reports of two runs lie in one folder.',
      hint: 'Merge the shards of one run.',
    });
  }
  const [total] = totals;
  const all = Array.from({ length: Number(total ?? 0) }, (_, index) => `${index + 1}/${total}`);
  return all.filter((shard) => !shards.includes(shard));
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

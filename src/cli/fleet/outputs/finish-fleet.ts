import { availableParallelism } from 'node:os';
import { type FleetReport, summarizeFleet } from '../../../engine/fleet/report/report.ts';
import type { ThresholdResult } from '../../../engine/fleet/report/thresholds.ts';
import { EXIT, type ExitCode } from '../../../errors.ts';
import type { PrintOptions } from '../../flags.ts';
import type { Io } from '../../io.ts';
import type { FleetLine } from '../../reporters/fleet-schema.ts';
import { warn } from '../../tell.ts';
import { colors } from '../../text.ts';
import { explainRate, type FleetWay } from '../view/explain-rate.ts';
import { describeFleet } from '../view/print-fleet.ts';

/** A run that is over. */
interface Finished {
  readonly report: FleetReport;
  /** The same as data. */
  readonly line: FleetLine;
  /** How it was run, where it ran here. */
  readonly way: Omit<FleetWay, 'cores'> | undefined;
}

/** Prints how a run went: data, a table, or, where neither is seen, at least which thresholds were crossed. */
export function printFleet(
  { report, line, way }: Finished,
  { io, print }: { io: Io; print: PrintOptions },
): void {
  const { stdout } = io;
  const { thresholds = [] } = line;
  if (print.json) stdout.write(`${JSON.stringify(line)}\n`);
  if (!print.json && !print.quiet) {
    const { columns, isTerminal } = stdout;
    const paint = colors(stdout, print.isColored);
    const hint = way && explainRate(report, { ...way, cores: availableParallelism() });
    stdout.write(describeFleet(summarizeFleet(report), { columns, isTerminal, paint, hint, thresholds }));
    return;
  }
  for (const { text, actual } of thresholds.filter(({ isCrossed }) => isCrossed))
    warn(io, print, `The threshold ${text} is crossed: ${actual}.`);
}

/** What the process tells of a run. Where there are thresholds they decide, if anything was sent at all. */
export function exitCodeOf(
  {
    refused,
    dropped,
    pending,
    shutOutCount,
    sent,
    devices,
  }: Pick<FleetReport, 'refused' | 'dropped' | 'pending' | 'shutOutCount' | 'sent' | 'devices'>,
  thresholds: readonly ThresholdResult[],
): ExitCode {
  if (devices === 0) return EXIT.done; // a shard without devices did all of its work
  if (shutOutCount > 0 && sent === 0) return EXIT.authRefused;
  if (thresholds.length > 0) {
    if (sent + refused === 0) return EXIT.undelivered;
    return thresholds.some(({ isCrossed }) => isCrossed) ? EXIT.missing : EXIT.done;
  }
  if (refused > 0) return EXIT.dataRefused;
  return dropped + pending > 0 ? EXIT.undelivered : EXIT.done;
}

import { MOST_NAMED } from '../../engine/fleet/report/report.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { type Flags, printOptions } from '../flags.ts';
import { readOutputFlags } from '../fleet/fleet-flags.ts';
import { mergeLines } from '../fleet/merge/merge-lines.ts';
import { readFleetLine } from '../fleet/merge/read-line.ts';
import { openOutputs } from '../fleet/outputs/fleet-outputs.ts';
import type { Io } from '../io.ts';
import { warn } from '../tell.ts';

/** `iot-sim report merge`: what the shards of a fleet did together. */
export async function reportMerge(flags: Flags, paths: readonly string[], io: Io): Promise<ExitCode> {
  const print = printOptions(flags, io);
  if (paths.length === 0) {
    throw new SimError('USAGE', 'report merge needs the files that fleet --json wrote.', {
      likely: 'The files were left out.',
      hint: 'Write for example: iot-sim report merge shard-1.json shard-2.json',
    });
  }
  const outputs = await openOutputs(readOutputFlags(flags), { io, print });
  const { report, line, missing } = mergeLines(
    paths.map((path) => readFleetLine(path, io.cwd)),
    io.clock.now(),
  );
  if (missing.length > 0) {
    const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
    warn(io, print, `Of the fleet is missing: shard ${missing.slice(0, MOST_NAMED).join(', ')}${more}.`);
  }
  const exitCode = await outputs.write(report, line);
  return exitCode === EXIT.done && missing.length > 0 ? EXIT.missing : exitCode;
}

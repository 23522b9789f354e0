import { planMachine } from '../../engine/fleet/plan/machine.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { type Flags, printOptions } from '../flags.ts';
import { type FleetFlags, readFleetFlags } from '../fleet/fleet-flags.ts';
import { type FleetPlan, makePlan } from '../fleet/plan/make-plan.ts';
import { measureMachine } from '../fleet/plan/measure.ts';
import { machineParts } from '../fleet/plan/own-usage.ts';
import { describePlan } from '../fleet/plan/print-plan.ts';
import { describeBadLines } from '../fleet/read-devices.ts';
import type { Io } from '../io.ts';
import type { PlanLine } from '../reporters/plan-schema.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { tell, warn } from '../tell.ts';
import { colors } from '../text.ts';

/** `iot-sim plan`: what `fleet` would do with the same flags, and whether the platform and this machine let it. */
export async function plan(flags: Flags, io: Io): Promise<ExitCode> {
  if (typeof flags['devices'] !== 'string') {
    throw new SimError('USAGE', 'plan needs --devices: a CSV file of triples, or how many.', {
      likely: 'The flag was left out.',
      hint: 'Write for example: iot-sim plan --devices 1000, or: iot-sim plan --devices fleet.csv',
    });
  }
  const choice = readFleetFlags(flags, io);
  const resolved = await resolveFlags({ ...flags, devices: undefined }, io);
  const print = printOptions(flags, io);
  const made = makePlan({ resolved, choice }, io);
  const badLines = describeBadLines(made.issues);
  if (badLines !== undefined) warn(io, print, badLines);
  const isMeasured = flags['measure'] !== false;
  if (isMeasured) tell(io, print, 'measuring this machine, which takes about three seconds');
  const machine = isMeasured ? await machineFor(made, choice, io) : { machine: null };
  const line = lineOf(made, { choice, machine }, io);
  const { stdout } = io;
  if (print.json) stdout.write(`${JSON.stringify(line)}\n`);
  else if (!print.quiet)
    stdout.write(
      describePlan(line, { choice, columns: stdout.columns, paint: colors(stdout, print.isColored) }),
    );
  return line.fits ? EXIT.done : EXIT.missing;
}

/** What this machine can do of a plan. That it cannot be measured is no reason to keep the rest back. */
async function machineFor(
  { entries, here, make }: FleetPlan,
  { connections, workers }: FleetFlags,
  io: Io,
): Promise<Pick<PlanLine, 'machine' | 'problem'>> {
  const { clock, stop } = io;
  if (entries.length === 0) return { machine: null, problem: 'no device of the fleet runs here' };
  try {
    const measure = await measureMachine({ entries, connections, make, clock, stop });
    return { machine: planMachine({ ...here, workers }, measure, machineParts()) };
  } catch (error) {
    if (stop.aborted) throw new SimError('STOPPED', 'Stopped before the plan was made.', { cause: error });
    return { machine: null, problem: (error as Error).message };
  }
}

function lineOf(
  { load, here, messages, bytes, limits }: FleetPlan,
  { choice: { shard }, machine }: { choice: FleetFlags; machine: Pick<PlanLine, 'machine' | 'problem'> },
  io: Io,
): PlanLine {
  const isOver = limits.some(({ verdict }) => verdict === 'over');
  const isTooMuch = machine.machine?.verdict === 'over' || machine.machine?.memory === 'over';
  return {
    type: 'plan',
    at: io.clock.now(),
    fits: !isOver && !isTooMuch,
    shard: shard === undefined ? null : `${shard.index + 1}/${shard.count}`,
    load,
    here,
    messages,
    bytes,
    limits,
    ...machine,
  };
}

import type { SimEvent, Summary } from '../engine/events.ts';
import { type DeviceRun, runDevice } from '../engine/run-device.ts';
import { ERRORS, EXIT, type ExitCode, SimError } from '../errors.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import { chooseReporter } from './reporters/index.ts';
import type { Reporter } from './reporters/reporter.ts';
import type { Session } from './session.ts';
import { warn } from './tell.ts';

/** Runs a session's device and reports what happens; closes the outbox of the run whatever happens. */
export async function runSession(
  session: Session,
  {
    flags,
    io,
    run,
    isReported = () => true,
    report = chooseReporter,
    nextRun = 'the next run, or for: iot-sim outbox flush',
    afterwards = async () => {},
  }: {
    flags: Flags;
    io: Io;
    run: Omit<DeviceRun, 'model' | 'emit' | 'stop'>;
    /** Which events people are shown; with --json all are. */
    isReported?: (event: SimEvent) => boolean;
    /** Makes what turns events into text. */
    report?: typeof chooseReporter;
    /** What sends that which waits at the end, for people. */
    nextRun?: string;
    /** What is done once the run is over, while outbox and session are still open. */
    afterwards?: () => Promise<void>;
  },
): Promise<ExitCode> {
  const print = printOptions(flags, io);
  let reporter: Reporter | undefined;
  let isDataRefused = false;
  const emit = (event: SimEvent): void => {
    isDataRefused ||= event.type === 'refused';
    isDataRefused ||= event.type === 'dropped' && ERRORS[event.error].exitCode === EXIT.dataRefused;
    if (print.json || isReported(event)) reporter?.emit(event);
  };
  const tellKept = (outbox: Outbox): void => {
    const pending = outbox.size();
    if (!outbox.isKept || pending === 0) return;
    const readings = pending === 1 ? 'reading waits' : 'readings wait';
    warn(io, print, `${pending} ${readings} in the outbox for ${nextRun}`);
  };
  try {
    reporter = await report(io, session.model, print);
    const summary = await runDevice({ ...run, model: session.model, stop: io.stop, emit });
    await afterwards();
    refuseLoss(summary, { stop: io.stop, isKept: run.outbox?.isKept === true });
    // Refused data tells more than undelivered data, so it goes first.
    if (isDataRefused) return EXIT.dataRefused;
    return summary.dropped + summary.pending > 0 ? EXIT.undelivered : EXIT.done;
  } finally {
    reporter?.close();
    if (run.outbox !== undefined) tellKept(run.outbox);
    await run.outbox?.close();
  }
}

/** @throws SimError STOPPED where a stop left readings on their way, or came before there were any */
function refuseLoss(
  { taken, sent, pending }: Summary,
  { stop, isKept }: { stop: AbortSignal; isKept: boolean },
): void {
  if (!stop.aborted || (isKept && pending > 0)) return;
  if (taken + sent === 0) throw new SimError('STOPPED', 'Stopped before anything was reported.');
  if (pending > 0) {
    const readings = pending === 1 ? 'reading was' : 'readings were';
    throw new SimError('STOPPED', `Stopped while ${pending} ${readings} on the way and not confirmed.`);
  }
}

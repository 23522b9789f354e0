import type { SimEvent, Summary } from '../engine/events.ts';
import { type DeviceRun, runDevice } from '../engine/run-device.ts';
import { ERRORS, EXIT, type ExitCode, SimError } from '../errors.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import { chooseReporter } from './reporters/index.ts';
import type { Reporter } from './reporters/reporter.ts';
import type { Session } from './session.ts';

/** Runs a session's device and reports what happens; closes the session whatever happens. */
export async function runSession(
  session: Session,
  {
    flags,
    io,
    run,
    isReported = () => true,
  }: {
    flags: Flags;
    io: Io;
    run: Omit<DeviceRun, 'model' | 'emit' | 'stop'>;
    /** Which events people are shown; with --json all are. */
    isReported?: (event: SimEvent) => boolean;
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
  try {
    reporter = await chooseReporter(io, session.model, print);
    const summary = await runDevice({ ...run, model: session.model, stop: io.stop, emit });
    refuseLoss(summary, io.stop);
    // Refused data tells more than undelivered data, so it goes first.
    if (isDataRefused) return EXIT.dataRefused;
    return summary.dropped + summary.pending > 0 ? EXIT.undelivered : EXIT.done;
  } finally {
    reporter?.close();
    await session.close();
  }
}

/** @throws SimError STOPPED where a stop left readings on their way, or came before there were any */
function refuseLoss({ taken, pending }: Summary, stop: AbortSignal): void {
  if (!stop.aborted) return;
  if (taken === 0) throw new SimError('STOPPED', 'Stopped before anything was reported.');
  if (pending > 0) {
    const readings = pending === 1 ? 'reading was' : 'readings were';
    throw new SimError('STOPPED', `Stopped while ${pending} ${readings} on the way and not confirmed.`);
  }
}

import type { SimEvent, Summary } from '../engine/events.ts';
import { type DeviceRun, runDevice } from '../engine/run-device.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import { chooseReporter } from './reporters/index.ts';
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
  const reporter = await chooseReporter(io, session.model, print);
  try {
    const summary = await runDevice({
      ...run,
      model: session.model,
      stop: io.stop,
      emit: (event) => {
        if (print.json || isReported(event)) reporter.emit(event);
      },
    });
    return exitCode(summary);
  } finally {
    reporter.close();
    await session.close();
  }
}

/** Refused data tells more than undelivered data, so it goes first. */
function exitCode({ refused, dropped, pending }: Summary): ExitCode {
  if (refused > 0) return EXIT.dataRefused;
  return dropped + pending > 0 ? EXIT.undelivered : EXIT.done;
}

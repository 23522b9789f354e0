import { DEFAULT_DRAIN_PER_SECOND } from '../../engine/pace.ts';
import { noReadings } from '../../engine/source.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { openDeviceOutbox } from '../device-outbox.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { runSession } from '../run-session.ts';
import { openSession, type Session } from '../session.ts';
import { tell } from '../tell.ts';

/** `iot-sim outbox flush`: delivers what waits, as a run that takes no readings. */
export async function outboxFlush(flags: Flags, io: Io): Promise<ExitCode> {
  const session = await openSession(flags, io);
  try {
    return await flush(session, flags, io);
  } finally {
    await session.close();
  }
}

async function flush(session: Session, flags: Flags, io: Io): Promise<ExitCode> {
  const outbox = await openDeviceOutbox(session, flags, io);
  if (outbox.size() === 0) {
    tell(io, printOptions(flags, io), 'Nothing waits.');
    await outbox.close();
    return EXIT.done;
  }
  const { drainRate, drain, grace: graceMs } = session.resolved.settings;
  return runSession(session, {
    flags,
    io,
    run: {
      client: session.client,
      source: noReadings,
      authenticateFirst: true,
      outbox,
      drainPerSecond: drainRate ?? DEFAULT_DRAIN_PER_SECOND,
      drain,
      graceMs,
    },
  });
}

import { formatDuration } from '../../config/duration.ts';
import { drainPerSecondFor } from '../../engine/pace.ts';
import { EXIT, type ExitCode, type SimError } from '../../errors.ts';
import { openDeviceOutbox } from '../device-outbox.ts';
import { type Flags, printOptions, refuseBoth } from '../flags.ts';
import type { Io } from '../io.ts';
import { openSource } from '../open-source.ts';
import type { OpenedSource } from '../opened-source.ts';
import { openRecorder } from '../record.ts';
import { runSession } from '../run-session.ts';
import { openSession, type Session } from '../session.ts';
import { tell, warn } from '../tell.ts';
import { warnOfPace } from '../warn-of-pace.ts';

/** `iot-sim publish`: reports readings on an interval until its end or Ctrl-C. */
export async function publish(flags: Flags, io: Io): Promise<ExitCode> {
  if (flags['outbox'] !== false) refuseBoth(flags, 'local', 'outbox');
  const session = await openSession(flags, io);
  try {
    const opened = await openSource(session, flags, io);
    try {
      return await publishFrom(session, opened, { flags, io });
    } finally {
      opened.close();
    }
  } finally {
    await session.close();
  }
}

async function publishFrom(
  session: Session,
  { source, words, pace, perSecond, ...opened }: OpenedSource,
  { flags, io }: { flags: Flags; io: Io },
): Promise<ExitCode> {
  const { resolved, client } = session;
  const { productKey, deviceName } = client.device;
  const { count, duration: durationMs, record } = resolved.settings;
  const print = printOptions(flags, io);
  const end =
    count !== undefined
      ? `${count} ${count === 1 ? 'reading' : 'readings'}`
      : durationMs !== undefined
        ? `for ${formatDuration(durationMs)}`
        : opened.end;
  tell(io, print, `${productKey}/${deviceName} reports to ${session.target}`);
  tell(io, print, `${pace}, ${end}, ${words}`);
  warnOfPace(io, print, {
    isRemote: session.isRemote,
    perSecond,
    words: `${Math.round(perSecond)} readings a second`,
  });
  const { outboxLimit, whenFull, drainRate, drain, grace: graceMs } = resolved.settings;
  if (drainRate !== undefined && drainRate <= perSecond) {
    warn(io, print, 'A backlog will not shrink: --drain-rate is no more than the readings that are taken.');
  }
  const verification = flags['verify'] === true ? await import('../verify-session.ts') : undefined;
  await verification?.requireEmulator(session, io);
  const recorder =
    record === undefined ? undefined : await openRecorder(session, { file: record, flags, io });
  let exitCode: ExitCode;
  let unrecorded: SimError | undefined;
  try {
    const outbox = await openDeviceOutbox(session, flags, io);
    // What earlier runs delivered is theirs to compare, what they left is delivered by this one. Readings that keep
    // their times may be older than any of these.
    const fromMs =
      flags['keepTimes'] === true ? undefined : Math.min(outbox.oldestAtMs() ?? Infinity, io.clock.now());
    exitCode = await runSession(session, {
      flags,
      io,
      afterwards: async () => verification?.verifySession(session, outbox, { flags, io, fromMs }),
      run: {
        client,
        source,
        outbox: recorder?.watch(outbox) ?? outbox,
        outboxLimit,
        whenFull,
        drainPerSecond: drainRate ?? drainPerSecondFor(perSecond),
        drain,
        graceMs,
        ...opened.delivery,
      },
    });
  } finally {
    unrecorded = await recorder?.close();
  }
  if (unrecorded !== undefined && exitCode === EXIT.done) throw unrecorded;
  return exitCode;
}

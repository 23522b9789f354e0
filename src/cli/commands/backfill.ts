import { formatDuration } from '../../config/duration.ts';
import { backfilled, countTimes, numberAfter, type PastTimes } from '../../engine/backfill-source.ts';
import { take } from '../../engine/take.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { seedUses } from '../../readings/create-generators.ts';
import { type BackfillOutbox, openBackfillOutbox } from '../backfill/outbox.ts';
import { type BackfillPlan, readBackfillPlan } from '../backfill/plan.ts';
import { createProgress } from '../backfill/progress.ts';
import { backfillReporter } from '../backfill/reporter.ts';
import { describeChange, describePace, utcTime } from '../backfill/words.ts';
import { type Flags, printOptions, refuseBoth } from '../flags.ts';
import type { Io } from '../io.ts';
import { openGenerators } from '../open-generators.ts';
import { chooseReporter } from '../reporters/index.ts';
import { plainReporter } from '../reporters/plain.ts';
import { runSession } from '../run-session.ts';
import { openSession, type Session } from '../session.ts';
import { tell } from '../tell.ts';
import { warnOfPace } from '../warn-of-pace.ts';

/** So many readings are made ahead of the platform: enough for the largest history reports. */
const MOST_AHEAD = 1_000;

/** `iot-sim backfill`: reports readings of the past; run again, it goes on where it was. */
export async function backfill(flags: Flags, io: Io): Promise<ExitCode> {
  refuseBoth(flags, 'local', 'outbox');
  const plan = readBackfillPlan(flags, io.clock.now());
  const session = await openSession(flags, io);
  try {
    const verification = flags['verify'] === true ? await import('../verify-session.ts') : undefined;
    await verification?.requireEmulator(session, io);
    const opened = await openBackfillOutbox(session, { plan, flags, io });
    try {
      return await backfillInto(opened, { session, plan, verification, flags, io });
    } finally {
      await opened.outbox.close();
    }
  } finally {
    await session.close();
  }
}

async function backfillInto(
  { outbox, fromMs, seed }: BackfillOutbox,
  {
    session,
    plan,
    verification,
    flags,
    io,
  }: {
    session: Session;
    plan: BackfillPlan;
    verification: typeof import('../verify-session.ts') | undefined;
    flags: Flags;
    io: Io;
  },
): Promise<ExitCode> {
  const { everyMs, untilMs, via, perSecond } = plan;
  const { client, model, resolved } = session;
  const times: PastTimes = { fromMs, everyMs, untilMs };
  const taken = (): number => numberAfter(outbox.newest()?.takenAtMs, times);
  const settled = (): number => taken() - outbox.size();
  const newest = outbox.newest();
  const first = taken();
  const total = Math.max(first, countTimes(times)); // an earlier run may have had a later end
  const print = printOptions(flags, io);
  const say = (message: string): void => tell(io, print, message);
  const lastMs = fromMs + (total - 1) * everyMs;
  if (settled() === total) {
    say(`Nothing to send: this backfill is complete, ${total} readings up to ${utcTime(lastMs)}`);
    await verification?.verifySession(session, outbox, { flags, io });
    return EXIT.done;
  }

  const { generators, words } = openGenerators(session, seed);
  const left = total - settled();
  say(`${client.device.productKey}/${client.device.deviceName} reports the past to ${session.target}`);
  const span = `from ${utcTime(fromMs)} to ${utcTime(lastMs)}`;
  say(`${total} readings, every ${formatDuration(everyMs)} ${span}, ${words}`);
  if (newest !== undefined) say(`goes on where it was: ${left} of them are left`);
  say(describePace(plan, { left, properties: model.properties.size }));
  if (resolved.faults.length > 0)
    say('a backfill does no sensor faults; those of the configuration are left out');
  warnOfPace(io, print, {
    isRemote: session.isRemote,
    perSecond,
    words: `${perSecond} messages a second`,
  });

  const progress = createProgress({ total, done: settled(), nowMs: io.clock.now() });
  const fromTimeMs = outbox.oldestAtMs() ?? fromMs + first * everyMs;
  const exitCode = await runSession(session, {
    flags,
    io,
    report: async () =>
      print.json
        ? chooseReporter(io, model, print)
        : backfillReporter(plainReporter(io, model, print), { io, print, progress }),
    nextRun: 'the same command',
    async afterwards() {
      const next = outbox.isKept ? '; the same command goes on' : '';
      if (settled() < total) say(`${settled()} of ${total} readings are settled${next}`);
      await verification?.verifySession(session, outbox, { flags, io, fromMs: fromTimeMs });
    },
    run: {
      client,
      source: backfilled({
        generators,
        times,
        first,
        isDrawn: seedUses(model, { specs: resolved.readings, climate: resolved.climate }).has('draws'),
        checkEarlier: newest && ((earlier) => describeChange(newest, take(model, earlier, { clamp: true }))),
      }),
      outbox,
      outboxLimit: { count: MOST_AHEAD },
      whenFull: 'wait',
      isAlwaysPaced: true,
      drainPerSecond: perSecond,
      drain: via,
      graceMs: resolved.settings.grace,
    },
  });
  return exitCode === EXIT.done && settled() < total ? EXIT.undelivered : exitCode;
}

import { resolve } from 'node:path';
import { formatDuration } from '../../config/duration.ts';
import { readTextFile } from '../../config/load.ts';
import { constantPace, DEFAULT_INTERVAL_MS, drainPerSecondFor } from '../../engine/pace.ts';
import { type ExitCode, SimError } from '../../errors.ts';
import { formatIssues } from '../../issues.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { randomSeed } from '../../random.ts';
import type { Replay } from '../../readings/replay.ts';
import { uniformGenerators } from '../../readings/uniform.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { openDeviceOutbox } from '../device-outbox.ts';
import { type Flags, printOptions, refuseBoth } from '../flags.ts';
import type { Io } from '../io.ts';
import { runSession } from '../run-session.ts';
import { openSession } from '../session.ts';
import { tell, warn } from '../tell.ts';

/** `iot-sim publish`: reports readings on an interval until its end or Ctrl-C. */
export async function publish(flags: Flags, io: Io): Promise<ExitCode> {
  refuseBoth(flags, 'replay', 'seed');
  if (flags['outbox'] !== false) refuseBoth(flags, 'local', 'outbox');
  const session = await openSession(flags, io);
  const { model, resolved, client } = session;
  const { interval: intervalMs = DEFAULT_INTERVAL_MS, count, duration: durationMs } = resolved.settings;
  const file = resolved.settings.replay;
  const replay = file === undefined ? undefined : await openReplay(resolve(io.cwd, file), model);
  const seed = resolved.settings.seed ?? randomSeed();
  const device = client.device.deviceName;
  const generators =
    replay?.generators ?? uniformGenerators(model, { seed, device, narrowings: resolved.narrowings });
  const last = replay ? Math.min(replay.count, count ?? replay.count) : count;

  const print = printOptions(flags, io);
  const end =
    last !== undefined
      ? `${last} ${last === 1 ? 'reading' : 'readings'}`
      : durationMs !== undefined
        ? `for ${formatDuration(durationMs)}`
        : 'until Ctrl-C';
  const values = replay ? `replaying ${file}` : `seed ${seed}`;
  tell(io, print, `${client.device.productKey}/${device} reports to ${session.target}`);
  tell(io, print, `every ${formatDuration(intervalMs)}, ${end}, ${values}`);
  const perSecond = 1_000 / intervalMs;
  if (session.isRemote && perSecond > LIMITS.messagesPerSecond) {
    warn(
      io,
      print,
      `${Math.round(perSecond)} readings a second: the platform takes ${LIMITS.messagesPerSecond} of a device.`,
    );
  }
  if (replay && replay.unused.length > 0)
    tell(io, print, `columns not in the model: ${replay.unused.join(', ')}`);

  const { outboxLimit, whenFull, drainRate, drain, grace: graceMs } = resolved.settings;
  if (drainRate !== undefined && drainRate <= perSecond) {
    warn(io, print, 'A backlog will not shrink: --drain-rate is no more than the readings that are taken.');
  }
  const verification = flags['verify'] === true ? await import('../verify-session.ts') : undefined;
  await verification?.requireEmulator(session, io);
  const outbox = await openDeviceOutbox(session, flags, io);
  // What earlier runs delivered is theirs to compare; what they left is delivered by this one.
  const fromMs = outbox.oldestAtMs() ?? io.clock.now();
  return runSession(session, {
    flags,
    io,
    afterwards: async () => verification?.verifySession(session, outbox, { flags, io, fromMs }),
    run: {
      client,
      generators,
      pace: constantPace({ intervalMs, count: last, durationMs }),
      outbox,
      outboxLimit,
      whenFull,
      drainPerSecond: drainRate ?? drainPerSecondFor(perSecond),
      drain,
      graceMs,
    },
  });
}

async function openReplay(path: string, model: ThingModel): Promise<Replay> {
  const text = readTextFile(path, 'recording');
  const { parseReplay } = await import('../../readings/csv.ts');
  const parsed = parseReplay(model, text);
  if ('replay' in parsed) return parsed.replay;
  const shown = parsed.issues.slice(0, 20);
  const more = parsed.issues.length - shown.length;
  const rest = more > 0 ? `\n  and ${more} more` : '';
  throw new SimError('REPLAY_INVALID', `${path} cannot be replayed:\n${formatIssues(shown)}${rest}`);
}

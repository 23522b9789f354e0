import { formatDuration } from '../config/duration.ts';
import { constantPace, DEFAULT_INTERVAL_MS } from '../engine/pace.ts';
import { drawn } from '../engine/source.ts';
import { randomSeed } from '../random.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { openGenerators } from './open-generators.ts';
import type { OpenedSource } from './opened-source.ts';
import { refuseReplayFlags } from './replay-flags.ts';
import type { Session } from './session.ts';
import type { SourceSpoiler } from './spoil-source.ts';

/** Opens what the settings of `publish` say: drawn readings, or recorded ones. */
export async function openSource(session: Session, flags: Flags, io: Io): Promise<OpenedSource> {
  const { resolved } = session;
  const {
    interval: intervalMs = DEFAULT_INTERVAL_MS,
    count,
    duration: durationMs,
    replay,
  } = resolved.settings;
  refuseReplayFlags(flags, replay);
  const isSpoilt = flags['fault'] !== undefined || resolved.faults.length > 0; // most runs are not
  const spoil = isSpoilt ? (await import('./spoil-source.ts')).sourceSpoiler(session, flags) : asItIs;
  if (replay !== undefined) {
    const { openReplay } = await import('./open-replay.ts');
    const opened = await openReplay(session, { replay, flags, io });
    return spoil(opened, resolved.settings.seed ?? randomSeed());
  }
  const { generators, words, seed } = openGenerators(session);
  const opened: OpenedSource = {
    source: drawn({ generators, pace: constantPace({ intervalMs, count, durationMs }) }),
    words,
    pace: `every ${formatDuration(intervalMs)}`,
    end: 'until Ctrl-C',
    perSecond: 1_000 / intervalMs,
    close() {},
  };
  return spoil(opened, seed);
}

const asItIs: SourceSpoiler = (opened) => opened;

import { resolve } from 'node:path';
import { readTextFile } from '../config/load.ts';
import { constantPace, DEFAULT_INTERVAL_MS } from '../engine/pace.ts';
import { drawn, type Source } from '../engine/source.ts';
import { SimError } from '../errors.ts';
import { formatIssues } from '../issues.ts';
import { randomSeed } from '../random.ts';
import type { Replay } from '../readings/replay.ts';
import { uniformGenerators } from '../readings/uniform.ts';
import type { ThingModel } from '../tsl/model.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import type { Session } from './session.ts';
import { tell } from './tell.ts';

/** Where a run's readings come from, and how people are told. */
interface OpenedSource {
  readonly source: Source;
  /** Such as `seed 1f2e3d4c` or `replaying june.csv`. */
  readonly words: string;
}

/** Opens what the settings of `publish` say: drawn readings, or recorded ones. */
export async function openSource(session: Session, flags: Flags, io: Io): Promise<OpenedSource> {
  const { model, resolved, client } = session;
  const {
    interval: intervalMs = DEFAULT_INTERVAL_MS,
    count,
    duration: durationMs,
    replay,
  } = resolved.settings;
  if (replay !== undefined) {
    const { generators, count: rows, unused } = await openReplay(resolve(io.cwd, replay), model);
    if (unused.length > 0)
      tell(io, printOptions(flags, io), `columns not in the model: ${unused.join(', ')}`);
    const pace = constantPace({ intervalMs, count: Math.min(rows, count ?? rows), durationMs });
    return { source: drawn({ generators, pace }), words: `replaying ${replay}` };
  }
  const seed = resolved.settings.seed ?? randomSeed();
  const device = client.device.deviceName;
  const generators = uniformGenerators(model, { seed, device, narrowings: resolved.narrowings });
  return {
    source: drawn({ generators, pace: constantPace({ intervalMs, count, durationMs }) }),
    words: `seed ${seed}`,
  };
}

async function openReplay(path: string, model: ThingModel): Promise<Replay> {
  const text = readTextFile(path, 'recording');
  const { parseReplay } = await import('../readings/csv.ts');
  const parsed = parseReplay(model, text);
  if ('replay' in parsed) return parsed.replay;
  const shown = parsed.issues.slice(0, 20);
  const more = parsed.issues.length - shown.length;
  const rest = more > 0 ? `\n  and ${more} more` : '';
  throw new SimError('REPLAY_INVALID', `${path} cannot be replayed:\n${formatIssues(shown)}${rest}`);
}

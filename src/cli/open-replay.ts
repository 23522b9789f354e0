import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { formatDuration } from '../config/duration.ts';
import { didYouMean } from '../config/nearest.ts';
import { DEFAULT_DRAIN_PER_SECOND, DEFAULT_INTERVAL_MS } from '../engine/pace.ts';
import { replayed } from '../engine/replay-source.ts';
import type { DeviceRun } from '../engine/run-device.ts';
import { SimError } from '../errors.ts';
import { type ColumnNames, timeNames } from '../readings/columns.ts';
import { readRecording } from '../readings/read-recording.ts';
import { formatByName, type Recording } from '../readings/recording.ts';
import type { ThingModel } from '../tsl/model.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import type { OpenedSource } from './opened-source.ts';
import type { Session } from './session.ts';
import { tell } from './tell.ts';

/** The name of standard input. */
const STDIN = '-';

/** A recording can wait for the platform, so that nothing is given up; so many rows are read ahead of it. */
const WAITING = { whenFull: 'wait', outboxLimit: { count: 1000 } } as const;

/** Opens the recording that the settings name; of one that cannot be replayed nothing is sent. */
export async function openReplay(
  session: Session,
  { replay, flags, io }: { replay: string; flags: Flags; io: Io },
): Promise<OpenedSource> {
  const { model, isRemote, resolved } = session;
  const { interval, count, duration: durationMs, drainRate } = resolved.settings;
  const isInterval = flags['interval'] !== undefined; // a flag wins over a variable
  const speed = isInterval ? undefined : resolved.settings.speed;
  const isAtOnce = speed === Number.POSITIVE_INFINITY;
  const keepsTimes = flags['keepTimes'] === true;
  const isLoop = flags['loop'] === true;
  const names = readMap(flags, model);
  const name = replay === STDIN ? 'standard input' : replay;
  if (replay === STDIN && isLoop) {
    throw new SimError('USAGE', 'Standard input has no front to begin again from.', {
      hint: 'Leave out --loop, or write what comes to a file and replay that.',
    });
  }
  const closed = new AbortController();
  const open = (): Promise<Recording> =>
    readRecording(readPieces(replay, io, closed.signal), {
      name: replay === STDIN ? name : resolve(io.cwd, replay),
      model,
      names,
      needsTime: keepsTimes || (speed !== undefined && !isAtOnce),
      format: formatByName(replay),
    });

  let first: Recording | undefined;
  try {
    first = await open();
  } catch (error) {
    closed.abort();
    throw error;
  }
  const { unused } = first;
  if (unused.length > 0) tell(io, printOptions(flags, io), `columns not in the model: ${unused.join(', ')}`);

  const intervalMs = interval ?? DEFAULT_INTERVAL_MS;
  return {
    source: replayed({
      name,
      async open(signal) {
        if (first === undefined) return (await open()).rows;
        const { rows } = first;
        first = undefined;
        signal.addEventListener('abort', () => closed.abort(), { once: true });
        return rows;
      },
      timing: speed === undefined ? { intervalMs } : { speed },
      count,
      durationMs,
      keepsTimes,
      isLoop,
      isStrict: flags['strict'] === true,
    }),
    words: `replaying ${name}`,
    pace: speed === undefined ? `every ${formatDuration(intervalMs)}` : describeSpeed(speed),
    end: isLoop ? 'until Ctrl-C' : 'until its end',
    perSecond: speed === undefined ? 1_000 / intervalMs : 0,
    delivery: {
      ...(speed === undefined && !keepsTimes ? {} : WAITING),
      ...(speed === undefined ? {} : paceOf(drainRate, isRemote)),
    },
    close: () => closed.abort(),
  };
}

function describeSpeed(speed: number): string {
  return speed === Number.POSITIVE_INFINITY
    ? 'as fast as the platform takes it'
    : `at ${speed}x the recorded pace`;
}

/** A recording may be faster than the platform allows, and a device that asks too much is refused. */
function paceOf(drainRate: number | undefined, isRemote: boolean): Partial<DeviceRun> {
  return {
    isAlwaysPaced: isRemote || drainRate !== undefined,
    drainPerSecond: drainRate ?? (isRemote ? DEFAULT_DRAIN_PER_SECOND : Number.POSITIVE_INFINITY),
  };
}

/**
 * What a file holds, or standard input; nothing more once the signal aborts.
 * @throws SimError FILE_UNREADABLE; the reason of `io.stop` where that comes first
 */
async function* readPieces(replay: string, io: Io, signal: AbortSignal): AsyncGenerator<Uint8Array | string> {
  const path = resolve(io.cwd, replay);
  try {
    if (replay !== STDIN) yield* createReadStream(path, { signal: AbortSignal.any([signal, io.stop]) });
    else {
      signal.addEventListener('abort', () => io.streams.stdin.destroy(), { once: true });
      yield* io.readStdin();
    }
  } catch (error) {
    if (signal.aborted) return;
    if (io.stop.aborted) throw io.stop.reason;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const what = replay === STDIN ? 'Standard input' : `The recording ${path}`;
    throw new SimError('FILE_UNREADABLE', `${what} cannot be read (${code}).`, {
      cause: error,
    });
  }
}

/** What `--map temperature=temp_c` says. */
function readMap(flags: Flags, model: ThingModel): ColumnNames {
  const names = new Map<string, string>();
  const known = [...model.properties.keys(), ...timeNames(model)];
  for (const text of (flags['map'] as string[] | undefined) ?? []) {
    const [name = '', ...rest] = text.split('=');
    const column = rest.join('=').trim();
    const fail = (message: string): SimError =>
      new SimError('USAGE', `--map ${text}: ${message}`, {
        hint: 'Write the property and its column, such as temperature=temp_c, or time=ts.',
      });
    if (name.trim() === '' || column === '') throw fail('this is not property=column.');
    if (!known.includes(name.trim())) {
      const near = didYouMean(name, known) || ` It has ${known.join(', ')}.`;
      throw fail(`the model has no property ${name}.${near}`);
    }
    if (names.has(name.trim())) throw fail(`${name} is given twice.`);
    names.set(name.trim(), column);
  }
  return names;
}

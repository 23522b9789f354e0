import { SimError } from '../errors.ts';
import { type Flags, refuseBoth } from './flags.ts';
import { collect } from './shape.ts';

/** The flags of a replay that are no settings. */
export const REPLAY_OPTIONS = [
  ['--map <id=column>', 'the column of a property, or of the time, in a replay; may be repeated', collect],
  ['--keep-times', 'replay each reading with the time it was recorded at'],
  ['--loop', 'replay from the front again at the end'],
  ['--strict', 'end a replay at the first bad row, instead of leaving it out'],
] as const;

/** Refuses flags that are of use with a recording alone where there is none, and those that contradict each other. */
export function refuseReplayFlags(flags: Flags, replay: string | undefined): void {
  const useless = Object.entries({
    '--speed': flags['speed'],
    '--map': flags['map'],
    '--keep-times': flags['keepTimes'],
    '--loop': flags['loop'],
    '--strict': flags['strict'],
  }).find(([, value]) => value !== undefined);
  if (replay === undefined && useless !== undefined) {
    throw new SimError('USAGE', `${useless[0]} says how to replay, and there is no --replay.`, {
      hint: 'Give the file too: --replay june.csv',
    });
  }
  for (const flag of ['profile', 'site']) refuseBoth(flags, 'replay', flag);
  refuseBoth(flags, 'speed', 'interval');
  refuseBoth(flags, 'keep-times', 'loop');
  for (const flag of ['speed', 'keep-times']) {
    for (const other of ['when-full', 'outbox-limit']) refuseBoth(flags, flag, other); // it waits for room
  }
}

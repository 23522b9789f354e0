import { LIMITS } from '../protocol/limits.ts';
import type { PrintOptions } from './flags.ts';
import type { Io } from './io.ts';
import { warn } from './tell.ts';

/** What one device is to send, and where to. */
interface PlannedPace {
  readonly isRemote: boolean;
  readonly perSecond: number;
  /** The same for people, such as `33 readings a second`. */
  readonly words: string;
}

/** Warns where a platform on another machine is to get more of a device than it takes. */
export function warnOfPace(io: Io, print: PrintOptions, { isRemote, perSecond, words }: PlannedPace): void {
  const most = LIMITS.messagesPerSecond;
  if (isRemote && perSecond > most) warn(io, print, `${words}: the platform takes ${most} of a device.`);
}

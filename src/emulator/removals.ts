import { type DeviceIdentity, deviceText } from '../protocol/topic.ts';
import { HISTORY } from './history.ts';
import { LOG } from './log.ts';
import { keysUnder } from './store/retention.ts';
import type { Change, KeyRange, Store } from './store/store.ts';

/** Where it stands what of history and log is being removed, so that a process that is killed meanwhile leaves nothing. */
const REMOVALS = { from: 'removal/', to: 'removal0' } as const;

/** Stands for all devices, and for requests of none. */
const ALL = 'all';

/** A removal under way: what is kept before it begins, and what is kept once it is done. */
export interface Removal {
  readonly begin: Change;
  readonly end: Change;
}

/**
 * The removal of what a device left in history and log, or of all that is there.
 * @param seq what has an earlier one goes
 */
export function removalOf(device: DeviceIdentity | undefined, seq: string): Removal {
  const key = REMOVALS.from + (device === undefined ? ALL : deviceText(device));
  return { begin: { type: 'put', key, value: seq }, end: { type: 'del', key } };
}

/** Finishes what an earlier process began to remove and could not. What was written since then stays. */
export async function finishRemovals(store: Store): Promise<void> {
  for await (const [key, seq] of store.entries(REMOVALS)) {
    const name = key.slice(REMOVALS.from.length);
    for (const range of [HISTORY, LOG]) {
      await store.remove(rangeOf(range, name), (other) => seqOf(other) < seq);
    }
    await store.write([{ type: 'del', key }]);
  }
}

function rangeOf(range: KeyRange, name: string): KeyRange {
  return name === ALL ? range : keysUnder(`${range.from}${name}/`);
}

/** The end of a key: the sequence's text, in the history with a number behind it. */
function seqOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

import type { Random } from '../random.ts';
import { LIMITS } from './limits.ts';

const DAY_MS = 24 * 60 * 60_000;
const IDS_A_DAY = LIMITS.messageId + 1;
const IDS_A_MS = Math.floor(IDS_A_DAY / DAY_MS);

/**
 * Gives message ids: decimal text in 0..4294967295 that no run of the same device repeats within a day, as the
 * Alink document asks. An id is the place of its moment in the day, 49 ids to the millisecond, one of them drawn;
 * ids of one run always rise until the day ends. So nothing need be remembered between runs.
 */
export function createMessageIds(random: Random): (nowMs: number) => string {
  let last = -1;
  return (nowMs) => {
    const day = Math.floor(nowMs / DAY_MS);
    const inDay = (nowMs - day * DAY_MS) * IDS_A_MS + Math.floor(random() * IDS_A_MS);
    last = Math.max(last + 1, day * IDS_A_DAY + inDay);
    return String(last % IDS_A_DAY);
  };
}

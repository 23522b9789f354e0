import { beijingTime } from '../beijing-time.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2019-02-20T02:16:09.000Z`; empty for a time that never was. */
export function utcText(timeMs: number | undefined): string {
  return timeMs === undefined ? '' : new Date(timeMs).toISOString();
}

/** `Wed, 20-Feb-2019 02:16:09 GMT`, as QueryDevice writes times. */
export function gmtText(timeMs: number): string {
  const date = new Date(timeMs);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]}, ${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} GMT`;
}

/**
 * `2018-08-06 10:47:50`, as QueryDeviceDetail writes times: in Beijing, going by its sample, where UtcCreate is eight
 * hours less. Empty for a time that never was.
 */
export function beijingText(timeMs: number | undefined): string {
  return timeMs === undefined ? '' : beijingTime(timeMs).slice(0, 19);
}

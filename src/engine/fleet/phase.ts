/** The golden ratio's fraction: its multiples fill an interval more evenly than any other number's, however many there are. */
const STEP = 0.618_033_988_749_894_9;

/**
 * When in its interval a device takes its readings, 0 up to the interval: spread so that any slice of a fleet, and any
 * share of it, makes an even load.
 * @param index the device's place in the whole fleet
 */
export function phaseOf(index: number, intervalMs: number): number {
  return ((index * STEP) % 1) * intervalMs;
}

import type { Device } from './registry/device.ts';

/** How many messages each device sent in this second of the clock. */
export interface RateLimit {
  /** Counts a message; true when it is beyond `limit` in its second. */
  isBeyond(device: Device, limit: number, nowMs: number): boolean;
}

/** Makes a rate limit that has counted nothing. */
export function createRateLimit(): RateLimit {
  let second = 0;
  const counts = new Map<Device, number>();
  return {
    isBeyond(device, limit, nowMs) {
      const now = Math.floor(nowMs / 1000);
      if (now !== second) {
        second = now;
        counts.clear();
      }
      const count = (counts.get(device) ?? 0) + 1;
      counts.set(device, count);
      return count > limit;
    },
  };
}

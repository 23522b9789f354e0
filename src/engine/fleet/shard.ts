import { type DeviceIdentity, deviceText } from '../../protocol/topic.ts';

/** A share of a fleet, for one of several processes that run it together. */
export interface Shard {
  /** Which one, from 0. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
}

/**
 * Whether a device is of this shard. Its name alone says so, not its place: lines added to the file or taken away move
 * no other device, and all processes agree without asking each other.
 */
export function isInShard(device: DeviceIdentity, { index, count }: Shard): boolean {
  return hashOf(deviceText(device)) % count === index;
}

/** FNV-1a of 32 bits over UTF-16 units, and the end of MurmurHash3: FNV alone lets the low bits follow the last letters. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

import type { Random } from '../random.ts';
import { LIMITS } from './limits.ts';

const DAY_MS = 24 * 60 * 60_000;
/** 50 ids a second for one run: more than the 30 messages a second that the platform takes of a device. */
const SLOT_MS = 20;
const SLOTS_A_DAY = DAY_MS / SLOT_MS;
const IDS_A_SLOT = Math.floor((LIMITS.messageId + 1) / SLOTS_A_DAY);

/**
 * Gives message ids: decimal text in 0..4294967295 that no run of the same device repeats within a day, as the
 * Alink document asks, unless it sends more than 50 a second. An id is the place of its moment in the day, so nothing need be remembered between runs; and each
 * run keeps to one of 994 tracks, so that two at the same time meet with a chance of 1 in 994 alone.
 */
export function createMessageIds(random: Random): (nowMs: number) => string {
  const track = messageIdTrack(random);
  let slot = -1;
  return (nowMs) => {
    slot = nextMessageSlot(slot, nowMs);
    return messageIdOf(slot, track);
  };
}

/** The track of a run: the same for all of its devices. */
export function messageIdTrack(random: Random): number {
  return Math.floor(random() * IDS_A_SLOT);
}

/** The slot of a device's next message. @param last that of its message before; -1 where there is none */
export function nextMessageSlot(last: number, nowMs: number): number {
  return Math.max(last + 1, Math.floor(nowMs / SLOT_MS));
}

/** The message id of a slot. */
export function messageIdOf(slot: number, track: number): string {
  const day = Math.floor(slot / SLOTS_A_DAY);
  return String((slot % SLOTS_A_DAY) * IDS_A_SLOT + ((track + day) % IDS_A_SLOT));
}

const BEIJING_OFFSET_MS = 8 * 60 * 60_000;

/** `2018-08-31 15:32:28.205`: local times of the documents' samples are eight hours ahead of UTC. */
export function beijingTime(timeMs: number): string {
  return new Date(timeMs + BEIJING_OFFSET_MS).toISOString().replace('T', ' ').replace('Z', '');
}

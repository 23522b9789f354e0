/** Which reading of which device. */
export interface ReadingKey {
  /** productKey/deviceName. */
  readonly device: string;
  /** Its place among the readings of its device, which counts on. */
  readonly number: number;
}

/** A reading as a fleet’s outbox has it. */
export interface KeptReading extends ReadingKey {
  /** As {@link writeRecord} writes it. */
  readonly text: string;
}

/** What waits of a device. */
export interface DeviceBacklog {
  /** productKey/deviceName. */
  readonly device: string;
  readonly count: number;
  /** How much the texts take, in characters; all but a few are bytes. */
  readonly bytes: number;
  /** The numbers of the oldest and of the newest; some between them may be gone. */
  readonly first: number;
  readonly last: number;
  /** When the oldest was taken, ms since 1970. */
  readonly sinceMs: number;
}

/**
 * The readings of a fleet that wait to be delivered: all of its devices in one. What goes in and out is plain data, so
 * that a thread can reach it by messages. All that it does may fail with SimError OUTBOX_UNUSABLE.
 */
export interface FleetOutbox {
  /** Keeps readings; resolves once they are safe from a power cut. */
  put(readings: readonly KeptReading[]): Promise<void>;
  /** Takes readings away that need not be kept any more. A power cut may bring them back. */
  remove(keys: readonly ReadingKey[]): Promise<void>;
  /** The oldest readings of a device behind a number, in order. */
  read(device: string, range: { readonly after: number; readonly most: number }): Promise<KeptReading[]>;
  /** What waited when it was opened: a line for each device of which something did. */
  waiting(): Promise<readonly DeviceBacklog[]>;
  close(): Promise<void>;
}

import type { DeviceRun } from '../engine/run-device.ts';
import type { Source } from '../engine/source.ts';

/** Where a run's readings come from, and how people are told. */
export interface OpenedSource {
  readonly source: Source;
  /** Such as `seed 1f2e3d4c` or `replaying june.csv`. */
  readonly words: string;
  /** When readings are taken, in words such as `every 5s`. */
  readonly pace: string;
  /** When it ends by itself, in words. */
  readonly end: string;
  /** Readings a second; 0 where nobody knows. */
  readonly perSecond: number;
  /** What the run does otherwise than the settings say. */
  readonly delivery?: Partial<DeviceRun>;
  /** Closes what it reads. */
  readonly close: () => void;
}

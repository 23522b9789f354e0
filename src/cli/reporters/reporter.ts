import type { SimEvent } from '../../engine/events.ts';

/** Turns the events of a run into something to read. */
export interface Reporter {
  /** Must not block or throw. */
  emit(event: SimEvent): void;
  /** Takes away what should not stay on the screen. */
  close(): void;
}

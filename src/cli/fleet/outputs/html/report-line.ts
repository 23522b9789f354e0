import type { FleetLine } from '../../../reporters/fleet-schema.ts';

/** What a run says as data, as far as the page shows it; thresholds and readings of an earlier run where there are any. */
export type ReportLine = Omit<FleetLine, 'thresholds' | 'restored'> & {
  readonly thresholds?: readonly ThresholdRow[] | undefined;
  /** Readings that an earlier run left to be sent. @default 0 */
  readonly restored?: number | undefined;
};

/** A threshold that was set for the run, and what came of it. */
export interface ThresholdRow {
  /** As it was written, such as `p99>800ms`. */
  readonly text: string;
  readonly isCrossed: boolean;
  /** The figure that it was held against. */
  readonly actual: string;
}

import { type FleetReport, summarizeFleet } from '../../engine/fleet/report.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { progressLine } from '../progress-line.ts';
import { describeProgress } from './print-fleet.ts';

/** Shows how a fleet stands while it runs. */
interface FleetProgress {
  show(report: FleetReport): void;
  end(): void;
}

/** Opens the line that says how a fleet stands. */
export function showProgress(io: Io, print: PrintOptions): FleetProgress {
  let last = { sent: 0, durationMs: 0 };
  let text = 'starting';
  const line = progressLine(io, print, () => text);
  return {
    show(report) {
      const { sent, durationMs } = report;
      const perSecond = (1000 * (sent - last.sent)) / Math.max(1, durationMs - last.durationMs);
      last = { sent, durationMs };
      text = describeProgress(summarizeFleet(report), perSecond);
      line.update(io.clock.now());
    },
    end: line.close,
  };
}

import type { FleetSummary } from '../../engine/fleet/tally.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { progressLine } from '../progress-line.ts';
import { describeProgress } from './print-fleet.ts';

/** Shows how a fleet stands while it runs. */
interface FleetProgress {
  show(summary: FleetSummary): void;
  end(): void;
}

/** Opens the line that says how a fleet stands. @param target readings a second that there should be */
export function showProgress(io: Io, print: PrintOptions, target: number): FleetProgress {
  let last = { sent: 0, durationMs: 0 };
  let text = 'starting';
  const line = progressLine(io, print, () => text);
  return {
    show(summary) {
      const { sent, durationMs } = summary;
      const perSecond = (1000 * (sent - last.sent)) / Math.max(1, durationMs - last.durationMs);
      last = { sent, durationMs };
      text = describeProgress(summary, perSecond, target);
      line.update(io.clock.now());
    },
    end: line.close,
  };
}

import { type FleetReport, summarizeFleet } from '../../../engine/fleet/report/report.ts';
import type { PrintOptions } from '../../flags.ts';
import type { Io } from '../../io.ts';
import { progressLine } from '../../progress-line.ts';
import { showsLive } from '../../reporters/index.ts';
import type { FleetEnd } from './draw-fleet.ts';
import { type FleetProgress, liveView } from './live-view.ts';
import { describeProgress } from './print-fleet.ts';
import { addSample, rateNow, type Sample } from './rates.ts';

/** Opens what says how a fleet stands: a view on a terminal, elsewhere a line now and then. */
export function showProgress(io: Io, { print, end }: { print: PrintOptions; end: FleetEnd }): FleetProgress {
  return showsLive(io, print) ? liveView(io, print, end) : lines(io, print);
}

function lines(io: Io, print: PrintOptions): FleetProgress {
  let latest: FleetReport | undefined;
  let samples: Sample[] = [];
  const line = progressLine(io, print, () =>
    latest === undefined ? 'starting' : describeProgress(summarizeFleet(latest), rateNow(samples)),
  );
  return {
    show(report) {
      latest = report;
      samples = addSample(samples, { atMs: report.durationMs, sent: report.sent });
      line.update(io.clock.now());
    },
    end: line.close,
  };
}

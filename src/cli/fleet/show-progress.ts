import ora from 'ora';
import type { FleetSummary } from '../../engine/fleet/tally.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { tell } from '../tell.ts';
import { clockTime } from '../text.ts';
import { describeProgress } from './print-fleet.ts';

/** In a pipe one line says how it stands in so long. */
const LINE_MS = 10_000;

/** Shows how a fleet stands while it runs. */
interface Progress {
  show(summary: FleetSummary): void;
  end(): void;
}

/** On a terminal one line that does not scroll, in a pipe a line now and then. @param target readings a second */
export function showProgress(io: Io, print: PrintOptions, target: number): Progress {
  const isLive = io.stderr.isTerminal && !print.quiet && !print.json;
  const spinner = isLive
    ? ora({ stream: io.streams.stderr, isEnabled: true, discardStdin: false, text: 'starting' }).start()
    : undefined;
  let last = { sent: 0, durationMs: 0 };
  let toldMs = 0;
  const line = (summary: FleetSummary): string => {
    const { sent, durationMs } = summary;
    const perSecond = (1000 * (sent - last.sent)) / Math.max(1, durationMs - last.durationMs);
    last = { sent, durationMs };
    return describeProgress(summary, perSecond, target);
  };
  return {
    show(summary) {
      if (spinner !== undefined) spinner.text = line(summary);
      else if (summary.durationMs >= toldMs + LINE_MS) {
        toldMs += LINE_MS;
        tell(io, print, `${clockTime(io.clock.now())} ${line(summary)}`);
      }
    },
    end: () => spinner?.stop(),
  };
}

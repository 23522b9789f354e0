import ora from 'ora';
import type { SimEvent, Summary } from '../../engine/events.ts';
import { createTally } from '../../engine/summary.ts';
import type { Io } from '../io.ts';
import { formatMs } from '../text.ts';
import type { Reporter } from './reporter.ts';

/** Wraps a reporter with one line at the bottom of the terminal that says how the run stands. */
export function liveReporter(io: Io, inner: Reporter): Reporter {
  const tally = createTally();
  let isStopping = false;
  const spinner = ora({
    stream: io.streams.stderr,
    isEnabled: true,
    discardStdin: false,
    text: 'starting',
  }).start();

  return {
    emit(event: SimEvent) {
      tally.add(event);
      isStopping ||= event.type === 'stopped';
      if (event.type === 'summary') spinner.stop();
      spinner.clear();
      inner.emit(event);
      if (!spinner.isSpinning) return;
      spinner.text = describe(tally.summary(0), isStopping);
      spinner.render();
    },
    close() {
      spinner.stop();
      inner.close();
    },
  };
}

function describe({ sent, refused, dropped, pending, latency }: Summary, isStopping: boolean): string {
  const parts = [`${sent} sent`];
  if (refused > 0) parts.push(`${refused} refused`);
  if (dropped > 0) parts.push(`${dropped} given up`);
  if (pending > 0) parts.push(`${pending} waiting`);
  if (latency !== null) parts.push(`p50 ${formatMs(latency.p50)}`);
  parts.push(isStopping ? 'stopping' : 'Ctrl-C stops');
  return parts.join(' · ');
}

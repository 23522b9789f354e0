import ora from 'ora';
import type { ReadingEvent, SimEvent } from '../engine/events.ts';
import type { Progress } from './backfill-progress.ts';
import type { PrintOptions } from './flags.ts';
import type { Io } from './io.ts';
import { showsLive } from './reporters/index.ts';
import type { Reporter } from './reporters/reporter.ts';
import { tell } from './tell.ts';

/** Without a terminal the progress is told of again after this. */
const TELL_AGAIN_MS = 10_000;

/**
 * Wraps a reporter with how far the backfill is: a live line on a terminal, elsewhere a line now and then. The thousands
 * of readings that arrive are not told of one by one.
 */
export function backfillReporter(
  inner: Reporter,
  { io, print, progress }: { io: Io; print: PrintOptions; progress: Progress },
): Reporter {
  /** Those that have no answer yet, by id: one that comes to nothing is told of with its values. */
  const open = new Map<string, ReadingEvent>();
  const line = showsLive(io, print) ? liveLine(io, progress) : slowLines(io, print, progress);

  const settle = ({ id, at }: { id: string; at: number }): ReadingEvent | undefined => {
    const reading = open.get(id);
    open.delete(id);
    progress.settled(at);
    return reading;
  };
  const show = (...events: (SimEvent | undefined)[]): void => {
    line.clear();
    for (const event of events) if (event !== undefined) inner.emit(event);
  };

  return {
    emit(event) {
      switch (event.type) {
        case 'reading':
          open.set(event.id, event);
          return;
        case 'sent':
          settle(event);
          return line.update(event.at);
        case 'refused':
        case 'dropped':
          show(settle(event), event);
          return line.update(event.at);
        case 'summary':
          line.close();
          return inner.emit(event);
        default:
          return show(event);
      }
    },
    close() {
      line.close();
      inner.close();
    },
  };
}

/** Where the progress stands. */
interface Line {
  update(atMs: number): void;
  /** Makes room for something else. */
  clear(): void;
  close(): void;
}

function liveLine(io: Io, progress: Progress): Line {
  const text = (): string => `${progress.text()} · Ctrl-C stops`;
  const spinner = ora({
    stream: io.streams.stderr,
    isEnabled: true,
    discardStdin: false,
    text: text(),
  }).start();
  return {
    update() {
      spinner.text = text(); // it draws itself anew by and by
    },
    clear: () => void spinner.clear(),
    close: () => void spinner.stop(),
  };
}

function slowLines(io: Io, print: PrintOptions, progress: Progress): Line {
  let toldAtMs: number | undefined;
  return {
    update(atMs) {
      toldAtMs ??= atMs;
      if (atMs - toldAtMs < TELL_AGAIN_MS) return;
      toldAtMs = atMs;
      tell(io, print, progress.text());
    },
    clear() {},
    close() {},
  };
}

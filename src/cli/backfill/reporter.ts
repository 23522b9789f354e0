import type { ReadingEvent, SimEvent } from '../../engine/events.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { progressLine } from '../progress-line.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { Progress } from './progress.ts';

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
  const line = progressLine(io, print, progress.text);

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

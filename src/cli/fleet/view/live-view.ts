import { stripVTControlCharacters } from 'node:util';
import ora from 'ora';
import type { FleetReport } from '../../../engine/fleet/report/report.ts';
import type { PrintOptions } from '../../flags.ts';
import type { Io } from '../../io.ts';
import { BRAILLE, glyphsFor } from '../../preview/glyphs.ts';
import { colors } from '../../text.ts';
import { drawFleet, type FleetEnd, type FleetView } from './draw-fleet.ts';
import { addSample } from './rates.ts';
import { cells } from './rows.ts';

/** Shows how a fleet stands while it runs. */
export interface FleetProgress {
  show(report: FleetReport): void;
  end(): void;
}

/** What a terminal has that does not say how large it is. */
const USUAL = { columns: 80, rows: 24 } as const;
/** The sign of life before the first line, with the blank after it. */
const SIGN_WIDTH = 2;
const REDRAW_MS = 1_000;
const UP_AND_CLEAR = '\u001b[1A\u001b[2K';

/** Opens a block of lines at the bottom of the terminal that is drawn anew in its place. */
export function liveView(io: Io, { isColored }: PrintOptions, end: FleetEnd): FleetProgress {
  const { stderr } = io.streams;
  const paint = colors(io.stderr, isColored);
  const hasBars = glyphsFor(io) === BRAILLE;
  let view: Omit<FleetView, 'isStopping'> | undefined;
  const draw = (): string[] => {
    if (view === undefined) return [io.stop.aborted ? 'stopping' : 'starting'];
    return drawFleet(
      { ...view, isStopping: io.stop.aborted },
      {
        // A line that fills the last column, or a block that fills the last row, would make a terminal scroll.
        columns: Math.max(1, (stderr.columns || USUAL.columns) - 1 - SIGN_WIDTH),
        rows: Math.max(1, (stderr.rows || USUAL.rows) - 1),
        paint,
        hasBars,
      },
    );
  };
  let lines = draw();
  const spinner = ora({
    stream: stderr,
    isEnabled: true,
    discardStdin: false,
    interval: REDRAW_MS,
    text: lines.join('\n'),
  }).start();
  const redraw = (): void => {
    lines = draw();
    spinner.text = lines.join('\n');
  };
  /** A terminal that has become narrower has broken our lines: there are more of them now than ora knows of. */
  const onResize = (): void => {
    const broken = rowsOf(lines, stderr.columns || USUAL.columns) - lines.length;
    spinner.clear();
    redraw();
    stderr.write(`${UP_AND_CLEAR.repeat(broken)}\r`); // behind which ora draws anew
  };
  /** There is something else to be seen. */
  const onProgress = (): void => {
    redraw();
    spinner.render();
  };
  stderr.on('resize', onResize);
  io.stop.addEventListener('abort', onProgress, { once: true });
  return {
    show(report) {
      const samples = addSample(view?.samples ?? [], { atMs: report.durationMs, sent: report.sent });
      view = { report, samples, end };
      onProgress();
    },
    end() {
      stderr.off('resize', onResize);
      io.stop.removeEventListener('abort', onProgress);
      spinner.stop();
    },
  };
}

/** How many rows of a terminal our lines take, once it has broken those that are too long. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line, index) => {
    const width = cells(stripVTControlCharacters(line)) + (index === 0 ? SIGN_WIDTH : 0);
    return sum + Math.max(1, Math.ceil(width / columns));
  }, 0);
}

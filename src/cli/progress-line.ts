import ora from 'ora';
import type { PrintOptions } from './flags.ts';
import type { Io } from './io.ts';
import { showsLive } from './reporters/index.ts';
import { tell } from './tell.ts';

/** Without a terminal the progress is told of again after this. */
const TELL_AGAIN_MS = 10_000;

/** Where a long run stands: one line that changes in its place on a terminal, elsewhere a line now and then. */
export interface ProgressLine {
  update(atMs: number): void;
  /** Makes room for something else. */
  clear(): void;
  close(): void;
}

/** Opens the line. @param text how the run stands now */
export function progressLine(io: Io, print: PrintOptions, text: () => string): ProgressLine {
  return showsLive(io, print) ? liveLine(io, text) : slowLines(io, print, text);
}

function liveLine(io: Io, text: () => string): ProgressLine {
  const line = (): string =>
    `${text()} · ${io.stop.aborted ? 'stopping; Ctrl-C again leaves at once' : 'Ctrl-C stops'}`;
  const spinner = ora({
    stream: io.streams.stderr,
    isEnabled: true,
    discardStdin: false,
    text: line(),
  }).start();
  return {
    update() {
      spinner.text = line(); // it draws itself anew by and by
    },
    clear: () => void spinner.clear(),
    close: () => void spinner.stop(),
  };
}

function slowLines(io: Io, print: PrintOptions, text: () => string): ProgressLine {
  let toldAtMs: number | undefined;
  return {
    update(atMs) {
      toldAtMs ??= atMs;
      if (atMs - toldAtMs < TELL_AGAIN_MS) return;
      toldAtMs = atMs;
      tell(io, print, text());
    },
    clear() {},
    close() {},
  };
}

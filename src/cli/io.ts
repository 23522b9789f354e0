import type { Clock } from '../clock.ts';

/** Somewhere to write text. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** 0: none, 1: 16 colours, 2: 256, 3: all. */
  readonly colorLevel: 0 | 1 | 2 | 3;
}

/** The process as the program sees it; nothing else touches `process`. */
export interface Io {
  /** What follows the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  readonly platform: string;
  readonly home: string;
  /** For data. */
  readonly stdout: Output;
  /** For people. */
  readonly stderr: Output;
  /** The streams themselves, for a spinner or a prompt. */
  readonly streams: { readonly stdin: NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream };
  readonly isStdinTerminal: boolean;
  /** Waits until all of stdout is written; gives the error where it cannot be, as on a full disk. */
  flush(): Promise<NodeJS.ErrnoException | undefined>;
  /** Standard input as text, piece by piece; throws the reason of `stop`. */
  readStdin(): AsyncIterable<string>;
  /**
   * Runs another program with our streams and gives its exit code; meanwhile all signals are for it.
   * @param env all of its environment
   * @throws SimError COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, STOPPED
   */
  run(command: readonly string[], env: Io['env']): Promise<number>;
  /** Aborts at the first Ctrl-C, SIGTERM or SIGHUP, or when nobody reads stdout any more. */
  readonly stop: AbortSignal;
}

/** Colour as the user wants it: NO_COLOR and FORCE_COLOR first, else what the terminal can do. */
export function colorLevel(
  env: Io['env'],
  stream: { isTTY?: boolean; getColorDepth?: () => number },
): Output['colorLevel'] {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return 0;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced === '0' || forced === 'false' ? 0 : 1;
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return 0;
  const depth = stream.getColorDepth?.() ?? 1;
  return depth >= 24 ? 3 : depth >= 8 ? 2 : depth >= 4 ? 1 : 0;
}

import { setMaxListeners } from 'node:events';
import { systemClock } from '../clock.ts';
import { EXIT } from '../errors.ts';

/** A SIGTERM that comes again so soon is the same one. */
const SAME_MS = 50;

/** The signals that ask a process to end, and who hears of them. */
export interface StopSignal {
  /** Aborts at the first of them, or by request. */
  readonly signal: AbortSignal;
  request(): void;
  /** Gives all that come to somebody else alone, until the function that it returns is called. */
  divert(receiver: (name: NodeJS.Signals) => void): () => void;
}

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an AbortSignal. The second one leaves at once with 130; but no SIGHUP, of which a
 * terminal that is closed sends several, and no SIGTERM that comes with the first.
 */
export function createStopSignal(): StopSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  let stopped: { readonly name: NodeJS.Signals; readonly atMs: number } | undefined;
  const stopUs = (name: NodeJS.Signals): void => {
    const atMs = systemClock.elapsed();
    // timeout(1) sends its signal to us and then to all of our group: the same one twice at once.
    if (name === 'SIGTERM' && stopped?.name === name && atMs - stopped.atMs < SAME_MS) return;
    stopped = { name, atMs };
    if (controller.signal.aborted && name !== 'SIGHUP') process.exit(EXIT.stoppedTwice);
    controller.abort();
  };
  let receive: (name: NodeJS.Signals) => void = stopUs;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => receive(name));
  return {
    signal: controller.signal,
    request: () => controller.abort(),
    divert(receiver) {
      receive = receiver;
      return () => {
        receive = stopUs;
      };
    },
  };
}

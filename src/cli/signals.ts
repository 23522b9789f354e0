import { setMaxListeners } from 'node:events';
import { EXIT } from '../errors.ts';

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
 * terminal that is closed sends several.
 */
export function createStopSignal(): StopSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const stopUs = (name: NodeJS.Signals): void => {
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

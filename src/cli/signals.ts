import { setMaxListeners } from 'node:events';
import { EXIT } from '../errors.ts';

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an AbortSignal. The second one leaves at once with 130.
 */
export function createStopSignal(): { signal: AbortSignal; request: () => void } {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.stoppedTwice);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return { signal: controller.signal, request: () => controller.abort() };
}

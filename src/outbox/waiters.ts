/** Lets somebody wait until there is something. */
export interface Waiters {
  /** Resolves at the next {@link wake}; rejects when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
  /** Ends every wait. */
  wake(): void;
}

/** Makes waiters of which there are none. */
export function createWaiters(): Waiters {
  const waiting = new Set<() => void>();
  return {
    wait: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const end = (): void => {
          signal.removeEventListener('abort', onAbort);
          waiting.delete(end);
          resolve();
        };
        const onAbort = (): void => {
          waiting.delete(end);
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(end);
      }),
    wake() {
      for (const end of [...waiting]) end();
    },
  };
}

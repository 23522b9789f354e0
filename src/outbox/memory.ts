import type { Outbox, Pending } from './outbox.ts';

/** An outbox that lives as long as the process. */
export function createMemoryOutbox(): Outbox {
  const messages: Pending[] = [];
  let wake = (): void => {};

  return {
    async put(message) {
      messages.push(message);
      wake();
    },
    async next(signal) {
      signal.throwIfAborted();
      const [oldest] = messages;
      if (oldest !== undefined) return oldest;
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          wake = () => {};
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        wake = () => {
          signal.removeEventListener('abort', onAbort);
          wake = () => {};
          resolve(messages[0] as Pending);
        };
      });
    },
    async confirm(id) {
      if (messages[0]?.id !== id) throw new Error(`message ${id} is not the oldest`);
      messages.shift();
    },
    size: () => messages.length,
    async close() {
      messages.length = 0;
    },
  };
}

import { retryDelay } from '../../client/retry.ts';
import { SimError } from '../../errors.ts';
import type { Random } from '../../random.ts';

/** After so many failures in a row, of whatever devices, the platform is taken for dead. */
const OPENS_AFTER = 16;

/**
 * Keeps a fleet from hammering a platform that answers nobody: while the circuit is open one request goes out now and
 * then, at growing distances, and an answer to it closes the circuit.
 */
export interface Circuit {
  isOpen(): boolean;
  /** A request brought no answer, whatever the reason. */
  failed(nowMs: number): void;
  /** There was an answer, whatever it says. @returns whether this closed the circuit */
  answered(): boolean;
  /** When the next request may go out while it is open; Infinity where one is on its way. */
  nextMs(): number;
  /** That request goes out. */
  probe(): void;
}

/** Makes a circuit that is closed. */
export function createCircuit(random: Random): Circuit {
  let failures = 0;
  let probes = 0;
  let nextMs = 0;
  let isProbing = false;
  const error = new SimError('CONNECTION_LOST', 'the platform answers nobody');
  const isOpen = (): boolean => failures >= OPENS_AFTER;
  return {
    isOpen,
    failed(nowMs) {
      failures += 1;
      // Requests that were on their way when it opened say nothing new.
      if (failures !== OPENS_AFTER && !isProbing) return;
      isProbing = false;
      probes += 1;
      nextMs = nowMs + retryDelay({ attempt: probes, error, random });
    },
    answered() {
      const wasOpen = isOpen();
      failures = 0;
      probes = 0;
      isProbing = false;
      return wasOpen;
    },
    nextMs: () => (isProbing ? Number.POSITIVE_INFINITY : nextMs),
    probe() {
      isProbing = true;
    },
  };
}

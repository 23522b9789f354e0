import type { Message } from './exchange.ts';
import type { KeptSample } from './history.ts';
import type { Device } from './registry/device.ts';
import type { Change } from './store/store.ts';

/** What an answering function decided; it is answered once the changes are kept. */
export interface Decision {
  readonly code: number;
  /** The body to answer with. */
  readonly body: string;
  /** Whose request it was, where it named a device that exists. */
  readonly device?: Device | undefined;
  readonly messageId?: string | undefined;
  readonly message?: Message | undefined;
  /** What of the message goes to the history. */
  readonly samples?: readonly KeptSample[] | undefined;
  /** Why it was refused, and what differs from the documents without harm. */
  readonly notes: readonly string[];
  /** What is to be kept beside the exchange and the samples. */
  readonly changes: readonly Change[];
  /** Takes back what it did in memory, where it cannot be kept. */
  readonly undo?: (() => void) | undefined;
}

/** A refusal: nothing is kept but the exchange. */
export function refuse(refusal: Omit<Decision, 'changes'>): Decision {
  return { ...refusal, changes: [] };
}

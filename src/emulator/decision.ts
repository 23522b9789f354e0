import type { JudgedProperty, Message } from './exchange.ts';
import type { Device } from './registry/device.ts';
import type { Change } from './store/store.ts';

/** What an answering function decided. Nothing of it is done before the changes are kept. */
export interface Decision {
  readonly code: number;
  /** The body to answer with. */
  readonly body: string;
  /** Whose request it was, where it named a device that exists. */
  readonly device?: Device | undefined;
  readonly messageId?: string | undefined;
  readonly message?: Message | undefined;
  /** What of the message goes to the history. */
  readonly kept?: readonly JudgedProperty[] | undefined;
  /** Why it was refused, and what differs from the documents without harm. */
  readonly notes: readonly string[];
  /** What is to be kept beside the exchange itself. */
  readonly changes: readonly Change[];
}

/** A refusal: nothing is kept but the exchange. */
export function refuse(refusal: Omit<Decision, 'changes'>): Decision {
  return { ...refusal, changes: [] };
}

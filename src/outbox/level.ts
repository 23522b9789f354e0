import type { ClassicLevel } from 'classic-level';
import { SimError } from '../errors.ts';

/** The database of an outbox. */
export type OutboxLevel = ClassicLevel<string, string>;

/** What the database hides in the cause of its error, as when it cannot be opened. */
export function reasonOf(error: unknown): NodeJS.ErrnoException {
  const { cause } = error as { cause?: unknown };
  return (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
}

/** The error for an outbox that fails while it is used. */
export function brokenOutbox(error: unknown, failed: 'read' | 'written'): SimError {
  const words = `The outbox cannot be ${failed}: ${reasonOf(error).message}.`;
  return new SimError('OUTBOX_UNUSABLE', words, { cause: error });
}

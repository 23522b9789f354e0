import type { ClassicLevel } from 'classic-level';
import { SimError } from '../errors.ts';
import { levelReason } from '../level-commit.ts';

/** The database of an outbox. */
export type OutboxLevel = ClassicLevel<string, string>;

/** The error for an outbox that fails while it is used. */
export function brokenOutbox(error: unknown, failed: 'read' | 'written'): SimError {
  const words = `The outbox cannot be ${failed}: ${levelReason(error).message}.`;
  return new SimError('OUTBOX_UNUSABLE', words, { cause: error });
}

import { onTestFinished } from 'vitest';
import { type DamageListener, type KeptOutbox, openOutbox } from '../../src/outbox/open.ts';
import type { Outbox, Pending } from '../../src/outbox/outbox.ts';

/** Aborts never. */
export const never = new AbortController().signal;

/** For whom the outboxes of these tests are. */
export const OWNER = { endpoint: 'https://example.test', productKey: 'a1', deviceName: 'sensor' };

/** When the message of number 0 was taken. */
export const FIRST_MS = 1_768_471_200_000;

/** A message that tells which it is. */
export function message(id: number): Pending {
  return {
    id: String(id),
    takenAtMs: FIRST_MS + id,
    params: new Map([
      ['temperature', '22.50'],
      ['note', '"ü 漢字 \\u0000"'],
    ]),
  };
}

/** Opens the outbox in a folder; it is closed when the test is over. */
export async function open(
  folder: string,
  { onMovedAside = () => {}, onLoss = () => {} }: Partial<DamageListener> = {},
): Promise<KeptOutbox> {
  const outbox = await openOutbox({ folder, owner: OWNER, nowMs: 7, onMovedAside, onLoss });
  onTestFinished(() => outbox.close());
  return outbox;
}

/** Puts the messages of these numbers, both ends included. */
export async function putAll(outbox: Outbox, from: number, to: number): Promise<void> {
  await Promise.all(Array.from({ length: to - from + 1 }, (_, index) => outbox.put(message(from + index))));
}

/** Settles all that waits as sent, and gives the ids. */
export async function settleAll(outbox: Outbox): Promise<string[]> {
  const given: string[] = [];
  while (outbox.size() > 0) {
    const { id } = await outbox.next(never);
    given.push(id);
    await outbox.settle(id, 'sent');
  }
  return given;
}

/** The ids of these numbers, both ends included. */
export const idsOf = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** The ledger, as lines of id and outcome. */
export async function ledgerOf(outbox: Outbox): Promise<string[]> {
  const lines: string[] = [];
  for await (const { id, outcome } of outbox.entries()) lines.push(`${id} ${outcome}`);
  return lines;
}

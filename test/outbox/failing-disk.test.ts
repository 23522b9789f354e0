import { ClassicLevel } from 'classic-level';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDiskOutbox } from '../../src/outbox/disk.ts';
import type { OutboxLevel } from '../../src/outbox/level.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { idsOf, message, never, putAll, settleAll } from './outboxes.ts';

/** An outbox whose disk is full as long as a test says so, and how often its database was opened. */
async function fullDisk(folder: string) {
  const level: OutboxLevel = new ClassicLevel(folder);
  await level.open();
  const { batch } = level;
  const disk = { isFull: false, opened: 0 };
  Object.assign(level, {
    batch: (...args: Parameters<typeof batch>) =>
      disk.isFull
        ? Promise.reject(new Error('IO error: No space left on device'))
        : Reflect.apply(batch, level, args),
  });
  level.on('open', () => {
    disk.opened += 1;
  });
  const outbox = await createDiskOutbox(level);
  onTestFinished(() => outbox.close());
  return { outbox, disk };
}

const FULL = {
  code: 'OUTBOX_UNUSABLE',
  message: 'The outbox cannot be written: IO error: No space left on device.',
};

describe('an outbox that cannot be written', () => {
  test('tells those whose messages are not kept, and gives none of them', async () => {
    const { outbox, disk } = await fullDisk(useFolder());
    await putAll(outbox, 1, 3);
    const bytes = outbox.bytes();
    disk.isFull = true;
    const puts = [4, 5].map((id) => outbox.put(message(id)));
    for (const put of puts) await expect(put).rejects.toMatchObject(FULL);
    expect([outbox.size(), outbox.bytes()]).toEqual([3, bytes]);
    disk.isFull = false;
    await putAll(outbox, 6, 7);
    expect(await settleAll(outbox)).toEqual(['1', '2', '3', '6', '7']);
  });

  test('opens its database anew before it writes again: a piece may be left in its log', async () => {
    const { outbox, disk } = await fullDisk(useFolder());
    disk.isFull = true;
    await expect(outbox.put(message(1))).rejects.toMatchObject(FULL);
    disk.isFull = false;
    await outbox.put(message(2));
    expect(disk.opened).toBe(1);
    await outbox.put(message(3));
    expect(disk.opened).toBe(1);
  });

  test('wakes nobody who waits for a message', async () => {
    const { outbox, disk } = await fullDisk(useFolder());
    const next = outbox.next(never);
    disk.isFull = true;
    await expect(outbox.put(message(1))).rejects.toMatchObject(FULL);
    disk.isFull = false;
    await outbox.put(message(2));
    expect((await next).id).toBe('2');
  });

  test('sends again, after a restart, what it could not mark as sent, and nothing else', async () => {
    const folder = useFolder();
    const { outbox, disk } = await fullDisk(folder);
    await putAll(outbox, 1, 5);
    await outbox.settle((await outbox.next(never)).id, 'sent');
    disk.isFull = true;
    await expect(outbox.settle('2', 'sent')).rejects.toMatchObject(FULL);
    await expect(outbox.drop()).rejects.toMatchObject(FULL);
    await outbox.close();
    expect(await settleAll((await fullDisk(folder)).outbox)).toEqual(idsOf(2, 5));
  });
});

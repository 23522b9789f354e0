import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outbox, Pending } from '../../src/outbox/outbox.ts';

const never = new AbortController().signal;

function message(id: string): Pending {
  return { id, takenAtMs: 1_768_471_200_000 + Number(id), params: new Map([['temperature', '22.0']]) };
}

/** What every kind of outbox does. `open` makes an empty one. */
export function outboxContract(kind: string, open: () => Promise<Outbox>): void {
  describe(`outbox: ${kind}`, () => {
    let outbox: Outbox;
    beforeEach(async () => {
      outbox = await open();
    });
    afterEach(() => outbox.close());

    test('is empty at first', () => {
      expect(outbox.size()).toBe(0);
    });

    test('gives back a message as it was put', async () => {
      await outbox.put(message('7'));
      expect(await outbox.next(never)).toEqual(message('7'));
    });

    test('gives messages in the order they were put, whatever their ids', async () => {
      const ids = ['9', '10', '2', '4294967295', '0'];
      for (const id of ids) await outbox.put(message(id));
      const given: string[] = [];
      while (outbox.size() > 0) {
        const { id } = await outbox.next(never);
        given.push(id);
        await outbox.confirm(id);
      }
      expect(given).toEqual(ids);
    });

    test('gives the same message until it is confirmed', async () => {
      await outbox.put(message('1'));
      await outbox.put(message('2'));
      await outbox.next(never);
      expect((await outbox.next(never)).id).toBe('1');
      await outbox.confirm('1');
      expect((await outbox.next(never)).id).toBe('2');
    });

    test('counts what is not confirmed', async () => {
      for (const id of ['1', '2', '3']) await outbox.put(message(id));
      await outbox.next(never);
      expect(outbox.size()).toBe(3);
      await outbox.confirm('1');
      expect(outbox.size()).toBe(2);
    });

    test('keeps two messages apart that have the same id', async () => {
      await outbox.put(message('1'));
      await outbox.put({ ...message('1'), takenAtMs: 2 });
      await outbox.confirm((await outbox.next(never)).id);
      expect(await outbox.next(never)).toEqual({ ...message('1'), takenAtMs: 2 });
    });

    test('lets next wait until there is a message', async () => {
      const waiting = outbox.next(never);
      await outbox.put(message('1'));
      expect((await waiting).id).toBe('1');
    });

    test('takes messages while one is being delivered', async () => {
      await outbox.put(message('1'));
      await outbox.next(never);
      await outbox.put(message('2'));
      await outbox.confirm('1');
      expect((await outbox.next(never)).id).toBe('2');
    });

    test('ends a waiting next with the signal’s reason', async () => {
      const controller = new AbortController();
      const waiting = outbox.next(controller.signal);
      controller.abort(new Error('stopped'));
      await expect(waiting).rejects.toThrow('stopped');
    });

    test('gives nothing to a signal that has aborted, even where there is a message', async () => {
      await outbox.put(message('1'));
      await expect(outbox.next(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
      expect(outbox.size()).toBe(1);
    });

    test('waits again after a wait was ended', async () => {
      const controller = new AbortController();
      const ended = outbox.next(controller.signal);
      controller.abort(new Error('stopped'));
      await expect(ended).rejects.toThrow('stopped');
      const waiting = outbox.next(never);
      await outbox.put(message('1'));
      expect((await waiting).id).toBe('1');
    });

    test('leaves no listener on the signal', async () => {
      const { signal } = new AbortController();
      const waiting = outbox.next(signal);
      await outbox.put(message('1'));
      await waiting;
      await outbox.next(signal);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    test.each(['2', '3'])('does not confirm %s, which is not the oldest', async (id) => {
      await outbox.put(message('1'));
      await outbox.put(message('2'));
      await expect(outbox.confirm(id)).rejects.toThrow(id);
      expect(outbox.size()).toBe(2);
    });

    test('confirms nothing where there is nothing', async () => {
      await expect(outbox.confirm('1')).rejects.toThrow('1');
    });
  });
}

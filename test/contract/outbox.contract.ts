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

    test('keeps what was done to a message on purpose', async () => {
      await outbox.put({ ...message('7'), faults: ['spike temperature', 'late'] });
      await outbox.settle('7', 'sent');
      for await (const { faults } of outbox.entries()) expect(faults).toEqual(['spike temperature', 'late']);
    });

    test('lets a wait for room end when a message is settled, and when one is dropped', async () => {
      for (const id of ['1', '2', '3']) await outbox.put(message(id));
      const settled = outbox.room(never);
      await outbox.settle('1', 'sent');
      await settled;
      const dropped = outbox.room(never);
      await outbox.drop();
      await dropped;
    });

    test('ends a wait for room with the signal’s reason', async () => {
      const controller = new AbortController();
      const waiting = outbox.room(controller.signal);
      controller.abort(new Error('stopped'));
      await expect(waiting).rejects.toThrow('stopped');
      await expect(outbox.room(controller.signal)).rejects.toThrow('stopped');
    });

    test('gives messages in the order they were put, whatever their ids', async () => {
      const ids = ['9', '10', '2', '4294967295', '0'];
      for (const id of ids) await outbox.put(message(id));
      const given: string[] = [];
      while (outbox.size() > 0) {
        const { id } = await outbox.next(never);
        given.push(id);
        await outbox.settle(id, 'sent');
      }
      expect(given).toEqual(ids);
    });

    test('gives the same message until it is settled', async () => {
      await outbox.put(message('1'));
      await outbox.put(message('2'));
      await outbox.next(never);
      expect((await outbox.next(never)).id).toBe('1');
      await outbox.settle('1', 'sent');
      expect((await outbox.next(never)).id).toBe('2');
    });

    test('counts what is not settled', async () => {
      for (const id of ['1', '2', '3']) await outbox.put(message(id));
      await outbox.next(never);
      expect(outbox.size()).toBe(3);
      await outbox.settle('1', 'sent');
      expect(outbox.size()).toBe(2);
    });

    test('keeps two messages apart that have the same id', async () => {
      await outbox.put(message('1'));
      await outbox.put({ ...message('1'), takenAtMs: 2 });
      await outbox.settle((await outbox.next(never)).id, 'sent');
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
      await outbox.settle('1', 'sent');
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

    test.each(['2', '3'])('does not settle %s, which is not the oldest', async (id) => {
      await outbox.put(message('1'));
      await outbox.put(message('2'));
      await expect(outbox.settle(id, 'sent')).rejects.toThrow(id);
      expect(outbox.size()).toBe(2);
    });

    test('settles nothing where there is nothing', async () => {
      await expect(outbox.settle('1', 'sent')).rejects.toThrow('1');
    });

    test('drops the oldest but the one that may be on its way', async () => {
      for (const id of ['1', '2', '3']) await outbox.put(message(id));
      await outbox.next(never);
      expect(await outbox.drop()).toEqual(message('2'));
      await outbox.settle('1', 'sent');
      expect((await outbox.next(never)).id).toBe('3');
      expect(outbox.size()).toBe(1);
    });

    test('drops only what was taken before the time that is given', async () => {
      for (const id of ['1', '2', '3']) await outbox.put(message(id));
      const { takenAtMs } = message('2');
      expect(await outbox.drop(takenAtMs)).toBeUndefined();
      expect(await outbox.drop(takenAtMs + 1)).toEqual(message('2'));
      expect(await outbox.drop(takenAtMs + 1)).toBeUndefined();
      expect(outbox.size()).toBe(2);
    });

    test('settles several in one turn', async () => {
      for (const id of ['1', '2', '3', '4']) await outbox.put(message(id));
      await Promise.all(['1', '2', '3'].map((id) => outbox.settle(id, 'sent')));
      expect(outbox.oldest(9)).toEqual([message('4')]);
    });

    test('drops nothing where only one waits, or none', async () => {
      expect(await outbox.drop()).toBeUndefined();
      await outbox.put(message('1'));
      expect(await outbox.drop()).toBeUndefined();
      expect(outbox.size()).toBe(1);
    });

    test('tells how much waits, and since when', async () => {
      expect([outbox.bytes(), outbox.oldestAtMs()]).toEqual([0, undefined]);
      await outbox.put(message('1'));
      const one = outbox.bytes();
      expect(one).toBeGreaterThan(0);
      await outbox.put(message('2'));
      expect([outbox.bytes(), outbox.oldestAtMs()]).toEqual([2 * one, message('1').takenAtMs]);
      await outbox.settle('1', 'sent');
      await outbox.settle('2', 'refused');
      expect([outbox.bytes(), outbox.oldestAtMs()]).toEqual([0, undefined]);
    });

    test('tells which message was kept last, whatever became of it', async () => {
      expect(outbox.newest()).toBeUndefined();
      await outbox.put(message('1'));
      await outbox.put(message('2'));
      expect(outbox.newest()).toEqual(message('2'));
      await outbox.settle('1', 'sent');
      await outbox.settle('2', 'refused');
      expect(outbox.newest()).toEqual(message('2'));
      await outbox.put({ ...message('3'), takenAtMs: 1 });
      expect(outbox.newest()?.id).toBe('3');
    });

    test('keeps a ledger of what became of each message', async () => {
      for (const id of ['1', '2', '3', '4', '5']) await outbox.put(message(id));
      await outbox.next(never);
      await outbox.settle('1', 'sent');
      await outbox.settle('2', 'refused');
      await outbox.drop();
      expect(await outcomesOf(outbox)).toEqual(
        [
          ['1', 'sent'],
          ['2', 'refused'],
          ['4', 'dropped'],
          ['3', 'pending'],
          ['5', 'pending'],
        ].toSorted(),
      );
    });

    test('gives thousands of messages in their order, while more come', async () => {
      const ids = Array.from({ length: 5000 }, (_, index) => String(index + 1));
      const puts: Promise<void>[] = [];
      const given: string[] = [];
      for (const id of ids.slice(0, 4000)) puts.push(outbox.put(message(id)));
      for (const id of ids.slice(4000)) {
        const oldest = await outbox.next(never);
        given.push(oldest.id);
        await outbox.settle(oldest.id, 'sent');
        puts.push(outbox.put(message(id)));
      }
      await Promise.all(puts);
      while (outbox.size() > 0) {
        const oldest = await outbox.next(never);
        given.push(oldest.id);
        await outbox.settle(oldest.id, 'sent');
      }
      expect(given).toEqual(ids);
    });
  });
}

/** Ids and outcomes of the ledger, by id: those that wait may stand behind later ones that were dropped. */
async function outcomesOf(outbox: Outbox): Promise<string[][]> {
  const found: string[][] = [];
  for await (const { id, outcome } of outbox.entries()) found.push([id, outcome]);
  return found.toSorted();
}

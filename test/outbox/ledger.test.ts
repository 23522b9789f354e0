import { ClassicLevel } from 'classic-level';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDiskOutbox } from '../../src/outbox/disk.ts';
import type { OutboxLevel } from '../../src/outbox/level.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import { MOST_SETTLED, type Outbox } from '../../src/outbox/outbox.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { idsOf, ledgerOf, message, never, putAll, settleAll } from './outboxes.ts';

/** An outbox with a ledger of ten, and its database. */
async function shortLedger(folder = useFolder()) {
  const level: OutboxLevel = new ClassicLevel(folder);
  await level.open();
  const outbox = await createDiskOutbox(level, { mostSettled: 10 });
  onTestFinished(() => outbox.close());
  return { outbox, level };
}

/** Drops the oldest until only the very oldest and those of the last put are left. */
async function dropUntil(outbox: Outbox, left: number): Promise<void> {
  while (outbox.size() > left) await outbox.drop();
}

describe('the ledger of an outbox in a folder', () => {
  test('is cut at its beginning when it has grown too long, and keeps the last', async () => {
    const { outbox } = await shortLedger();
    await putAll(outbox, 1, 5000);
    expect(await settleAll(outbox)).toEqual(idsOf(1, 5000));
    const ledger = await ledgerOf(outbox);
    expect(ledger.length).toBeGreaterThanOrEqual(10);
    expect(ledger.length).toBeLessThanOrEqual(1010);
    expect(ledger.at(-1)).toBe('5000 sent');
    expect(ledger).toEqual(idsOf(5001 - ledger.length, 5000).map((id) => `${id} sent`));
  });

  test('is cut with what became of those that were not sent', async () => {
    const { outbox, level } = await shortLedger();
    await putAll(outbox, 1, 2500);
    while (outbox.size() > 0) await outbox.settle((await outbox.next(never)).id, 'refused');
    const keys = (prefix: string) => level.keys({ gt: prefix, lt: `${prefix}~` }).all();
    expect(await keys('outcome/')).toHaveLength((await keys('taken/')).length);
  });

  test('goes on where it was when it is opened again', async () => {
    const folder = useFolder();
    const first = await shortLedger(folder);
    await putAll(first.outbox, 1, 900);
    await settleAll(first.outbox);
    await first.outbox.close();
    const { outbox } = await shortLedger(folder);
    await putAll(outbox, 901, 1200);
    expect(await settleAll(outbox)).toEqual(idsOf(901, 1200));
    const ledger = await ledgerOf(outbox);
    expect(ledger.length).toBeLessThan(1200);
    expect(ledger.at(-1)).toBe('1200 sent');
  });

  test('does not grow with what is dropped while the oldest cannot be sent', async () => {
    const folder = useFolder();
    const first = await shortLedger(folder);
    await putAll(first.outbox, 1, 100);
    for (let from = 101; from <= 6000; from += 100) {
      await putAll(first.outbox, from, from + 99);
      await dropUntil(first.outbox, 100);
    }
    const ledger = await ledgerOf(first.outbox);
    expect(ledger.length).toBeLessThanOrEqual(100 + 1010);
    await first.outbox.close();

    const { outbox } = await shortLedger(folder);
    expect(outbox.size()).toBe(100);
    expect(await ledgerOf(outbox)).toEqual(ledger);
    expect(await settleAll(outbox)).toEqual(['1', ...idsOf(5902, 6000)]);
  });

  test('with thousands dropped in a row gives what stands behind them', async () => {
    const folder = useFolder();
    const first = await shortLedger(folder);
    const outcome = (id: number) => ['outcome/', String(id).padStart(15, '0')].join('');
    await putAll(first.outbox, 1, 3500);
    // As they stand there where the ledger is longer.
    await first.level.batch(
      idsOf(1, 3400).map((id) => ({ type: 'put', key: outcome(Number(id)), value: 'dropped' })),
    );
    await first.outbox.close();
    const { outbox } = await shortLedger(folder);
    expect(outbox.size()).toBe(100);
    expect(await settleAll(outbox)).toEqual(idsOf(3401, 3500));
  });
});

test('the ledger in memory keeps the last ones', async () => {
  const outbox = createMemoryOutbox();
  for (let id = 1; id <= MOST_SETTLED + 5; id++) {
    await outbox.put(message(id));
    await outbox.settle(String(id), 'sent');
  }
  let count = 0;
  let first: string | undefined;
  for await (const { id } of outbox.entries()) {
    first ??= id;
    count += 1;
  }
  expect([count, first]).toEqual([MOST_SETTLED, '6']);
});

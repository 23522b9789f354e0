import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFoundOutbox, openOutbox } from '../../src/outbox/open.ts';
import { outboxContract } from '../contract/outbox.contract.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { idsOf, ledgerOf, message, never, OWNER, open, putAll, settleAll } from './outboxes.ts';

outboxContract('in a folder', async () => open(useFolder()));

describe('an outbox in a folder', () => {
  test('gives what waited when it is opened again, every character of it', async () => {
    const folder = useFolder();
    const first = await open(folder);
    await putAll(first, 1, 2500);
    await first.next(never);
    await first.settle('1', 'sent');
    await first.settle('2', 'refused');
    await first.drop();
    const bytes = first.bytes();
    await first.close();

    const again = await open(folder);
    expect([again.size(), again.bytes()]).toEqual([2497, bytes]);
    expect(again.oldestAtMs()).toBe(message(3).takenAtMs);
    expect(await again.next(never)).toEqual(message(3));
    await putAll(again, 2501, 2600);
    expect(await settleAll(again)).toEqual(['3', ...idsOf(5, 2600)]);
  });

  test('keeps its ledger over restarts', async () => {
    const folder = useFolder();
    const first = await open(folder);
    await putAll(first, 1, 4);
    await first.next(never);
    await first.settle('1', 'sent');
    await first.settle('2', 'dropped');
    await first.close();
    const again = await open(folder);
    expect(await ledgerOf(again)).toEqual(['1 sent', '2 dropped', '3 pending', '4 pending']);
  });

  test('is for its owner alone', async () => {
    const folder = join(useFolder(), 'below');
    await open(folder);
    if (process.platform === 'win32') return; // no modes there
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('in use is refused, and not harmed', async () => {
    const folder = useFolder();
    const outbox = await open(folder);
    await putAll(outbox, 1, 3);
    await expect(open(folder)).rejects.toMatchObject({ code: 'OUTBOX_IN_USE' });
    await expect(openFoundOutbox(folder)).rejects.toMatchObject({ code: 'OUTBOX_IN_USE' });
    expect(await settleAll(outbox)).toEqual(['1', '2', '3']);
  });

  test('of another device is refused, and stays as it is', async () => {
    const folder = useFolder();
    const outbox = await open(folder);
    await putAll(outbox, 1, 3);
    await outbox.close();
    const other = {
      folder,
      owner: { ...OWNER, deviceName: 'other' },
      nowMs: 7,
      onMovedAside: () => {},
      onLoss: () => {},
    };
    await expect(openOutbox(other)).rejects.toMatchObject({
      code: 'OUTBOX_UNUSABLE',
      likely: expect.stringContaining('a1/sensor'),
    });
    expect((await open(folder)).size()).toBe(3);
  });

  test('can be opened by whoever finds it, and says whose it is', async () => {
    const folder = useFolder();
    await (await open(folder)).close();
    const found = await openFoundOutbox(folder);
    expect(found.owner).toEqual(OWNER);
    await found.close();
    await expect(openFoundOutbox(join(folder, 'none'))).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
  });

  test('that is a file is refused', async () => {
    const file = join(useFolder(), 'file');
    writeFileSync(file, 'text');
    await expect(open(file)).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
  });
});

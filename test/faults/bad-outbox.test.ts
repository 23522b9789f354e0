import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimError } from '../../src/errors.ts';
import { type KeptOutbox, openOutbox } from '../../src/outbox/open.ts';
import type { Pending } from '../../src/outbox/outbox.ts';
import { useFolder } from '../helpers/memory-io.ts';

/** So many of each kind: each takes some files. */
const RUNS = Number(process.env['IOT_SIM_TEST_INPUTS'] ?? 2_000) / 20;
const OWNER = { endpoint: 'https://example.test', productKey: 'a1', deviceName: 'sensor' };
const SETTLED = 40;
const PUT = 200;

/** Opens an outbox, and says whether anything was told of damage. @returns undefined where it was refused with a reason */
async function open(folder: string): Promise<{ outbox: KeptOutbox; isTold: boolean } | undefined> {
  let isTold = false;
  const tell = (): void => {
    isTold = true;
  };
  try {
    const outbox = await openOutbox({ folder, owner: OWNER, nowMs: 7, onMovedAside: tell, onLoss: tell });
    return { outbox, isTold };
  } catch (error) {
    expect(error).toBeInstanceOf(SimError);
    return undefined;
  }
}

function message(number: number): Pending {
  return {
    id: String(number),
    takenAtMs: 1_768_471_200_000 + number,
    params: new Map([['temperature', '22']]),
  };
}

/** Makes an outbox of which some messages are settled. */
async function fill(folder: string, count: number): Promise<void> {
  const opened = await open(folder);
  const outbox = opened!.outbox;
  await Promise.all([...Array(count).keys()].map((number) => outbox.put(message(number))));
  for (let number = 0; number < SETTLED; number++)
    await outbox.settle(String(number), number % 3 === 0 ? 'refused' : 'sent');
  await outbox.close();
}

/** Settles all that waits, and gives the ids; one that gave no message any more would take too long. */
async function drain(outbox: KeptOutbox): Promise<string[]> {
  const ids: string[] = [];
  while (outbox.size() > 0) {
    const { id } = await outbox.next(AbortSignal.timeout(10_000));
    ids.push(id);
    await outbox.settle(id, 'sent');
  }
  return ids;
}

const number = fc.nat(250).map((value) => String(value).padStart(15, '0'));
const key = fc.oneof(
  number.map((text) => `taken/${text}`),
  number.map((text) => `outcome/${text}`),
  fc.constantFrom('settled', 'owner', 'taken/', 'taken/x', 'outcome/-1', 'taken/1', ''),
  fc.string({ minLength: 1 }),
);
const record = { id: '7', at: 1_768_471_200_000, params: { temperature: '22' } };
const value = fc.oneof(
  fc.constantFrom('', '0', '7', '-1', '1e3', '99999', 'sent', 'refused', 'dropped', 'null', '[]', '{}'),
  fc
    .constantFrom(
      record,
      { ...record, id: 7 },
      { ...record, at: '7' },
      { ...record, params: { temperature: 22 } },
      { id: '7' },
      OWNER,
    )
    .map((row) => JSON.stringify(row)),
  fc.string({ unit: 'binary' }),
);

test('an outbox of any contents is used, moved aside or refused with a reason', async () => {
  const root = useFolder();
  let count = 0;
  const rows = fc.uniqueArray(fc.tuple(key, value), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  });
  const property = fc.asyncProperty(rows, async (rows) => {
    const folder = join(root, String(++count));
    await fill(folder, 60);
    const level = new ClassicLevel<string, string>(folder);
    await level.batch(
      rows.filter(([name]) => name !== '').map(([name, text]) => ({ type: 'put', key: name, value: text })),
    );
    await level.close();
    const opened = await open(folder);
    if (opened === undefined) return;
    const { outbox } = opened;
    try {
      await outbox.put(message(1_000));
      expect((await drain(outbox)).at(-1)).toBe('1000');
      for await (const entry of outbox.entries()) expect(entry.id).toBeTypeOf('string');
    } catch (error) {
      expect(error).toBeInstanceOf(SimError);
    } finally {
      await outbox.close();
    }
  });
  // Such a key sorts where its number does not belong.
  const examples: [[string, string][]][] = [[[['taken/1', JSON.stringify(record)]]]];
  await fc.assert(property, { numRuns: RUNS, examples });
});

test('an outbox whose files are damaged gives every reading, or says that it does not', async () => {
  const root = useFolder();
  const whole = join(root, 'whole');
  await fill(whole, PUT);
  await (await open(whole))!.outbox.close(); // what was written last becomes a table
  const second = await open(whole);
  await second!.outbox.put(message(PUT));
  await second!.outbox.close();
  const names = readdirSync(whole).filter((name) => name !== 'LOCK' && !name.startsWith('LOG'));
  let count = 0;
  const damage = fc.record({
    name: fc.constantFrom(...names),
    how: fc.constantFrom('overwrite', 'delete', 'append', 'empty'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  });
  const property = fc.asyncProperty(damage, async ({ name, how, at, bytes }) => {
    const folder = join(root, String(++count));
    cpSync(whole, folder, { recursive: true });
    const path = join(folder, name);
    const before = readFileSync(path);
    if (how === 'delete') rmSync(path);
    if (how === 'empty') truncateSync(path, 0);
    if (how === 'append') writeFileSync(path, Buffer.concat([before, bytes]));
    if (how === 'overwrite') {
      const start = Math.floor(at * before.length);
      writeFileSync(
        path,
        Buffer.concat([before.subarray(0, start), bytes, before.subarray(start + bytes.length)]),
      );
    }
    const opened = await open(folder);
    if (opened === undefined) return;
    const { outbox, isTold } = opened;
    try {
      const ids = await drain(outbox);
      if (isTold) return;
      // LevelDB takes a log that ends half-way for one of a power cut, and says nothing.
      const whole = [...Array(PUT + 1 - SETTLED).keys()].map((index) => String(index + SETTLED));
      expect(ids).toEqual(
        name.endsWith('.log') ? whole.slice(0, Math.max(ids.length, whole.length - 1)) : whole,
      );
    } catch (error) {
      if (!(error instanceof SimError)) throw error;
    } finally {
      await outbox.close();
    }
  });
  await fc.assert(property, { numRuns: RUNS });
});

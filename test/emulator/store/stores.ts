import { onTestFinished } from 'vitest';
import { createMemoryStore, openStore, type Store, type Walk } from '../../../src/emulator/store/store.ts';
import { useFolder } from '../../helpers/memory-io.ts';

/** A store that is closed when the test is over. */
export async function useStore(folder?: string): Promise<Store> {
  const store = folder === undefined ? createMemoryStore() : await openStore(folder);
  onTestFinished(() => store.close());
  return store;
}

/** Both kinds of store: a name, and a way to a new one. */
export const STORES: [name: string, open: () => Promise<Store>][] = [
  ['in memory', () => useStore()],
  ['in a folder', () => useStore(useFolder())],
];

const EVERYTHING: Walk = { from: '', to: '\u007f' };

/** The entries of a walk, all of them. */
export async function entriesOf(store: Pick<Store, 'entries'>, walk: Partial<Walk> = {}) {
  const entries: [key: string, value: string][] = [];
  for await (const entry of store.entries({ ...EVERYTHING, ...walk })) entries.push(entry);
  return entries;
}

/** Their keys. */
export async function keysOf(store: Pick<Store, 'entries'>, walk?: Partial<Walk>): Promise<string[]> {
  return (await entriesOf(store, walk)).map(([key]) => key);
}

/** Writes entries and resolves once they are kept. */
export function put(store: Store, entries: Readonly<Record<string, string>>): Promise<void> {
  return store.write(Object.entries(entries).map(([key, value]) => ({ type: 'put', key, value })));
}

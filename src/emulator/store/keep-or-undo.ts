import type { Change, Store } from './store.ts';

/** Keeps what was done in memory already; where that fails it is taken back, and whoever asked is told. */
export async function keepOrUndo(
  store: Pick<Store, 'write'>,
  changes: readonly Change[],
  undo: () => void,
): Promise<void> {
  try {
    await store.write(changes);
  } catch (error) {
    undo();
    throw error;
  }
}

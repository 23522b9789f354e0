import { SimError } from '../errors.ts';
import { DEVICES, type Device, readDevice } from './registry/device.ts';
import { PRODUCTS, type Product, readProduct } from './registry/product.ts';
import { readState } from './state-file/read-state.ts';
import { createSequence, openSequence, type Sequence } from './store/sequence.ts';
import { createMemoryStore, type KeyRange, openStore, type Store } from './store/store.ts';
import { type KeptToken, TOKENS } from './tokens.ts';

/** A store, and what of it an emulator has at hand: all but history and log. */
export interface Kept {
  readonly store: Store;
  /** Whether there was nothing in the store. */
  readonly isFresh: boolean;
  readonly products: readonly Product[];
  readonly devices: readonly Device[];
  readonly tokens: readonly KeptToken[];
  readonly nextSeq: Sequence;
}

/** The layout of what is kept. */
const FORMAT = 'meta/format';
const CURRENT_FORMAT = '1';

/** A new store that ends with the process. */
export function keepInMemory(): Kept {
  const store = createMemoryStore();
  return { store, isFresh: true, products: [], devices: [], tokens: [], nextSeq: createSequence() };
}

/**
 * Opens what an emulator begins with.
 * @param options.data a folder, which is made where it does not exist; without one all is in memory
 * @param options.state the text of an exported state, to be put into an empty store
 * @throws SimError DATA_IN_USE, DATA_NOT_EMPTY, DATA_UNUSABLE, STATE_INVALID
 */
export async function openKept({
  data,
  state,
}: {
  data?: string | undefined;
  state?: string | undefined;
}): Promise<Kept> {
  const changes = state === undefined ? [] : readState(state);
  const store = data === undefined ? createMemoryStore() : await openStore(data);
  const folder = data ?? 'in memory';
  try {
    const format = await store.read(FORMAT);
    if (format !== undefined && format !== CURRENT_FORMAT) {
      throw new SimError('DATA_UNUSABLE', `The data folder ${folder} has the format ${format}.`, {
        likely: 'A newer version of iot-sim wrote it.',
        hint: 'Update iot-sim, or give another folder with --data.',
      });
    }
    if (format !== undefined && state !== undefined) {
      throw new SimError('DATA_NOT_EMPTY', `The data folder ${folder} is not empty; nothing was imported.`);
    }
    if (format === undefined) {
      await store.write([...changes, { type: 'put', key: FORMAT, value: CURRENT_FORMAT }]);
    }
    return {
      store,
      isFresh: format === undefined && state === undefined,
      products: await readAll(store, PRODUCTS, readProduct),
      devices: await readAll(store, DEVICES, readDevice),
      tokens: await readAll(store, TOKENS, (text) => JSON.parse(text) as KeptToken),
      nextSeq: await openSequence(store),
    };
  } catch (error) {
    await store.close();
    if (error instanceof SimError) throw error;
    const { message } = error as Error;
    throw new SimError('DATA_UNUSABLE', `The data folder ${folder} cannot be used: ${message}.`, {
      cause: error,
    });
  }
}

async function readAll<T>(store: Store, range: KeyRange, read: (text: string) => T): Promise<T[]> {
  const all: T[] = [];
  for await (const [, text] of store.entries(range)) all.push(read(text));
  return all;
}

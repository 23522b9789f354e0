import { SimError } from '../errors.ts';
import { deviceText } from '../protocol/topic.ts';
import { DEVICES, type Device, deleteDevice, readDevice } from './registry/device.ts';
import { PRODUCTS, type Product, readProduct } from './registry/product.ts';
import { finishRemovals, removalOf } from './removals.ts';
import { readState } from './state-file/read-state.ts';
import { createSequence, openSequence, type Sequence } from './store/sequence.ts';
import {
  type Change,
  createMemoryStore,
  type KeyRange,
  lookInto,
  openStore,
  type Store,
} from './store/store.ts';
import { deleteToken, type KeptToken, TOKENS } from './tokens.ts';

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
  return orClose({ store, folder }, async () => {
    const isNew = (await readFormat(store, folder)) === undefined;
    if (!isNew && state !== undefined) {
      throw new SimError('DATA_NOT_EMPTY', `The data folder ${folder} is not empty; nothing was imported.`);
    }
    if (isNew) await store.write([...changes, { type: 'put', key: FORMAT, value: CURRENT_FORMAT }]);
    await finishRemovals(store);
    const nextSeq = await openSequence(store);
    return {
      store,
      isFresh: isNew && state === undefined,
      nextSeq,
      ...(await readRegistered(store, nextSeq)),
    };
  });
}

/**
 * Opens the store of a data folder to be read; one that is none stays as it is.
 * @throws SimError DATA_IN_USE, DATA_UNUSABLE
 */
export async function openKeptStore(folder: string): Promise<Store> {
  if ((await lookInto(folder)) === 'nothing') throw noData(folder);
  const store = await openStore(folder);
  return orClose({ store, folder }, async () => {
    if ((await readFormat(store, folder)) === undefined) throw noData(folder);
    return store;
  });
}

/**
 * Does something with a store that was opened, and closes it where that fails.
 * @throws SimError as it was thrown, or DATA_UNUSABLE
 */
export async function orClose<T>(
  { store, folder }: { store: Store; folder: string },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    await store.close();
    if (error instanceof SimError) throw error;
    const { message } = error as Error;
    throw new SimError('DATA_UNUSABLE', `The data folder ${folder} cannot be used: ${message}.`, {
      cause: error,
    });
  }
}

/** Gives undefined for a store of nobody yet. @throws SimError DATA_UNUSABLE where it is laid out otherwise */
async function readFormat(store: Store, folder: string): Promise<string | undefined> {
  const format = await store.read(FORMAT);
  if (format === undefined || format === CURRENT_FORMAT) return format;
  throw new SimError('DATA_UNUSABLE', `The data folder ${folder} has the format ${format}.`, {
    likely: 'A newer version of iot-sim wrote it.',
    hint: 'Update iot-sim, or give another folder with --data.',
  });
}

function noData(folder: string): SimError {
  return new SimError('DATA_UNUSABLE', `There is no data of an emulator in ${folder}.`, {
    likely: 'The path is misspelt, or no emulator has used the folder yet.',
    hint: 'Give the folder that was given to iot-sim emulator --data',
  });
}

/** Reads what is at hand. A device without its product, or a token without its device, is of no use to anybody: it goes. */
async function readRegistered(
  store: Store,
  nextSeq: Sequence,
): Promise<Pick<Kept, 'products' | 'devices' | 'tokens'>> {
  const products = await readAll(store, PRODUCTS, readProduct);
  const productKeys = new Set(products.map(({ productKey }) => productKey));
  const [devices, strayDevices] = split(await readAll(store, DEVICES, readDevice), ({ triple }) =>
    productKeys.has(triple.productKey),
  );
  const names = new Set(devices.map(({ triple }) => deviceText(triple)));
  const [tokens, strayTokens] = split(
    await readAll(store, TOKENS, (text) => JSON.parse(text) as KeptToken),
    (token) => names.has(deviceText(token)),
  );
  const changes: Change[] = [
    ...strayDevices.flatMap(({ triple }) => [deleteDevice(triple), removalOf(triple, nextSeq()).begin]),
    ...strayTokens.map(deleteToken),
  ];
  if (changes.length > 0) {
    await store.write(changes);
    await finishRemovals(store);
  }
  return { products, devices, tokens };
}

function split<T>(all: readonly T[], isMeant: (item: T) => boolean): [meant: T[], others: T[]] {
  return [all.filter(isMeant), all.filter((item) => !isMeant(item))];
}

async function readAll<T>(store: Store, range: KeyRange, read: (text: string) => T): Promise<T[]> {
  const all: T[] = [];
  for await (const [, text] of store.entries(range)) all.push(read(text));
  return all;
}

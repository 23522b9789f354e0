import { type DeviceIdentity, deviceText } from '../../protocol/topic.ts';
import { DEFAULT_CHECK_MODE } from '../../tsl/check.ts';
import { writeThingModel } from '../../tsl/write-model.ts';
import { keepOrUndo } from '../store/keep-or-undo.ts';
import type { Change, Store } from '../store/store.ts';
import { DEVICE_NAME, type Device, deleteDevice, newDevice, putDevice } from './device.ts';
import { createTurns } from './in-turn.ts';
import { byOrder, createMembers } from './members.ts';
import {
  changeProduct,
  deleteProduct,
  EMPTY_MODEL,
  newProductKey,
  newProductSecret,
  PRODUCT_KEY,
  type Product,
  type ProductSettings,
  putProduct,
} from './product.ts';

/** What a new product is to be; what is not given is made up or has the platform's default. */
export interface NewProduct extends Partial<ProductSettings> {
  readonly productName: string;
  readonly productKey?: string | undefined;
  readonly productSecret?: string | undefined;
  readonly netType?: string | undefined;
}

/** What a new device is to be; what is not given is made up. */
export interface NewDevice {
  readonly deviceName?: string | undefined;
  readonly deviceSecret?: string | undefined;
  readonly nickname?: string | undefined;
}

/**
 * The products and devices of one emulator. Reading is immediate; what changes them resolves once it is kept, and what
 * cannot be kept is not done. Whoever calls checks first what the platform would refuse.
 */
export interface Registry {
  /** In the order they were made. */
  products(): Iterable<Product>;
  product(productKey: string): Product | undefined;
  /** @throws RangeError when the key is none, or taken, or its release is no TSL */
  addProduct(product: NewProduct): Promise<Product>;
  /** @throws RangeError when there is no such product, or its new release is no TSL */
  changeProduct(productKey: string, changes: Partial<ProductSettings>): Promise<Product>;
  /** With all its devices. */
  removeProduct(productKey: string): Promise<void>;

  /** Of one product, in the order they were made. */
  devices(productKey: string): Iterable<Device>;
  countDevices(productKey: string): number;
  /** Of all products. */
  countAllDevices(): number;
  device(productKey: string, deviceName: string): Device | undefined;
  deviceById(iotId: string): Device | undefined;
  /** @throws RangeError when there is no such product, or a name is none or taken */
  addDevices(productKey: string, devices: readonly NewDevice[]): Promise<Device[]>;
  /** Changes a device that is still there. */
  changeDevice(device: Device, changes: Partial<DeviceSettings>): Promise<void>;
  /** Keeps what was changed in those devices that are still there. */
  keepDevices(devices: readonly Device[]): Promise<void>;
  removeDevice(identity: DeviceIdentity): Promise<void>;
  /** Resolves once no change is under way. */
  settled(): Promise<void>;
  /** Forgets all; gives what keeps that, and a way back. */
  clear(): { readonly changes: Change[]; readonly undo: () => void };
}

/** What of a device can be changed. */
export type DeviceSettings = Pick<Device, 'isEnabled' | 'nickname' | 'offlineAtMs'>;

/** What goes with devices that are removed. */
export interface Leaving {
  /** To be kept in the same write. */
  readonly changes: readonly Change[];
  /** Takes it back, where that cannot be kept. */
  readonly undo: () => void;
  /** Removes the rest once it is kept. */
  readonly finish: () => Promise<void>;
}

/** What a registry starts with. */
export interface Registered {
  readonly products: readonly Product[];
  readonly devices: readonly Device[];
}

/**
 * Makes a registry.
 * @param options.onChange told of what was changed, once it is kept
 * @param options.onRemove told of devices that are removed, so that what belongs to them can go too
 */
export function createRegistry({
  store,
  now,
  registered,
  onChange,
  onRemove,
}: {
  store: Store;
  now: () => number;
  registered: Registered;
  onChange: () => void;
  onRemove: (devices: readonly Device[]) => Leaving;
}): Registry {
  const members = createMembers();
  const { products } = members;
  // What failed must leave nothing that the next change of the same thing was built on.
  const turns = createTurns();

  const productOf = (productKey: string): Product => {
    const product = products.get(productKey);
    if (product === undefined) throw new RangeError(`there is no product ${productKey}`);
    return product;
  };
  const keep = async (changes: readonly Change[], undo: () => void): Promise<void> => {
    await keepOrUndo(store, changes, undo);
    onChange();
  };
  /** In one write, so that no token outlives its device. */
  const forget = async (product: Product, devices: readonly Device[], further: Change[]): Promise<void> => {
    const leaving = onRemove(devices);
    const gone = devices.map(({ triple }) => deleteDevice(triple));
    await keep([...leaving.changes, ...gone, ...further], () => {
      members.restore(product, devices);
      leaving.undo();
    });
    await leaving.finish();
  };

  let made = 0;
  const nextOrder = (): number => {
    made += 1;
    return made;
  };
  for (const product of registered.products.toSorted(byOrder)) members.put(product);
  for (const device of registered.devices.toSorted(byOrder)) members.add(device);
  for (const { order } of [...registered.products, ...registered.devices]) made = Math.max(made, order);

  return {
    products: () => products.values(),
    product: (productKey) => products.get(productKey),
    async addProduct({ productKey = newProductKey(), ...wanted }) {
      if (!PRODUCT_KEY.test(productKey)) throw new RangeError(`${productKey} is no product key`);
      return turns.run([productKey], async () => {
        if (products.has(productKey)) throw new RangeError(`there is a product ${productKey} already`);
        const blank: Product = {
          productKey,
          productSecret: wanted.productSecret ?? newProductSecret(),
          order: nextOrder(),
          productName: wanted.productName,
          description: '',
          netType: wanted.netType ?? 'WIFI',
          createdAtMs: now(),
          mode: DEFAULT_CHECK_MODE,
          isDynamicRegistration: false,
          draft: writeThingModel(EMPTY_MODEL, productKey),
          release: undefined,
          model: EMPTY_MODEL,
        };
        const { productName, description, mode, isDynamicRegistration, draft, release } = wanted;
        const given = { productName, description, mode, isDynamicRegistration, draft, release };
        const product = changeProduct(blank, withoutUndefined(given));
        members.put(product);
        await keep([putProduct(product)], () => members.dropProduct(product));
        return product;
      });
    },
    changeProduct: (productKey, changes) =>
      turns.run([productKey], async () => {
        const product = productOf(productKey);
        const changed = changeProduct(product, changes);
        members.put(changed);
        await keep([putProduct(changed)], () => members.put(product));
        return changed;
      }),
    async removeProduct(productKey) {
      const devicesOf = (): Device[] => [...(members.devicesOf(productKey)?.values() ?? [])];
      const names = devicesOf().map(({ triple }) => deviceText(triple));
      await turns.run([productKey, ...names], async () => {
        const product = productOf(productKey);
        const devices = devicesOf();
        members.dropProduct(product);
        await forget(product, devices, [deleteProduct(productKey)]);
      });
    },

    devices: (productKey) => members.devicesOf(productKey)?.values() ?? [],
    countDevices: (productKey) => members.devicesOf(productKey)?.size ?? 0,
    countAllDevices: () => members.devices.size,
    device: (productKey, deviceName) => members.devicesOf(productKey)?.get(deviceName),
    deviceById: (iotId) => members.devices.get(iotId),
    async addDevices(productKey, wanted) {
      const added = wanted.map((device) =>
        newDevice({ ...device, productKey, order: nextOrder(), nowMs: now() }),
      );
      const names = added.map(({ triple }) => triple.deviceName);
      const wrong = names.find((name) => !DEVICE_NAME.test(name));
      if (wrong !== undefined) throw new RangeError(`${wrong} is no device name`);
      return turns.run(
        added.map(({ triple }) => deviceText(triple)),
        async () => {
          productOf(productKey);
          const there = members.devicesOf(productKey);
          const own = new Set<string>();
          for (const name of names) {
            if (there?.has(name) || own.has(name)) throw new RangeError(`there is a device ${name} already`);
            own.add(name);
          }
          for (const device of added) members.add(device);
          await keep(added.map(putDevice), () => added.forEach(members.drop));
          return added;
        },
      );
    },
    changeDevice: (device, changes) =>
      turns.run([deviceText(device.triple)], async () => {
        if (!members.holds(device)) return;
        const { isEnabled, nickname, offlineAtMs } = device;
        Object.assign(device, changes);
        await keep([putDevice(device)], () => Object.assign(device, { isEnabled, nickname, offlineAtMs }));
      }),
    keepDevices: (devices) => store.write(devices.filter(members.holds).map(putDevice)),
    removeDevice: (identity) =>
      // Its product cannot go meanwhile: it would come back with the device.
      turns.run([identity.productKey, deviceText(identity)], async () => {
        const product = products.get(identity.productKey);
        const device = members.devicesOf(identity.productKey)?.get(identity.deviceName);
        if (product === undefined || device === undefined) return;
        members.drop(device);
        await forget(product, [device], []);
      }),
    settled: turns.settled,
    clear() {
      const devices = [...members.devices.values()].map(({ triple }) => deleteDevice(triple));
      const changes = [...devices, ...[...products.keys()].map(deleteProduct)];
      return { changes, undo: members.clear() };
    },
  };
}

function withoutUndefined<T extends object>(given: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
}

import type { DeviceIdentity } from '../../protocol/topic.ts';
import { DEFAULT_CHECK_MODE } from '../../tsl/check.ts';
import { writeThingModel } from '../../tsl/write-model.ts';
import type { Change, Store } from '../store/store.ts';
import { type Device, deleteDevice, newDevice, putDevice } from './device.ts';
import {
  changeProduct,
  deleteProduct,
  EMPTY_MODEL,
  newProductKey,
  newProductSecret,
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
 * The products and devices of one emulator. Reading is immediate; what changes them resolves once it is kept.
 * Whoever calls checks first what the platform would refuse.
 */
export interface Registry {
  /** In the order they were made. */
  products(): Iterable<Product>;
  product(productKey: string): Product | undefined;
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
  /** @throws RangeError when there is no such product, or a name is taken */
  addDevices(productKey: string, devices: readonly NewDevice[]): Promise<Device[]>;
  /** Keeps what was changed in a device. */
  keepDevice(device: Device): Promise<void>;
  removeDevice(identity: DeviceIdentity): Promise<void>;
  /** Forgets all without keeping that: for a store that is emptied as a whole. */
  clear(): void;
}

/** What a registry starts with. */
export interface Registered {
  readonly products: readonly Product[];
  readonly devices: readonly Device[];
}

/**
 * Makes a registry.
 * @param options.onRemove told of each device that is removed, so that what belongs to it can go too
 */
export function createRegistry({
  store,
  now,
  registered,
  onRemove,
}: {
  store: Store;
  now: () => number;
  registered: Registered;
  onRemove: (device: Device) => Promise<void>;
}): Registry {
  const products = new Map<string, Product>();
  const byName = new Map<string, Map<string, Device>>();
  const byId = new Map<string, Device>();

  const put = (product: Product): Product => {
    products.set(product.productKey, product);
    if (!byName.has(product.productKey)) byName.set(product.productKey, new Map());
    return product;
  };
  const devicesOf = (productKey: string): Map<string, Device> => {
    const devices = byName.get(productKey);
    if (devices === undefined) throw new RangeError(`there is no product ${productKey}`);
    return devices;
  };
  const add = (device: Device): void => {
    devicesOf(device.triple.productKey).set(device.triple.deviceName, device);
    byId.set(device.iotId, device);
  };
  const drop = ({ triple, iotId }: Device): void => {
    byName.get(triple.productKey)?.delete(triple.deviceName);
    byId.delete(iotId);
  };
  const forget = async (devices: readonly Device[], further: readonly Change[]): Promise<void> => {
    for (const device of devices) drop(device);
    // In one turn, so that a device and its tokens go with one write: no token outlives its device.
    const gone = devices.map(onRemove);
    await Promise.all([
      ...gone,
      store.write([...devices.map(({ triple }) => deleteDevice(triple)), ...further]),
    ]);
  };
  /** What cannot be kept is not done. */
  const keep = async (changes: readonly Change[], undo: () => void): Promise<void> => {
    try {
      await store.write(changes);
    } catch (error) {
      undo();
      throw error;
    }
  };

  let made = 0;
  const nextOrder = (): number => {
    made += 1;
    return made;
  };
  for (const product of registered.products.toSorted(byOrder)) put(product);
  for (const device of registered.devices.toSorted(byOrder)) add(device);
  for (const { order } of [...registered.products, ...registered.devices]) made = Math.max(made, order);

  return {
    products: () => products.values(),
    product: (productKey) => products.get(productKey),
    async addProduct(wanted) {
      const productKey = wanted.productKey ?? newProductKey();
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
      const product = put(changeProduct(blank, withoutUndefined(given)));
      await keep([putProduct(product)], () => {
        products.delete(productKey);
        byName.delete(productKey);
      });
      return product;
    },
    async changeProduct(productKey, changes) {
      const product = products.get(productKey);
      if (product === undefined) throw new RangeError(`there is no product ${productKey}`);
      const changed = put(changeProduct(product, changes));
      await keep([putProduct(changed)], () => {
        if (products.get(productKey) === changed) put(product);
      });
      return changed;
    },
    async removeProduct(productKey) {
      const devices = [...devicesOf(productKey).values()];
      products.delete(productKey);
      byName.delete(productKey);
      await forget(devices, [deleteProduct(productKey)]);
    },

    devices: (productKey) => byName.get(productKey)?.values() ?? [],
    countDevices: (productKey) => byName.get(productKey)?.size ?? 0,
    countAllDevices: () => byId.size,
    device: (productKey, deviceName) => byName.get(productKey)?.get(deviceName),
    deviceById: (iotId) => byId.get(iotId),
    async addDevices(productKey, wanted) {
      const there = devicesOf(productKey);
      const added = wanted.map((device) =>
        newDevice({ ...device, productKey, order: nextOrder(), nowMs: now() }),
      );
      const names = new Set<string>();
      for (const { deviceName } of added.map(({ triple }) => triple)) {
        if (there.has(deviceName) || names.has(deviceName)) {
          throw new RangeError(`there is a device ${deviceName} already`);
        }
        names.add(deviceName);
      }
      for (const device of added) add(device);
      await keep(added.map(putDevice), () => added.forEach(drop));
      return added;
    },
    keepDevice: (device) => store.write([putDevice(device)]),
    async removeDevice({ productKey, deviceName }) {
      const device = byName.get(productKey)?.get(deviceName);
      if (device !== undefined) await forget([device], []);
    },
    clear() {
      for (const all of [products, byName, byId]) all.clear();
    },
  };
}

function byOrder(a: { readonly order: number }, b: { readonly order: number }): number {
  return a.order - b.order;
}

function withoutUndefined<T extends object>(given: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
}

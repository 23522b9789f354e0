import type { Device } from './device.ts';
import type { Product } from './product.ts';

/** The products and devices there are, in memory alone. */
export interface Members {
  /** By key, in the order they were made. */
  readonly products: ReadonlyMap<string, Product>;
  /** Of one product, by name, in the order they were made; undefined where there is no such product. */
  devicesOf(productKey: string): ReadonlyMap<string, Device> | undefined;
  /** By IotId. */
  readonly devices: ReadonlyMap<string, Device>;
  /** Adds a product, or puts one in the place of that of its key. */
  put(product: Product): void;
  /** @throws RangeError when there is no such product */
  add(device: Device): void;
  /** Whether it is this very device that is there. */
  holds(device: Device): boolean;
  drop(device: Device): void;
  /** With its devices. */
  dropProduct(product: Product): void;
  /** Puts a product and devices of it back, each in its place. */
  restore(product: Product, devices: readonly Device[]): void;
  /** Forgets all; gives a way back. */
  clear(): () => void;
}

/** Makes members of which there are none. */
export function createMembers(): Members {
  const products = new Map<string, Product>();
  const byName = new Map<string, Map<string, Device>>();
  const byId = new Map<string, Device>();

  const holds = (device: Device): boolean => byId.get(device.iotId) === device;

  return {
    products,
    devices: byId,
    devicesOf: (productKey) => byName.get(productKey),
    put(product) {
      products.set(product.productKey, product);
      if (!byName.has(product.productKey)) byName.set(product.productKey, new Map());
    },
    add(device) {
      const { productKey, deviceName } = device.triple;
      const devices = byName.get(productKey);
      if (devices === undefined) throw new RangeError(`there is no product ${productKey}`);
      devices.set(deviceName, device);
      byId.set(device.iotId, device);
    },
    holds,
    drop(device) {
      if (!holds(device)) return;
      byName.get(device.triple.productKey)?.delete(device.triple.deviceName);
      byId.delete(device.iotId);
    },
    dropProduct(product) {
      if (products.get(product.productKey) !== product) return;
      for (const device of byName.get(product.productKey)?.values() ?? []) byId.delete(device.iotId);
      products.delete(product.productKey);
      byName.delete(product.productKey);
    },
    restore(product, devices) {
      const { productKey } = product;
      for (const device of devices) byId.set(device.iotId, device);
      const all = [...(byName.get(productKey)?.values() ?? []), ...devices].toSorted(byOrder);
      byName.set(productKey, new Map(all.map((device) => [device.triple.deviceName, device])));
      products.set(productKey, product);
      refill(
        products,
        [...products].toSorted(([, a], [, b]) => byOrder(a, b)),
      );
    },
    clear() {
      const before = [[...products], [...byName], [...byId]] as const;
      for (const all of [products, byName, byId]) all.clear();
      return () => {
        refill(products, before[0]);
        refill(byName, before[1]);
        refill(byId, before[2]);
      };
    },
  };
}

/** Sorts what was made earlier before what was made later. */
export function byOrder(a: { readonly order: number }, b: { readonly order: number }): number {
  return a.order - b.order;
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

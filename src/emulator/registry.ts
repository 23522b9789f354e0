import type { DeviceTriple } from '../protocol/topic.ts';
import type { CheckMode } from '../tsl/check.ts';
import type { ThingModel } from '../tsl/model.ts';

/** A product: what its devices have in common. */
export interface Product {
  readonly productKey: string;
  readonly model: ThingModel;
  /** How strictly reported values are checked. */
  readonly mode: CheckMode;
}

/** A device that may authenticate. */
export interface Device {
  readonly triple: DeviceTriple;
  readonly product: Product;
  isEnabled: boolean;
}

/** The products and devices of one emulator. */
export interface Registry {
  addProduct(product: Product): void;
  /** @throws RangeError when its product does not exist */
  addDevice(triple: DeviceTriple): Device;
  find(productKey: string, deviceName: string): Device | undefined;
}

/** Makes an empty registry. */
export function createRegistry(): Registry {
  const products = new Map<string, Product>();
  const devices = new Map<string, Device>();
  const key = (productKey: string, deviceName: string): string => `${productKey}/${deviceName}`;
  return {
    addProduct(product) {
      products.set(product.productKey, product);
    },
    addDevice(triple) {
      const product = products.get(triple.productKey);
      if (product === undefined) throw new RangeError(`there is no product ${triple.productKey}`);
      const device: Device = { triple, product, isEnabled: true };
      devices.set(key(triple.productKey, triple.deviceName), device);
      return device;
    },
    find: (productKey, deviceName) => devices.get(key(productKey, deviceName)),
  };
}

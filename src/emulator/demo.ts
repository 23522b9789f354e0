import { createHash } from 'node:crypto';
import { DEMO_PRODUCT_KEY } from '../protocol/endpoint.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import type { CheckMode } from '../tsl/check.ts';
import { PRESETS } from '../tsl/presets.ts';
import { writeThingModel } from '../tsl/write-model.ts';
import type { Release } from './registry/product.ts';
import type { NewDevice, Registry } from './registry/registry.ts';

/**
 * The device every emulator has. Its secret is known to everybody and opens nothing else; the program refuses its
 * product key for any endpoint that is not on this machine.
 */
export const DEMO_DEVICE: DeviceTriple = {
  productKey: DEMO_PRODUCT_KEY,
  deviceName: 'demo-sensor',
  deviceSecret: 'iotsimdemosecretiotsimdemosecret',
};

/** The demo product's secret, for dynamic registration: as well known as the device's. */
export const DEMO_PRODUCT_SECRET = 'iotsimdemosecret';

/** What of the demo product can be chosen at start. */
export interface DemoOptions {
  /** Its thing model, as TSL JSON text. @default the preset `environment`, or what is kept */
  readonly tsl?: string | undefined;
  /** How strictly its values are checked. @default 'weak', or what is kept */
  readonly mode?: CheckMode | undefined;
  /** So many further devices, `demo-sensor-00001` and so on. @default 0 */
  readonly devices?: number | undefined;
}

/** The triples of the first `count` further devices of the demo product; the same in every emulator. */
export function demoDevices(count: number): DeviceTriple[] {
  return Array.from({ length: count }, (_, index) => {
    const deviceName = `${DEMO_DEVICE.deviceName}-${String(index + 1).padStart(5, '0')}`;
    const deviceSecret = createHash('sha256').update(deviceName).digest('hex').slice(0, 32);
    return { productKey: DEMO_PRODUCT_KEY, deviceName, deviceSecret };
  });
}

/** Makes the demo product and its devices, where they are not kept; gives an existing one the model and mode asked for. */
export async function ensureDemo(
  registry: Registry,
  { tsl, mode, devices = 0 }: DemoOptions,
  nowMs: number,
): Promise<void> {
  const product = registry.product(DEMO_PRODUCT_KEY);
  const changes = {
    ...(tsl === undefined ? {} : release(tsl, nowMs)),
    ...(mode === undefined ? {} : { mode }),
  };
  // Everything is there at once; the promises are of its being kept.
  const kept: Promise<unknown>[] = [];
  if (product === undefined) {
    const demo = {
      productKey: DEMO_PRODUCT_KEY,
      productSecret: DEMO_PRODUCT_SECRET,
      productName: 'Demo environmental sensor',
      isDynamicRegistration: true,
      ...release(writeThingModel(PRESETS.environment, DEMO_PRODUCT_KEY), nowMs),
      ...changes,
    };
    kept.push(registry.addProduct(demo));
  } else if (mode !== undefined || (tsl !== undefined && tsl !== product.release?.tsl)) {
    kept.push(registry.changeProduct(DEMO_PRODUCT_KEY, changes));
  }
  const wanted: NewDevice[] = [DEMO_DEVICE, ...demoDevices(devices)];
  const missing = wanted.filter(
    ({ deviceName = '' }) => registry.device(DEMO_PRODUCT_KEY, deviceName) === undefined,
  );
  kept.push(registry.addDevices(DEMO_PRODUCT_KEY, missing));
  await Promise.all(kept);
}

function release(tsl: string, atMs: number): { draft: string; release: Release } {
  return { draft: tsl, release: { version: 'v1', description: '', atMs, tsl } };
}

import { DEMO_PRODUCT_KEY } from '../protocol/endpoint.ts';
import type { DeviceTriple } from '../protocol/topic.ts';

/**
 * The device every emulator has. Its secret is known to everybody and opens nothing else; the program refuses its
 * product key for any endpoint that is not on this machine.
 */
export const DEMO_DEVICE: DeviceTriple = {
  productKey: DEMO_PRODUCT_KEY,
  deviceName: 'demo-sensor',
  deviceSecret: 'iotsimdemosecretiotsimdemosecret',
};

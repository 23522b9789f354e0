export { DEFAULT_EMULATOR_HOST, DEFAULT_EMULATOR_PORT } from './address.ts';
export { DEMO_DEVICE } from './demo.ts';
export type { Inbox, InboxMessage } from './inbox.ts';
export { createPlatform, type Exchange, type Platform, type PlatformOptions } from './platform.ts';
export type { Device, Product, Registry } from './registry.ts';
export {
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from './server.ts';

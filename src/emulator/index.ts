export { DEFAULT_EMULATOR_HOST, DEFAULT_EMULATOR_PORT } from './address.ts';
export { DEMO_DEVICE, demoDevices } from './demo.ts';
export type { Exchange, JudgedEvent, JudgedProperty, Message } from './exchange.ts';
export type { Fault, FaultSettings } from './faults/fault.ts';
export type { Faults } from './faults/faults.ts';
export type { HistoryQuery, KeptValue } from './history.ts';
export type { LogQuery } from './log.ts';
export {
  createPlatform,
  type HistoryView,
  type LogView,
  openPlatform,
  type Platform,
  type PlatformOptions,
  type RegistryView,
  type Taken,
} from './platform.ts';
export type { StatusChange } from './presence.ts';
export type { Device } from './registry/device.ts';
export type { Product, Release } from './registry/product.ts';
export type { NewDevice, NewProduct } from './registry/registry.ts';
export { type Emulator, type EmulatorOptions, startEmulator } from './server.ts';

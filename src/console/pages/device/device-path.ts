import { apiPath } from '../../api.ts';

/** What names a device. */
export interface DeviceName {
  readonly productKey: string;
  readonly deviceName: string;
}

/** Where the emulator's API has a device, or something of it. */
export function devicePath({ productKey, deviceName }: DeviceName, ...parts: readonly string[]): string {
  return apiPath('devices', productKey, deviceName, ...parts);
}

import type { Device } from './device.ts';

/** A device's status in the management API's words, and since when. */
export interface DeviceStatus {
  readonly status: 'ONLINE' | 'OFFLINE' | 'UNACTIVE' | 'DISABLE';
  /** When it changed, as far as that is kept: that a device was disabled is not. */
  readonly sinceMs: number;
}

/** The status of a device: one that was disabled is that first of all. */
export function statusOf(device: Device): DeviceStatus {
  const {
    isEnabled,
    isOnline,
    createdAtMs,
    activatedAtMs = createdAtMs,
    onlineAtMs = activatedAtMs,
  } = device;
  const offlineAtMs = device.offlineAtMs ?? onlineAtMs;
  if (!isEnabled) return { status: 'DISABLE', sinceMs: offlineAtMs };
  if (device.activatedAtMs === undefined) return { status: 'UNACTIVE', sinceMs: createdAtMs };
  return isOnline ? { status: 'ONLINE', sinceMs: onlineAtMs } : { status: 'OFFLINE', sinceMs: offlineAtMs };
}

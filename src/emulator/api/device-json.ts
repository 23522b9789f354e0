import type { Device } from '../registry/device.ts';
import { type DeviceStatus, statusOf } from '../registry/device-status.ts';
import { json, type LocalAnswer } from './local.ts';
import type { DeviceJson, DeviceState, DevicesJson } from './shapes.ts';

const STATES: Readonly<Record<DeviceStatus['status'], DeviceState>> = {
  UNACTIVE: 'inactive',
  ONLINE: 'online',
  OFFLINE: 'offline',
  DISABLE: 'disabled',
};

/** So many devices an answer shows at most. */
export const MOST_SHOWN = 200;

/** What a device is to its product. */
export function stateOf(device: Device): DeviceState {
  return STATES[statusOf(device).status];
}

/** A device, without its secret. */
export function deviceJson(device: Device): DeviceJson {
  const { triple, iotId, nickname, createdAtMs, activatedAtMs, onlineAtMs, offlineAtMs } = device;
  return {
    productKey: triple.productKey,
    deviceName: triple.deviceName,
    iotId,
    nickname,
    state: stateOf(device),
    createdAtMs,
    ...(activatedAtMs === undefined ? {} : { activatedAtMs }),
    ...(onlineAtMs === undefined ? {} : { onlineAtMs }),
    ...(offlineAtMs === undefined ? {} : { offlineAtMs }),
  };
}

/** A part of a list of devices, answered with. */
export function answerDevices(
  devices: readonly Device[],
  { offset = 0, limit, status = 200 }: { offset?: number; limit: number; status?: number },
): LocalAnswer {
  const part = devices.slice(offset, offset + limit);
  const answer: DevicesJson = { total: devices.length, devices: part.map(deviceJson) };
  return json(JSON.stringify(answer), status);
}

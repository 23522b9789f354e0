import { type DeviceTriple, deviceText } from '../../protocol/topic.ts';
import { randomAlphanumeric, randomHex } from '../../random.ts';
import type { Change } from '../store/store.ts';

/** A device that may authenticate. */
export interface Device {
  readonly triple: DeviceTriple;
  /** The platform's own name for it, the same for its whole life. */
  readonly iotId: string;
  /** Devices that were made later have a greater one. */
  readonly order: number;
  nickname: string;
  isEnabled: boolean;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** When it first authenticated; undefined before. */
  activatedAtMs: number | undefined;
  /** When it last came online; undefined before it ever did. */
  onlineAtMs: number | undefined;
  /** When it last went offline; undefined before it ever did. */
  offlineAtMs: number | undefined;
  isOnline: boolean;
  /** When it last authenticated or published; of this process alone. */
  seenAtMs: number;
}

/** What is kept of a device. */
interface KeptDevice extends DeviceTriple {
  readonly iotId: string;
  readonly order: number;
  readonly nickname: string;
  readonly isEnabled: boolean;
  readonly createdAtMs: number;
  readonly activatedAtMs?: number | undefined;
  readonly onlineAtMs?: number | undefined;
  readonly offlineAtMs?: number | undefined;
}

/** Letters, digits and `-_@.:`, 4 to 32 of them. Source: the page on creating a device. */
export const DEVICE_NAME = /^[\w\-@.:]{4,32}$/;

/** A device that never reported; what is not given is made up in the platform's own shapes. */
export function newDevice({
  productKey,
  deviceName = randomAlphanumeric(20),
  deviceSecret = randomHex(16),
  nickname = '',
  order = 0,
  nowMs,
}: {
  productKey: string;
  deviceName?: string | undefined;
  deviceSecret?: string | undefined;
  nickname?: string | undefined;
  order?: number | undefined;
  nowMs: number;
}): Device {
  return {
    triple: { productKey, deviceName, deviceSecret },
    iotId: `${randomAlphanumeric(20)}000100`,
    order,
    nickname,
    isEnabled: true,
    createdAtMs: nowMs,
    activatedAtMs: undefined,
    onlineAtMs: undefined,
    offlineAtMs: undefined,
    isOnline: false,
    seenAtMs: 0,
  };
}

/** Where devices are kept. */
export const DEVICES = { from: 'device/', to: 'device0' } as const;

/** The change that keeps a device. */
export function putDevice({ triple, isOnline: _, seenAtMs: __, ...rest }: Device): Change {
  const kept: KeptDevice = { ...triple, ...rest };
  return {
    type: 'put',
    key: keyOf(triple),
    value: JSON.stringify(kept),
  };
}

/** The change that forgets a device. */
export function deleteDevice(triple: DeviceTriple): Change {
  return { type: 'del', key: keyOf(triple) };
}

function keyOf(triple: DeviceTriple): string {
  return DEVICES.from + deviceText(triple);
}

/** A device as it was kept. @throws RangeError when it is none, SyntaxError when it is no JSON */
export function readDevice(text: string): Device {
  const kept = JSON.parse(text) as KeptDevice;
  const { productKey, deviceName, deviceSecret, ...rest } = kept;
  if ([productKey, deviceName, deviceSecret, kept.iotId].some((part) => typeof part !== 'string')) {
    throw new RangeError('this is no device');
  }
  return {
    triple: { productKey, deviceName, deviceSecret },
    iotId: rest.iotId,
    order: rest.order,
    nickname: rest.nickname,
    isEnabled: rest.isEnabled,
    createdAtMs: rest.createdAtMs,
    activatedAtMs: rest.activatedAtMs,
    onlineAtMs: rest.onlineAtMs,
    offlineAtMs: rest.offlineAtMs,
    isOnline: false,
    seenAtMs: 0,
  };
}

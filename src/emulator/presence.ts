import type { Device } from './registry/device.ts';

/** A device that came online or went offline. */
export interface StatusChange {
  readonly device: Device;
  readonly isOnline: boolean;
  /** When it happened, ms since 1970. */
  readonly atMs: number;
  /** When the device was last heard of before. */
  readonly lastMs: number;
  /** From where it came; empty where there is no socket. */
  readonly clientIp: string;
}

/**
 * When a silent device counts as offline. Over HTTPS a device has no lasting connection, and the documents do not say
 * when it goes offline: five minutes are ours.
 */
export const OFFLINE_AFTER_MS = 5 * 60_000;

/** Who is online. */
export interface Presence {
  /** Told of each sign of life; gives the change when the device came online by it, and a way to take it back. */
  seen(
    device: Device,
    nowMs: number,
    clientIp: string,
  ): { readonly change: StatusChange; readonly undo: () => void } | undefined;
  /** The devices that have been silent for too long; they are offline from now on. */
  sweep(nowMs: number): StatusChange[];
  /** Told of a device that was removed or disabled; gives the change when it was online. */
  leave(device: Device, nowMs: number): StatusChange | undefined;
  /** Forgets everybody, without a word. */
  clear(): void;
}

/** Makes a presence in which nobody is online. */
export function createPresence(): Presence {
  const online = new Map<Device, string>();

  const leave = (device: Device, nowMs: number): StatusChange | undefined => {
    const clientIp = online.get(device);
    if (clientIp === undefined) return undefined;
    online.delete(device);
    device.isOnline = false;
    device.offlineAtMs = nowMs;
    return { device, isOnline: false, atMs: nowMs, lastMs: device.seenAtMs, clientIp };
  };

  return {
    seen(device, nowMs, clientIp) {
      const { seenAtMs, onlineAtMs } = device;
      device.seenAtMs = nowMs;
      if (device.isOnline) return undefined;
      device.isOnline = true;
      device.onlineAtMs = nowMs;
      online.set(device, clientIp);
      const lastMs = seenAtMs || (device.offlineAtMs ?? nowMs);
      return {
        change: { device, isOnline: true, atMs: nowMs, lastMs, clientIp },
        undo() {
          online.delete(device);
          Object.assign(device, { isOnline: false, seenAtMs, onlineAtMs });
        },
      };
    },
    sweep(nowMs) {
      // A clock that was shifted ahead and back must not leave a device heard of in the future.
      for (const device of online.keys()) device.seenAtMs = Math.min(device.seenAtMs, nowMs);
      const silent = [...online.keys()].filter(({ seenAtMs }) => nowMs - seenAtMs >= OFFLINE_AFTER_MS);
      return silent.flatMap((device) => leave(device, nowMs) ?? []);
    },
    leave,
    clear: () => online.clear(),
  };
}

import { randomHex } from '../random.ts';
import type { Device } from './registry/device.ts';
import type { Registry } from './registry/registry.ts';
import type { Change } from './store/store.ts';

/** Some clients authenticate before every message; so many tokens of one device are remembered, the oldest goes. */
const TOKENS_A_DEVICE = 64;

/** A token as it is kept. */
export interface KeptToken {
  readonly token: string;
  readonly productKey: string;
  readonly deviceName: string;
  /** Milliseconds since 1970, by the emulator's clock. */
  readonly expiresAtMs: number;
}

/** The tokens an emulator has issued. */
export interface Tokens {
  /** A new token, 32 hexadecimal digits, as the platform's since 2018, and what keeps it. Earlier ones stay good. */
  issue(device: Device, expiresAtMs: number): { token: string; changes: Change[] };
  /** Whose token it is, or why it is good for nothing. */
  look(token: string, nowMs: number): Device | 'unknown' | 'expired';
  /** Forgets the tokens of a device, or of all; gives how many, and what keeps that. */
  revoke(device: Device | undefined): { count: number; changes: Change[] };
}

/** Where tokens are kept. */
export const TOKENS = { from: 'token/', to: 'token0' } as const;

/** Makes the set of tokens; those given are from an earlier process. */
export function createTokens(registry: Registry, kept: readonly KeptToken[] = []): Tokens {
  const issued = new Map<string, { device: Device; expiresAtMs: number }>();
  const byDevice = new Map<Device, string[]>();

  /** Gives all tokens of the device, the oldest first. */
  const add = (token: string, device: Device, expiresAtMs: number): string[] => {
    issued.set(token, { device, expiresAtMs });
    const tokens = byDevice.get(device) ?? [];
    tokens.push(token);
    byDevice.set(device, tokens);
    return tokens;
  };

  for (const { token, productKey, deviceName, expiresAtMs } of kept.toSorted(
    (a, b) => a.expiresAtMs - b.expiresAtMs,
  )) {
    const device = registry.device(productKey, deviceName);
    if (device !== undefined) add(token, device, expiresAtMs);
  }

  return {
    issue(device, expiresAtMs) {
      const token = randomHex(16);
      const { productKey, deviceName } = device.triple;
      const record: KeptToken = { token, productKey, deviceName, expiresAtMs };
      const tokens = add(token, device, expiresAtMs);
      const changes: Change[] = [{ type: 'put', key: `token/${token}`, value: JSON.stringify(record) }];
      while (tokens.length > TOKENS_A_DEVICE) {
        const oldest = tokens.shift() ?? '';
        issued.delete(oldest);
        changes.push({ type: 'del', key: `token/${oldest}` });
      }
      return { token, changes };
    },
    look(token, nowMs) {
      const found = issued.get(token);
      if (found === undefined) return 'unknown';
      return nowMs >= found.expiresAtMs ? 'expired' : found.device;
    },
    revoke(device) {
      const revoked = device === undefined ? [...issued.keys()] : (byDevice.get(device) ?? []);
      for (const token of revoked) issued.delete(token);
      if (device === undefined) byDevice.clear();
      else byDevice.delete(device);
      return {
        count: revoked.length,
        changes: revoked.map((token) => ({ type: 'del', key: `token/${token}` })),
      };
    },
  };
}

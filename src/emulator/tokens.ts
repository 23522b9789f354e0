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
  /** A new token, 32 hexadecimal digits, as the platform's since 2018, what keeps it, and a way back. Earlier ones stay good. */
  issue(
    device: Device,
    expiresAtMs: number,
  ): { readonly token: string; readonly changes: Change[]; readonly undo: () => void };
  /** Whose token it is, or why it is good for nothing. */
  look(token: string, nowMs: number): Device | 'unknown' | 'expired';
  /** Forgets the tokens of a device, or of all; gives how many, what keeps that, and a way back. */
  revoke(device: Device | undefined): {
    readonly count: number;
    readonly changes: Change[];
    readonly undo: () => void;
  };
}

/** Where tokens are kept. */
export const TOKENS = { from: 'token/', to: 'token0' } as const;

/** A token and its place among the others of its device. */
interface Issued {
  readonly token: string;
  readonly device: Device;
  readonly expiresAtMs: number;
  /** The earlier it was issued, the lower. */
  readonly order: number;
}

/** Makes the set of tokens; those given are from an earlier process. */
export function createTokens(registry: Pick<Registry, 'device'>, kept: readonly KeptToken[] = []): Tokens {
  const issued = new Map<string, Issued>();
  const byDevice = new Map<Device, Issued[]>();
  let made = 0;

  /** Gives all tokens of the device, the oldest first. */
  const add = (token: Issued): Issued[] => {
    issued.set(token.token, token);
    const tokens = byDevice.get(token.device) ?? [];
    tokens.push(token);
    byDevice.set(token.device, tokens);
    return tokens;
  };
  const create = (token: string, device: Device, expiresAtMs: number): Issued => {
    made += 1;
    return { token, device, expiresAtMs, order: made };
  };
  const forget = ({ token, device }: Issued): void => {
    if (!issued.delete(token)) return;
    const left = byDevice.get(device)?.filter((other) => other.token !== token) ?? [];
    if (left.length > 0) byDevice.set(device, left);
    else byDevice.delete(device);
  };
  /** Puts tokens back in their places; those of a device that was removed meanwhile went with it. */
  const restore = (tokens: readonly Issued[]): void => {
    for (const token of tokens) {
      const { productKey, deviceName } = token.device.triple;
      if (registry.device(productKey, deviceName) !== token.device || issued.has(token.token)) continue;
      add(token).sort((a, b) => a.order - b.order);
    }
  };

  for (const { token, productKey, deviceName, expiresAtMs } of kept.toSorted(
    (a, b) => a.expiresAtMs - b.expiresAtMs,
  )) {
    const device = registry.device(productKey, deviceName);
    if (device !== undefined) add(create(token, device, expiresAtMs));
  }

  return {
    issue(device, expiresAtMs) {
      const { productKey, deviceName } = device.triple;
      const own = create(randomHex(16), device, expiresAtMs);
      const { token } = own;
      const record: KeptToken = { token, productKey, deviceName, expiresAtMs };
      const tokens = add(own);
      const gone = tokens.splice(0, Math.max(0, tokens.length - TOKENS_A_DEVICE));
      for (const oldest of gone) issued.delete(oldest.token);
      return {
        token,
        changes: [
          { type: 'put', key: keyOf(token), value: JSON.stringify(record) },
          ...gone.map(deleteToken),
        ],
        undo() {
          forget(own);
          restore(gone);
        },
      };
    },
    look(token, nowMs) {
      const found = issued.get(token);
      if (found === undefined) return 'unknown';
      return nowMs >= found.expiresAtMs ? 'expired' : found.device;
    },
    revoke(device) {
      const revoked = device === undefined ? [...issued.values()] : (byDevice.get(device) ?? []);
      for (const { token } of revoked) issued.delete(token);
      if (device === undefined) byDevice.clear();
      else byDevice.delete(device);
      return { count: revoked.length, changes: revoked.map(deleteToken), undo: () => restore(revoked) };
    },
  };
}

function keyOf(token: string): string {
  return `token/${token}`;
}

/** The change that forgets a token. */
export function deleteToken({ token }: { readonly token: string }): Change {
  return { type: 'del', key: keyOf(token) };
}

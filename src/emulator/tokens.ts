import type { Clock } from '../clock.ts';
import { randomHex } from '../random.ts';
import type { Device } from './registry.ts';

/** Some clients authenticate before every message; so many tokens of one device are remembered, the oldest goes. */
const TOKENS_A_DEVICE = 64;

/** The tokens an emulator has issued. */
export interface Tokens {
  /** A new token: 32 hexadecimal digits, as the platform's since 2018. Earlier ones stay good. */
  issue(device: Device): string;
  /** Whose token it is, or why it is good for nothing. */
  look(token: string): Device | 'unknown' | 'expired';
}

/** Makes an empty set of tokens that live for `lifeMs` each. */
export function createTokens({ clock, lifeMs }: { clock: Clock; lifeMs: number }): Tokens {
  const issued = new Map<string, { device: Device; expiresAtMs: number }>();
  const byDevice = new Map<Device, string[]>();
  return {
    issue(device) {
      const token = randomHex(16);
      issued.set(token, { device, expiresAtMs: clock.now() + lifeMs });
      const tokens = byDevice.get(device) ?? [];
      tokens.push(token);
      if (tokens.length > TOKENS_A_DEVICE) issued.delete(tokens.shift() ?? '');
      byDevice.set(device, tokens);
      return token;
    },
    look(token) {
      const found = issued.get(token);
      if (found === undefined) return 'unknown';
      return clock.now() >= found.expiresAtMs ? 'expired' : found.device;
    },
  };
}

import { createHash, createHmac } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isToken } from '../protocol/publish.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { writePrivateFile } from '../write-file.ts';
import type { TokenStore } from './token.ts';
import type { Token } from './token-state.ts';

/**
 * Keeps a device's token in a file of its own, readable by the user alone, one per endpoint and device.
 * A file that is damaged, of another secret or of no sense counts as none.
 * @param options.folder made where it does not exist
 */
export function createTokenFile({
  folder,
  endpoint,
  device,
}: {
  folder: string;
  endpoint: string;
  device: DeviceTriple;
}): TokenStore {
  const { productKey, deviceName, deviceSecret } = device;
  const name = createHash('sha256')
    .update(JSON.stringify([endpoint, productKey, deviceName]))
    .digest('hex');
  const path = join(folder, `token-${name.slice(0, 32)}.json`);
  // Binds the token to the secret it was got with, so that a mistyped secret is found out at once.
  const secretMark = createHmac('sha256', deviceSecret).update('iot-sim token file').digest('hex');

  return {
    async load() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch {
        return undefined; // none yet, or not ours to read: a new token is fetched
      }
      return parseTokenFile(text, secretMark);
    },
    async save({ text, issuedAtMs, expiresAtMs }) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writePrivateFile(path, JSON.stringify({ token: text, issuedAtMs, expiresAtMs, secretMark }));
    },
  };
}

function parseTokenFile(text: string, secretMark: string): Token | undefined {
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // damaged: a new token is fetched and the file written anew
  }
  const { token, issuedAtMs, expiresAtMs } = value ?? {};
  if (typeof token !== 'string' || !isToken(token) || value?.['secretMark'] !== secretMark) return undefined;
  if (typeof issuedAtMs !== 'number' || typeof expiresAtMs !== 'number') return undefined;
  return { text: token, issuedAtMs, expiresAtMs };
}

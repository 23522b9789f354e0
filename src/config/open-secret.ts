import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:os';

/** Who may read a file beside its owner: group and others. */
const READABLE_BY_OTHERS = 0o044;

/**
 * Whether a file holds a secret for others to read. Code may take the secret from elsewhere, so its text decides. Windows
 * has no such modes.
 */
export function isOpenSecret(path: string, secret: string | undefined): boolean {
  if (secret === undefined || platform() === 'win32') return false;
  return (statSync(path).mode & READABLE_BY_OTHERS) !== 0 && readFileSync(path, 'utf8').includes(secret);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignMethod } from './sign-method.ts';

/** The text that is signed: each name and value, sorted by name, with nothing between them. */
export function signContent(fields: Readonly<Record<string, string>>): string {
  return Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join('');
}

/** The signature of `content`: lower-case hexadecimal. */
export function sign(method: SignMethod, secret: string, content: string): string {
  return createHmac(method.slice('hmac'.length), secret).update(content, 'utf8').digest('hex');
}

/** Whether two signatures are equal; the case of hexadecimal digits does not count (HTTPS document, `sign`). */
export function isSameSignature(left: string, right: string): boolean {
  const a = Buffer.from(left.toLowerCase());
  const b = Buffer.from(right.toLowerCase());
  return a.length === b.length && timingSafeEqual(a, b);
}

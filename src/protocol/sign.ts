import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The methods /auth takes. The HTTPS documents name the first two; hmacsha256 is what the vendor's Link SDK C 4
 * signs with, and its own tests pass with it against the real endpoint.
 */
export const SIGN_METHODS = ['hmacmd5', 'hmacsha1', 'hmacsha256'] as const;

export type SignMethod = (typeof SIGN_METHODS)[number];

/** What the platform assumes when a request names no method. */
export const DEFAULT_SIGN_METHOD: SignMethod = 'hmacmd5';

/**
 * Reads a method's name in any case: the vendor's tutorial spells `hmacSha1`, its Chinese original `hmacsha1`.
 * Undefined when there is no such method.
 */
export function parseSignMethod(text: string): SignMethod | undefined {
  const lower = text.toLowerCase();
  return SIGN_METHODS.find((method) => method === lower);
}

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

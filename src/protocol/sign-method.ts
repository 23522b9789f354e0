/**
 * The methods /auth takes. The HTTPS documents name the first two; hmacsha256 is what the vendor's Link SDK C 4
 * signs with, and its own tests pass with it against the real endpoint.
 */
export const SIGN_METHODS = ['hmacmd5', 'hmacsha1', 'hmacsha256'] as const;

export type SignMethod = (typeof SIGN_METHODS)[number];

/** What the platform assumes when a request names no method. */
export const IMPLIED_SIGN_METHOD: SignMethod = 'hmacmd5';

/**
 * Reads a method's name in any case: the vendor's tutorial spells `hmacSha1`, its Chinese original `hmacsha1`.
 * Undefined when there is no such method.
 */
export function parseSignMethod(text: string): SignMethod | undefined {
  const lower = text.toLowerCase();
  return SIGN_METHODS.find((method) => method === lower);
}

/** How a device signs when nobody says: the stronger of the two methods that the HTTPS document names. */
export const DEFAULT_SIGN_METHOD: SignMethod = 'hmacsha1';

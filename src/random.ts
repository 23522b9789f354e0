import { createHash, randomBytes } from 'node:crypto';

/** A source of chance: each call gives a number in [0, 1). */
export type Random = () => number;

/** A seed nobody has used before: eight hexadecimal digits, short enough to type again. */
export function randomSeed(): string {
  return randomBytes(4).toString('hex');
}

/** `bytes` bytes that nobody can guess, as lower-case hexadecimal text of twice that length. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A text of `length` letters and digits that nobody can guess. */
export function randomAlphanumeric(length: number): string {
  let text = '';
  while (text.length < length) {
    // 62 of 64 values are used: the two others are drawn again, so that all letters are as likely.
    for (const byte of randomBytes(length)) text += ALPHANUMERIC[byte & 63] ?? '';
  }
  return text.slice(0, length);
}

/**
 * A repeatable source of chance: the same parts give the same numbers, on every machine.
 * Give the run's seed first and then whose numbers they are (a device, a property), so that adding a device
 * does not change what the others draw.
 */
export function createRandom(...parts: readonly string[]): Random {
  // sfc32 (Chris Doty-Humphrey's PractRand), its state taken from a hash so that near seeds are far apart.
  const state = createHash('sha256').update(JSON.stringify(parts)).digest();
  let a = state.readInt32LE(0);
  let b = state.readInt32LE(4);
  let c = state.readInt32LE(8);
  let counter = 1;
  const next32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();
  // 53 bits, so that wide ranges with small steps reach every value.
  return () => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53;
}

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
  const state = digest(parts);
  const { begin, next } = createSfc32();
  begin(state.readInt32LE(0), state.readInt32LE(4), state.readInt32LE(8));
  return next;
}

/** Whose numbers they are, as a number: 53 bits of a hash of the parts. */
export function randomKey(...parts: readonly string[]): number {
  const hash = digest(parts);
  return hash.readUIntLE(0, 6) * 32 + (hash.readUInt8(6) & 31);
}

/**
 * Many repeatable sources of chance in one, so that none is kept for each of 100,000 devices: gives that of a key and of
 * a place in it, which is good until the next is asked for. @param place three whole numbers of up to 53, 32 and 32 bits
 */
export type RandomPlaces = (key: number, salt: number, index: number) => Random;

/** Makes places. */
export function createRandomPlaces(): RandomPlaces {
  const { begin, next } = createSfc32();
  return (key, salt, index) => {
    // Neighbours differ in all bits of a part of the state before the first round.
    begin(key | 0, (key / 2 ** 32) ^ salt, Math.imul(index, 0x9e3779b1) ^ Math.floor(index / 2 ** 32));
    return next;
  };
}

function digest(parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** sfc32, of Chris Doty-Humphrey's PractRand. `begin` takes its state, from a hash so that near seeds are far apart. */
function createSfc32(): { begin(a: number, b: number, c: number): void; next: Random } {
  let [a, b, c, counter] = [0, 0, 0, 1];
  const next32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  return {
    begin(first, second, third) {
      a = first | 0;
      b = second | 0;
      c = third | 0;
      counter = 1;
      for (let i = 0; i < 12; i++) next32();
    },
    // 53 bits, so that wide ranges with small steps reach every value.
    next: () => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53,
  };
}

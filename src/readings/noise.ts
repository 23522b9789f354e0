import { createHash } from 'node:crypto';

/** Gives the same number for the same place every time: whole numbers, negative ones too, up to 2^53 for `index`. */
export type Noise = (level: number, index: number) => number;

/**
 * Independent normal numbers (mean 0, standard deviation 1) for every place of a plane. No state and nothing drawn in
 * order, so that a series made of them is a function of time.
 * @param key the run's seed first, then whose numbers they are, as for `createRandom`
 */
export function createNoise(key: readonly string[]): Noise {
  const state = createHash('sha256').update(JSON.stringify(key)).digest();
  const first = state.readInt32LE(0);
  const second = state.readInt32LE(4);
  return (level, index) => {
    const low = mix(first + Math.imul(index | 0, 0x9e3779b1));
    const high = Math.imul(Math.floor(index / 2 ** 32) | 0, 0x85ebca77) + Math.imul(level, 0x27d4eb2f);
    // Halves of a step keep it inside (0, 1).
    return normalQuantile(((mix(low ^ mix(second + high)) >>> 0) + 0.5) / 2 ** 32);
  };
}

/** The finalizer of a well-known 32-bit hash (Chris Wellons's lowbias32): every bit of it depends on every bit given. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}

/**
 * The standard normal's value below which a share of it lies, to seven digits: Wichura 1988,
 * algorithm AS 241, without the part for shares below 1e-11, which 32 bits never reach.
 */
export function normalQuantile(share: number): number {
  const fromMiddle = share - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) {
    const r = 0.180625 - fromMiddle * fromMiddle;
    return (
      (fromMiddle * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    );
  }
  const depth = Math.sqrt(-Math.log(fromMiddle < 0 ? share : 1 - share));
  return fromMiddle < 0 ? -tail(depth - 1.6) : tail(depth - 1.6);
}

function tail(r: number): number {
  return (
    (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
    ((0.12021132975 * r + 0.7370016425) * r + 1)
  );
}

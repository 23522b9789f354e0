import { describe, expect, test } from 'vitest';
import { isInShard, type Shard } from '../../../src/engine/fleet/shard.ts';
import type { DeviceIdentity } from '../../../src/protocol/topic.ts';

const PRODUCT_KEY = 'a1B2c3D4e5F';
const named = (deviceName: string): DeviceIdentity => ({ productKey: PRODUCT_KEY, deviceName });
const many = (count: number, nameOf: (number: number) => string): DeviceIdentity[] =>
  Array.from({ length: count }, (_, index) => named(nameOf(index + 1)));

const shards = (count: number): Shard[] => Array.from({ length: count }, (_, index) => ({ index, count }));

/** How many devices each shard has. Fails for a device that is in none, or in two. */
function sizesOf(devices: readonly DeviceIdentity[], count: number): number[] {
  const all = shards(count);
  const sizes = all.map(() => 0);
  for (const device of devices) {
    const owners = all.filter((shard) => isInShard(device, shard));
    if (owners.length !== 1) expect(owners, device.deviceName).toHaveLength(1);
    sizes[owners[0]!.index]! += 1;
  }
  return sizes;
}

describe('the shards of a fleet', () => {
  const numbered = many(100_000, (number) => `sensor-${String(number).padStart(5, '0')}`);

  test.each([1, 2, 3, 4, 7, 16])('%i of them have every device once, and as many each', (count) => {
    const even = numbered.length / count;
    for (const size of sizesOf(numbered, count)) expect(Math.abs(size / even - 1)).toBeLessThan(0.03);
  });

  test.each<[string, (number: number) => string]>([
    ['end in even numbers', (number) => `sensor-${number * 2}`],
    ['end in hexadecimal numbers', (number) => (number * 16).toString(16)],
    ['differ in their beginning', (number) => `${number}.greenhouse.example`],
    [
      'have few letters',
      (number) => number.toString(3).replace(/\d/g, (digit) => 'abc'[Number(digit)] ?? ''),
    ],
    ['lie beyond the basic letters', (number) => `温室-${number}`],
  ])('are as large where names %s', (_, nameOf) => {
    const devices = many(20_000, nameOf);
    for (const count of [2, 3, 16]) {
      const even = devices.length / count;
      for (const size of sizesOf(devices, count)) expect(Math.abs(size / even - 1)).toBeLessThan(0.1);
    }
  });

  test('tell devices of two products apart that run together to the same letters', () => {
    const pairs = Array.from({ length: 200 }, (_, number): DeviceIdentity[] => [
      { productKey: 'ab', deviceName: `c${number}` },
      { productKey: 'abc', deviceName: String(number) },
    ]);
    const isSame = pairs.filter(
      (pair) => new Set(pair.map((device) => isInShard(device, { index: 0, count: 2 }))).size === 1,
    );
    expect(isSame.length).toBeLessThan(150);
  });

  test('are the same in every version, so that two of them can run one fleet', () => {
    const names = ['sensor-00001', 'sensor-00002', 'sensor-00003', 'sensor-00004', '温室'];
    const indexOf = (name: string): number => shards(16).findIndex((shard) => isInShard(named(name), shard));
    expect(names.map(indexOf)).toEqual([14, 12, 13, 11, 8]); // reckoned by another program
  });
});

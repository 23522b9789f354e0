import { DEVICE_NAME } from './device.ts';
import type { Registry } from './registry.ts';

/** So many products there can be. */
export const MOST_PRODUCTS = 1000;

/** Limits page: devices of one product. */
export const MOST_DEVICES = 1_000_000;

/** So many devices are made at once at most. */
export const MOST_DEVICES_AT_ONCE = 10_000;

const LONGEST_DESCRIPTION = 100;

const PRODUCT_NAME = /^[\p{Script=Han}\w]+$/u;
const NICKNAME = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\w]+$/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** What a device's name must be, where a text cannot be one. */
export function problemOfDeviceName(text: string): string | undefined {
  return DEVICE_NAME.test(text)
    ? undefined
    : 'must have 4 to 32 letters, digits and the signs - _ @ . and colon';
}

/** What a device's remark name must be, where a text cannot be one. Source: RegisterDevice, BatchCheckDeviceNames. */
export function problemOfNickname(text: string): string | undefined {
  if (isWithin(text, 64) && NICKNAME.test(text)) return undefined;
  return 'must have 4 to 64 Han or kana characters (each counts as two), letters, digits and underscores';
}

/** What a product's name must be, where a text cannot be one. Source: CreateProduct. */
export function problemOfProductName(text: string): string | undefined {
  if (isWithin(text, 30) && PRODUCT_NAME.test(text)) return undefined;
  return 'must have 4 to 30 Han characters (each counts as two), letters, digits and underscores';
}

/** Why a text cannot be the description of a product or of a release. */
export function problemOfDescription(text: string): string | undefined {
  return text.length > LONGEST_DESCRIPTION ? `has more than ${LONGEST_DESCRIPTION} characters` : undefined;
}

/** Whether another product than that of the key has this name. */
export function isProductNameTaken(
  registry: Pick<Registry, 'products'>,
  productName: string,
  ownKey?: string,
): boolean {
  const others = [...registry.products()].filter(({ productKey }) => productKey !== ownKey);
  return others.some((product) => product.productName === productName);
}

/** The places of those names that another device of the product has, or that stand in the list before. */
export function takenNames(
  registry: Pick<Registry, 'device'>,
  productKey: string,
  names: readonly string[],
): number[] {
  const seen = new Set<string>();
  const taken: number[] = [];
  for (const [index, name] of names.entries()) {
    if (seen.has(name) || registry.device(productKey, name) !== undefined) taken.push(index);
    seen.add(name);
  }
  return taken;
}

function isWithin(text: string, most: number): boolean {
  if (text.length > most) return false;
  const length = [...text].length + (text.match(WIDE)?.length ?? 0);
  return length >= 4 && length <= most;
}

/** How devices can reach the network, in the words of the management API; the first is chosen unless another is. */
export const NET_TYPES = ['WIFI', 'CELLULAR', 'ETHERNET', 'OTHER'] as const;

/** One of {@link NET_TYPES}. */
export type NetType = (typeof NET_TYPES)[number];

const LONGEST_NAME = 30;
const LONGEST_DESCRIPTION = 100;
const NAME = /^[\p{Script=Han}\w]+$/u;
const WIDE = /[\p{Script=Han}]/gu;

/** Whether a product can have this name: 4 to 30 Han characters, each of which counts as two, letters, digits, underscores. */
export function isProductName(name: string): boolean {
  const length = [...name].length + (name.match(WIDE)?.length ?? 0);
  return length >= 4 && length <= LONGEST_NAME && NAME.test(name);
}

/** Whether a product or a release can have this description. */
export function isDescription(description: string): boolean {
  return description.length <= LONGEST_DESCRIPTION;
}

const PRODUCT_NAME = /^[\p{Script=Han}\w]+$/u;
const NICKNAME = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\w]+$/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** Han characters, letters, digits and underscores, 4 to 30 of them, a Han character counts as two. Source: CreateProduct. */
export function isProductName(text: string): boolean {
  return isWithin(text, 30) && PRODUCT_NAME.test(text);
}

/** The same with kana, 4 to 64 of them. Source: RegisterDevice, BatchCheckDeviceNames. */
export function isNickname(text: string): boolean {
  return isWithin(text, 64) && NICKNAME.test(text);
}

function isWithin(text: string, most: number): boolean {
  if (text.length > most) return false;
  const length = [...text].length + (text.match(WIDE)?.length ?? 0);
  return length >= 4 && length <= most;
}

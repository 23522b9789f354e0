import type { Issue } from '../../issues.ts';
import { CHECK_MODES } from '../../tsl/check.ts';
import type { ProductSettings } from '../registry/product.ts';
import { type EmulatorSettings, SETTING_LIMITS } from '../state.ts';

/** What a body asks to change, or everything that is wrong with it. */
export type Changes<T> = { readonly changes: Partial<T> } | { readonly issues: readonly Issue[] };

type Check = (value: unknown) => string | undefined;

const YEAR_MS = 365 * 24 * 60 * 60_000;

const isWhole = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

const SETTING_CHECKS: Readonly<Record<keyof EmulatorSettings, Check>> = {
  tokenTtlMs: (value) =>
    isWhole(value, 1, SETTING_LIMITS.tokenTtlMs)
      ? undefined
      : `must be a whole number of 1 to ${SETTING_LIMITS.tokenTtlMs}`,
  rateLimit: (value) =>
    value === null || isWhole(value, 1, SETTING_LIMITS.rateLimit)
      ? undefined
      : `must be a whole number of 1 to ${SETTING_LIMITS.rateLimit}, or null`,
  clockOffsetMs: (value) =>
    isWhole(value, -10 * YEAR_MS, 10 * YEAR_MS)
      ? undefined
      : 'must be a whole number of milliseconds, ten years at most',
  signsEveryField: isBoolean,
  revokesEarlierTokens: isBoolean,
};

const PRODUCT_CHECKS: Readonly<Partial<Record<keyof ProductSettings, Check>>> = {
  mode: (value) =>
    CHECK_MODES.some((mode) => mode === value) ? undefined : `must be one of ${CHECK_MODES.join(', ')}`,
  isDynamicRegistration: isBoolean,
};

/** Reads a change of the emulator's settings; `rateLimit: null` takes the limit away. */
export function readSettingChanges(value: unknown): Changes<EmulatorSettings> {
  const read = readChanges<EmulatorSettings>(value, SETTING_CHECKS);
  if ('issues' in read) return read;
  const { rateLimit } = read.changes;
  return 'rateLimit' in read.changes
    ? { changes: { ...read.changes, rateLimit: rateLimit ?? undefined } }
    : read;
}

/** Reads a change of a product: its validation mode and its switch for dynamic registration. */
export function readProductChanges(value: unknown): Changes<ProductSettings> {
  return readChanges<ProductSettings>(value, PRODUCT_CHECKS);
}

function readChanges<T>(value: unknown, checks: Readonly<Record<string, Check>>): Changes<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issues: [{ path: '', message: 'is not a JSON object' }] };
  }
  const issues: Issue[] = [];
  const names = Object.keys(checks);
  for (const [name, item] of Object.entries(value)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const message = check === undefined ? `is not known here; there are ${names.join(', ')}` : check(item);
    if (message !== undefined) issues.push({ path: name, message });
  }
  if (Object.keys(value).length === 0)
    issues.push({ path: '', message: `changes nothing; there are ${names.join(', ')}` });
  return issues.length > 0 ? { issues } : { changes: value as Partial<T> };
}

import { SETTING_LIMITS } from '../emulator/state.ts';
import { DEFAULT_ENDPOINT } from '../protocol/endpoint.ts';
import { LIMITS } from '../protocol/limits.ts';
import { parseSignMethod, SIGN_METHODS, type SignMethod } from '../protocol/sign-method.ts';
import { CHECK_MODES, type CheckMode } from '../tsl/check.ts';
import { didYouMean } from './nearest.ts';

/** A value read from text, or what is wrong with the text and what would be right. */
export type Parsed<T> = { value: T } | { problem: string };

/** Any text but an empty one, which is most often a variable of a shell that was not set. */
export const anyText = (text: string): Parsed<string> =>
  text.trim() === '' ? { problem: 'is empty' } : { value: text };

/** A secret, without the blanks that a copy brings along. */
export const parseSecret = (text: string): Parsed<string> => ({ value: text.trim() });

/** A product key or device name. */
export function parseWord(text: string): Parsed<string> {
  // They go into paths and topics; the console allows these and some more for names.
  return /^[\w.:@-]{1,64}$/.test(text)
    ? { value: text }
    : { problem: 'may have letters, digits and - _ . : @ only, 64 at most' };
}

/** The address of a platform, without a slash at its end. */
export function parseEndpoint(text: string): Parsed<string> {
  const example = /^[\w.-]+(:\d+)?(\/.*)?$/.test(text)
    ? `write https://${text}`
    : `write for example ${DEFAULT_ENDPOINT}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { problem: `${JSON.stringify(text)} is not a URL: ${example}` };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { problem: `${JSON.stringify(text)} is no address for HTTPS: ${example}` };
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    return { problem: `has more than a host and a path: ${example}` };
  }
  return { value: url.origin + url.pathname.replace(/\/+$/, '') };
}

/** A client id of 1 to 64 characters. */
export function parseClientId(text: string): Parsed<string> {
  const { length } = [...text];
  return length >= 1 && length <= LIMITS.clientIdCharacters
    ? { value: text }
    : { problem: `has ${length} characters; the platform takes 1 to ${LIMITS.clientIdCharacters}` };
}

/** A sign method, in any case. */
export function parseMethod(text: string): Parsed<SignMethod> {
  const value = parseSignMethod(text);
  return value ? { value } : { problem: `${JSON.stringify(text)} is none of ${SIGN_METHODS.join(', ')}` };
}

/** A whole number within two ends, both included, if its digits have this form. */
function wholeNumber(
  text: string,
  { form, least, most }: { form: RegExp; least: number; most: number },
): Parsed<number> {
  return form.test(text) && Number(text) >= least && Number(text) <= most
    ? { value: Number(text) }
    : { problem: `${JSON.stringify(text)} is not a whole number from ${least} to ${most}` };
}

/** A whole number above 0. */
export function parseCount(text: string): Parsed<number> {
  return wholeNumber(text, { form: /^[1-9]\d*$/, least: 1, most: 999_999_999_999_999 });
}

/** Messages a second. */
export function parseRateLimit(text: string): Parsed<number> {
  return wholeNumber(text, { form: /^[1-9]\d*$/, least: 1, most: SETTING_LIMITS.rateLimit });
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

/** true or false, 1 or 0. */
export function parseBoolean(text: string): Parsed<boolean> {
  const value = BOOLEANS.get(text.toLowerCase());
  return value === undefined ? { problem: `${JSON.stringify(text)} is neither true nor false` } : { value };
}

/** A mode of the check. */
export function parseMode(text: string): Parsed<CheckMode> {
  const value = CHECK_MODES.find((mode) => mode === text);
  if (value) return { value };
  return {
    problem: `${JSON.stringify(text)} is none of ${CHECK_MODES.join(', ')}.${didYouMean(text, CHECK_MODES)}`,
  };
}

/** A port, 0 for a free one. */
export function parsePort(text: string): Parsed<number> {
  const isPort = /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
  return isPort
    ? { value: Number(text) }
    : { problem: `${JSON.stringify(text)} is no port: write 0 to 65535, where 0 takes a free one` };
}

/** So many devices an emulator makes at its start. */
const MOST_DEVICES = 99_999;

/** How many devices to make. */
export function parseDevices(text: string): Parsed<number> {
  return wholeNumber(text, { form: /^\d{1,5}$/, least: 0, most: MOST_DEVICES });
}

/** Where messages are posted to; it may hold a user, a password and a query. */
export function parseWebhook(text: string): Parsed<string> {
  return isWebhook(text)
    ? { value: text }
    : { problem: 'is no address: write for example http://127.0.0.1:3000/hook' };
}

function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false; // a % that stands for nothing
  }
  return protocol === 'http:' || protocol === 'https:';
}

/** The key of the management API: its id and its secret, apart by a colon. */
export function parseAccessKey(text: string): Parsed<{ id: string; secret: string }> {
  const [, id, secret] = /^([^:\s]+):(\S+)$/.exec(text) ?? [];
  if (id === undefined || secret === undefined) return { problem: 'write ID:SECRET' };
  return { value: { id, secret } };
}

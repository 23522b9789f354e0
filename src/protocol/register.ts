import type { Issue } from '../issues.ts';
import { withoutTrailingNul } from './body.ts';
import { registerMessageFor } from './codes.ts';
import { signContent } from './sign.ts';
import { parseSignMethod, type SignMethod } from './sign-method.ts';
import type { DeviceIdentity, DeviceTriple } from './topic.ts';

/** Where a device that knows its product's secret gets its own. */
export const REGISTER_PATH = '/auth/register/device';

/** The type of the body that a registration has. */
export const REGISTER_CONTENT_TYPE = 'application/x-www-form-urlencoded';

/** The exact text that a registration signs with the product's secret. */
export function registerSignContent({
  productKey,
  deviceName,
  random,
}: DeviceIdentity & { random: string }): string {
  return signContent({ deviceName, productKey, random });
}

/** A registration as the platform reads it. */
export interface RegisterRequest extends DeviceIdentity {
  /** Any text; it only makes the signature another one each time. */
  readonly random: string;
  readonly signMethod: SignMethod;
  /** As the request spelt it: the documents' own sample has `HmacMD5`. */
  readonly signMethodAsSent: string;
  readonly sign: string;
  /** The text its signature must cover. */
  readonly signContent: string;
}

/** Why a registration cannot be read: a code of REGISTER_CODES, and all that is wrong. */
export interface RegisterProblem {
  /** 6292 where an unknown sign method is the only thing wrong. */
  readonly code: 460 | 6292;
  readonly issues: readonly Issue[];
}

/** Reads the form of a registration. Source: "Register devices", dynamic registration over HTTPS. */
export function decodeRegisterRequest(
  body: string,
): { request: RegisterRequest } | { problem: RegisterProblem } {
  const form = new URLSearchParams(body.endsWith('\u0000') ? withoutTrailingNul(body) : body);
  const issues: Issue[] = [];
  const requiredText = (name: string): string => {
    const value = form.get(name);
    if (!value) issues.push({ path: name, message: value === null ? 'is missing' : 'is empty' });
    return value ?? '';
  };
  const productKey = requiredText('productKey');
  const deviceName = requiredText('deviceName');
  const random = requiredText('random');
  const sign = requiredText('sign');
  const signMethodAsSent = requiredText('signMethod');
  if (issues.length > 0) return { problem: { code: 460, issues } };
  const signMethod = parseSignMethod(signMethodAsSent);
  if (signMethod === undefined) {
    const message = `${JSON.stringify(signMethodAsSent.slice(0, 50))} is no sign method`;
    return { problem: { code: 6292, issues: [{ path: 'signMethod', message }] } };
  }
  return {
    request: {
      productKey,
      deviceName,
      random,
      signMethod,
      signMethodAsSent,
      sign,
      signContent: registerSignContent({ productKey, deviceName, random }),
    },
  };
}

/**
 * Writes the answer to a registration: compact, keys in alphabetical order, and of less than 256 bytes, which is what
 * the vendor's C SDK 3 takes. The documents print the success alone; a refusal has the same form without `data`.
 * @param answer.data goes with code 200, which here means success
 */
export function encodeRegisterAnswer({
  code,
  data,
}: {
  code: number;
  data?: DeviceTriple | undefined;
}): string {
  const message = registerMessageFor(code);
  if (data === undefined) return JSON.stringify({ code, message });
  const { deviceName, deviceSecret, productKey } = data;
  return JSON.stringify({ code, data: { deviceName, deviceSecret, productKey }, message });
}

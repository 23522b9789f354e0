import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Answer } from '../protocol/answer.ts';
import { authSignContent, encodeAuthRequest } from '../protocol/auth.ts';
import { AUTH_FAILED_CODE, answerCode, documentedCause, THROTTLED_CODE } from '../protocol/codes.ts';
import type { HttpResponse, Transport } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { isToken } from '../protocol/publish.ts';
import type { SignMethod } from '../protocol/sign-method.ts';
import type { DeviceIdentity, DeviceTriple } from '../protocol/topic.ts';
import { readAnswer } from './read-answer.ts';

/** Who authenticates, and how. */
export interface AuthOptions {
  readonly device: DeviceTriple;
  /** 1 to 64 characters. */
  readonly clientId: string;
  readonly signMethod: SignMethod;
}

/** The client id of a device that was given none: as the vendor's C SDK 4 sends it. */
export function clientIdOf({ productKey, deviceName }: DeviceIdentity): string {
  return `${productKey}.${deviceName}`.slice(0, LIMITS.clientIdCharacters);
}

/** What one request for a token brought, refused or not. */
export interface AuthResult {
  readonly answer: Answer;
  /** Milliseconds since 1970, as signed. */
  readonly timestampMs: number;
  /** The exact text that was signed. */
  readonly signContent: string;
  /** By how much this machine's clock was corrected for {@link timestampMs}, in ms; 0 where it was not. */
  readonly correctedByMs: number;
  /** How far this machine's clock is ahead of the server's, in ms; known to the second, from its Date header. */
  readonly clockAheadMs: number | undefined;
}

/**
 * Asks for a token, once.
 * @param way.correctByMs what is added to the machine's time before it is signed
 * @throws SimError when there was no answer, or one that is none
 */
export async function authenticate(
  { device, clientId, signMethod }: AuthOptions,
  { send, clock, correctByMs: correctedByMs }: { send: Transport; clock: Clock; correctByMs: number },
): Promise<AuthResult> {
  const timestampMs = clock.now() + correctedByMs;
  const { productKey, deviceName } = device;
  const response = await send(encodeAuthRequest({ ...device, clientId, signMethod, timestampMs }));
  const answer = readAnswer(response);
  if (answer.code === 0 && answer.token === undefined) {
    throw new SimError('ANSWER_INVALID', 'The answer to /auth says success and holds no token.');
  }
  if (answer.token !== undefined && !isToken(answer.token)) {
    throw new SimError(
      'ANSWER_INVALID',
      'The answer to /auth holds a token that cannot be sent in a header.',
    );
  }
  return {
    answer,
    timestampMs,
    correctedByMs,
    signContent: authSignContent({ productKey, deviceName, clientId, timestamp: String(timestampMs) }),
    clockAheadMs: clockAhead(response, clock.now()),
  };
}

/** The error for a refused request: what can be retried is no AUTH_REFUSED. */
export function authRefusal({ answer }: AuthResult): SimError {
  const { code, message } = answer;
  const words = `The platform refused to authenticate the device: ${code} ${message}.`;
  if (code === THROTTLED_CODE) return new SimError('THROTTLED', words);
  const { remedy, hint } = answerCode(code);
  // A code that is meant for messages says nothing of the device.
  if (remedy !== 'give-up') return new SimError('UNDELIVERED', words, { hint });
  if (code !== AUTH_FAILED_CODE) {
    return new SimError('AUTH_REFUSED', words, { likely: documentedCause(code), hint });
  }
  return new SimError('AUTH_REFUSED', words);
}

/** A clock that is off by less is right enough: the header Date counts whole seconds, and answers take time. */
const LEAST_CORRECTION_MS = 60_000;

/**
 * What a refused request is to be corrected by: the platform may have refused it for its time alone.
 * @returns undefined where the clocks agree, or the request was corrected already
 */
export function correctionFor({ answer, clockAheadMs, correctedByMs }: AuthResult): number | undefined {
  if (answer.code !== AUTH_FAILED_CODE || clockAheadMs === undefined) return undefined;
  return Math.abs(clockAheadMs + correctedByMs) < LEAST_CORRECTION_MS ? undefined : -clockAheadMs;
}

function clockAhead(response: HttpResponse, nowMs: number): number | undefined {
  const date = Date.parse(response.headers['date'] ?? '');
  return Number.isNaN(date) ? undefined : nowMs - date;
}

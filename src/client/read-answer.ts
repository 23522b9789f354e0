import { SimError } from '../errors.ts';
import { type Answer, decodeAnswer } from '../protocol/answer.ts';
import { answerCode, documentedCause, THROTTLED_CODE } from '../protocol/codes.ts';
import type { HttpResponse } from '../protocol/http.ts';

/**
 * Reads the platform's answer; its HTTP status is 200 even for refusals (recorded answers), so the body decides.
 * @throws SimError ANSWER_INVALID, which names status, type and length and never the body: it may hold a token
 */
export function readAnswer({ status, headers, body }: HttpResponse): Answer {
  const answer = decodeAnswer(body);
  if (answer !== undefined) return answer;
  const type = headers['content-type']?.split(';')[0] ?? 'no content type';
  throw new SimError(
    'ANSWER_INVALID',
    `The answer is not the platform’s: HTTP ${status}, ${type}, ${Buffer.byteLength(body)} bytes, no JSON with a code.`,
    status >= 500
      ? { likely: 'A proxy in front of the platform could not reach it, or the platform is down.' }
      : {},
  );
}

/** The error for a message that the platform did not take, and may take when it is sent again. */
export function notTaken({ code, message }: Answer): SimError {
  const words = `The platform did not take the message: ${code} ${message}.`;
  if (code === THROTTLED_CODE) return new SimError('THROTTLED', words);
  return new SimError('UNDELIVERED', words, { likely: documentedCause(code), hint: answerCode(code).hint });
}

import { encodeAnswer } from '../protocol/answer.ts';
import { isContentType } from '../protocol/body.ts';
import { THROTTLED_CODE } from '../protocol/codes.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { PUBLISH_CONTENT_TYPE, TOKEN_HEADER } from '../protocol/publish.ts';
import { classifyTopic } from '../protocol/topic.ts';
import { type Decision, refuse } from './decision.ts';
import { judge } from './judge.ts';
import type { Device } from './registry/device.ts';
import type { PlatformState } from './state.ts';

/**
 * Answers POST /topic/…. The documents do not give the order of the checks; the choice is: token, then form, then
 * topic, then rate. Once it says code 0 the thing model may still filter values, which only the log shows.
 * @param seq the exchange's own
 */
export function answerTopic(
  state: PlatformState,
  { headers, body }: HttpRequest,
  { topic, query, seq }: { topic: string; query: string | undefined; seq: string },
): Decision {
  const nowMs = state.clock.now();
  const messageId = state.nextMessageId(nowMs);
  const refuseWith = (code: number, note: string, device?: Device): Decision =>
    refuse({ code, body: encodeAnswer({ code, messageId }), messageId, device, notes: [note] });

  const token = headers[TOKEN_HEADER];
  if (token === undefined || token === '') return refuseWith(20002, 'no header "password"');
  const device = state.tokens.look(token, nowMs);
  if (device === 'unknown') return refuseWith(20003, 'this token was never issued, or revoked');
  if (device === 'expired') return refuseWith(20001, 'the token’s life is over');
  if (!device.isEnabled) return refuseWith(20003, 'the device is disabled', device);
  if (!isContentType(headers['content-type'], PUBLISH_CONTENT_TYPE)) {
    return refuseWith(10001, `Content-Type is not ${PUBLISH_CONTENT_TYPE}`, device);
  }
  if (query !== undefined) return refuseWith(10001, 'a query is not supported', device);
  // Bytes that are no text count as they came, not as they were read.
  const bytes = Number(headers['content-length'] ?? Buffer.byteLength(body));
  if (bytes > LIMITS.bodyBytes) {
    return refuseWith(10001, `${bytes} bytes; ${LIMITS.bodyBytes} are allowed`, device);
  }
  const kind = classifyTopic(topic, device.triple);
  if (kind === undefined || Buffer.byteLength(topic) > LIMITS.topicBytes) {
    return refuseWith(30001, 'the device may not publish to this topic', device);
  }
  const { rateLimit } = state.settings;
  if (rateLimit !== undefined && state.rates.isBeyond(device, rateLimit, nowMs)) {
    return refuseWith(THROTTLED_CODE, `beyond the limit of ${rateLimit} a second`, device);
  }

  const { message, warnings, samples } = judge(state, { device, kind, topic, body, nowMs, seq });
  return {
    code: 0,
    body: encodeAnswer({ code: 0, messageId }),
    device,
    messageId,
    message,
    samples,
    notes: warnings,
    changes: [],
  };
}

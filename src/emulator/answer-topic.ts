import { writeJson } from '../json.ts';
import { decodePropertyPost } from '../protocol/alink.ts';
import { isContentType } from '../protocol/body.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { PUBLISH_CONTENT_TYPE, TOKEN_HEADER } from '../protocol/publish.ts';
import { classifyTopic } from '../protocol/topic.ts';
import { checkProperties, type Verdict } from '../tsl/check.ts';
import type { InboxMessage } from './inbox.ts';
import type { Device } from './registry.ts';
import type { Decision, PlatformState } from './state.ts';

/**
 * Answers POST /topic/…. The documents do not give the order of the checks; the choice is: token, then form, then
 * topic. Once it says code 0 the thing model may still filter values, which only inbox and notes show.
 */
export function answerTopic(
  state: PlatformState,
  { headers, body }: HttpRequest,
  { topic, query }: { topic: string; query: string | undefined },
): Decision {
  const messageId = state.nextMessageId(state.clock.now());
  const token = headers[TOKEN_HEADER];
  if (token === undefined || token === '') return { code: 20002, messageId, notes: ['no header "password"'] };
  const device = state.tokens.look(token);
  if (device === 'unknown') return { code: 20003, messageId, notes: ['this token was never issued'] };
  if (device === 'expired') return { code: 20001, messageId };

  const { triple } = device;
  const name = `${triple.productKey}/${triple.deviceName}`;
  const refuse = (code: number, note: string): Decision => ({ code, device: name, messageId, notes: [note] });
  if (!device.isEnabled) return refuse(20003, 'the device is disabled');
  if (!isContentType(headers['content-type'], PUBLISH_CONTENT_TYPE)) {
    return refuse(10001, `Content-Type is not ${PUBLISH_CONTENT_TYPE}`);
  }
  if (query !== undefined) return refuse(10001, 'a query is not supported');
  // Bytes that are no text count as they came, not as they were read.
  const bytes = Number(headers['content-length'] ?? Buffer.byteLength(body));
  if (bytes > LIMITS.bodyBytes) return refuse(10001, `${bytes} bytes; ${LIMITS.bodyBytes} are allowed`);
  const kind = classifyTopic(topic, triple);
  if (kind === undefined || Buffer.byteLength(topic) > LIMITS.topicBytes) {
    return refuse(30001, 'the device may not publish to this topic');
  }

  const message = receive(state, { device, topic, messageId, body, kind });
  state.inbox.add(message);
  return { code: 0, device: name, messageId, notes: describe(message) };
}

function receive(
  { clock }: PlatformState,
  {
    device,
    topic,
    messageId,
    body,
    kind,
  }: { device: Device; topic: string; messageId: string; body: string; kind: string },
): InboxMessage {
  const { productKey, deviceName } = device.triple;
  const received = { at: clock.now(), device: { productKey, deviceName }, topic, messageId, body };
  const nothing = { properties: new Map<string, Verdict>(), warnings: [] };
  if (kind !== 'property-post') return { ...received, ...nothing };
  const decoded = decodePropertyPost(body);
  if ('problem' in decoded) return { ...received, ...nothing, problem: decoded.problem };
  const { id, params, warnings } = decoded.post;
  const { model, mode } = device.product;
  return {
    ...received,
    id,
    warnings,
    properties: checkProperties(model, params, { mode, nowMs: received.at }),
  };
}

/** What became of a message, in a few words each. */
function describe({ problem, properties, warnings }: InboxMessage): string[] {
  const kept: string[] = [];
  const notes: string[] = [];
  for (const [identifier, verdict] of properties) {
    if (verdict.outcome !== 'filtered') kept.push(`${identifier} ${writeJson(verdict.value)}`);
    if (verdict.outcome === 'kept') continue;
    const { code, message } = verdict.refusal;
    const words = verdict.outcome === 'filtered' ? 'filtered' : 'kept outside the model';
    notes.push(`${identifier} ${words}: ${code} ${message}`);
  }
  if (kept.length > 0) notes.unshift(`kept ${kept.join(', ')}`);
  if (problem) notes.push(`filtered: ${problem.code} ${problem.detail}`);
  return [...notes, ...warnings];
}

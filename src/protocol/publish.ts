import type { HttpRequest } from './http.ts';
import { LIMITS } from './limits.ts';
import { topicToPath } from './topic.ts';

/** The header that carries the token. */
export const TOKEN_HEADER = 'password';

/** The content type of everything a device publishes. */
export const PUBLISH_CONTENT_TYPE = 'application/octet-stream';

/** Builds the request that publishes `body` to `topic`. Source: HTTPS document, "Report data". */
export function encodePublishRequest(message: { topic: string; token: string; body: string }): HttpRequest {
  return {
    path: topicToPath(message.topic),
    headers: { 'Content-Type': PUBLISH_CONTENT_TYPE, [TOKEN_HEADER]: message.token },
    body: message.body,
  };
}

/** Whether a text can be a token: 1 to 192 printable ASCII characters, the most that the vendor's C SDK 3 takes. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && text.length <= LIMITS.tokenCharacters;
}

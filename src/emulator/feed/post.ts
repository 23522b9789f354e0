import type { FeedMessage } from './format.ts';

/** The headers that carry what is not in the payload. */
const FEED_HEADERS = {
  topic: 'x-iot-topic',
  messageId: 'x-iot-message-id',
  generateTime: 'x-iot-generate-time',
} as const;

/** Where messages are posted to. */
export interface Target {
  readonly url: string;
  /** What may be shown: user, password and query may be secrets. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a URL; fetch takes none that has a user in it. */
export function readTarget(text: string): Target {
  const url = new URL(text);
  const name = url.origin + url.pathname;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  url.username = '';
  url.password = '';
  return { url: url.href, name, headers };
}

/** Posts a message, follows no redirect, and reads the answer to its end, so that the connection can be used again. */
export async function post(
  { url, headers }: Target,
  { topic, messageId, generateTimeMs, payload }: FeedMessage,
  signal: AbortSignal,
): Promise<{ ok: boolean; status: number }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      ...headers,
      [FEED_HEADERS.topic]: headerText(topic),
      [FEED_HEADERS.messageId]: messageId,
      [FEED_HEADERS.generateTime]: String(generateTimeMs),
    },
    body: payload,
    redirect: 'manual',
    signal,
  });
  // The status has decided; an answer that breaks off behind it changes nothing.
  await answer.body?.pipeTo(new WritableStream(), { signal }).catch(() => {});
  return { ok: answer.ok, status: answer.status };
}

/** A device may name an event as it likes, but a header holds ASCII alone: the rest is percent-encoded. */
function headerText(text: string): string {
  return text.replace(/[^!-~]+/gu, (part) => Buffer.from(part).toString('hex').replace(/../g, '%$&'));
}

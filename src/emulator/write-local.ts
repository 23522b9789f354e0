import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { LocalAnswer } from './api/local.ts';

/** Answers of the emulator's own APIs are of one moment, hold secrets, and are what they say they are. */
const EVERY_ANSWER = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** Writes an answer of the emulator's own APIs, whole or piece by piece; one that fails in the middle breaks off. */
export function writeLocal(
  response: ServerResponse,
  { status, headers, body, afterwards }: LocalAnswer,
  reason: string,
): void {
  if (afterwards !== undefined) {
    if (response.closed) afterwards();
    else response.once('close', afterwards);
  }
  const all = { ...EVERY_ANSWER, ...headers };
  if (typeof body === 'string') {
    response.writeHead(status, reason, { ...all, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
    return;
  }
  response.writeHead(status, reason, all);
  // One piece ahead: what waits beyond that waits where it can be counted.
  pipeline(Readable.from(body, { highWaterMark: 1 }), response, () => {}); // the client sees that it broke off
}

import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Transport } from '../../src/protocol/http.ts';

/** A transport made of nothing but Node's own HTTP client, to talk to a platform without the program's own. */
export function httpSend(endpoint: string): { send: Transport; close(): void } {
  const isTls = endpoint.startsWith('https:');
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const open = isTls ? httpsRequest : httpRequest;
  const send: Transport = ({ path, headers, body }) =>
    new Promise((resolve, reject) => {
      const length = { 'Content-Length': Buffer.byteLength(body) };
      const request = open(new URL(path, endpoint), {
        method: 'POST',
        agent,
        headers: { ...headers, ...length },
      });
      request.on('error', reject);
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => {
          const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(entries), body: text });
        });
      });
      request.end(body);
    });
  return { send, close: () => agent.destroy() };
}

import type { Transport } from '../protocol/http.ts';
import type { Responder } from './respond.ts';

/** A platform as a transport: what a fault does to a connection becomes what a client sees of it. */
export function createHandle(respond: Responder): Transport {
  return async (request, signal) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const outcome = await respond({ ...request, headers }, { clientIp: '', signal });
    switch (outcome.type) {
      case 'answer':
        return outcome.response;
      case 'reset':
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      case 'hang':
        signal?.throwIfAborted();
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
    }
  };
}

import type { ClientOptions } from '../../src/client/client.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/protocol/http.ts';
import { createRandom } from '../../src/random.ts';

/** The options of a client of the demo device; only transport and clock have to be given. */
export function clientOptions<T extends Pick<ClientOptions, 'send' | 'clock'> & Partial<ClientOptions>>(
  options: T,
) {
  return {
    device: DEMO_DEVICE,
    clientId: 'test-client',
    signMethod: 'hmacsha1',
    random: createRandom('test'),
    ...options,
  } as const;
}

/** An answer as it comes from the wire. */
export function reply(body: string, status = 200): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** An answer of /auth with a token. */
export function tokenReply(token: string): HttpResponse {
  return reply(`{"code":0,"info":{"token":"${token}"},"message":"success"}`);
}

/** An answer of /topic, laid out like the recorded one. */
export function topicReply(code: number, message = 'words of the platform'): HttpResponse {
  return reply(`{"code":${code},"info":{"messageId":1207967842654323713},"message":"${message}"}`);
}

/** A transport that remembers what it carried. */
export interface Recorder {
  readonly send: Transport;
  readonly requests: HttpRequest[];
  /** How many requests went to /auth. */
  auths(): number;
  /** The requests to a topic. */
  posts(): HttpRequest[];
}

/** Wraps a transport so that a test can see what went through. */
export function recorder(inner: Transport): Recorder {
  const requests: HttpRequest[] = [];
  const isAuth = ({ path }: HttpRequest): boolean => path === '/auth';
  return {
    requests,
    send(request, signal) {
      requests.push(request);
      return inner(request, signal);
    },
    auths: () => requests.filter(isAuth).length,
    posts: () => requests.filter((request) => !isAuth(request)),
  };
}

/** What a post meets: an answer, an error, or the transport behind. */
export type Fate = HttpResponse | Error | 'through';

/** Lets /auth through and gives each post the next fate of the list; when the list is used up, posts go through. */
export function fates(inner: Transport, list: readonly Fate[]): Transport {
  const rest = [...list];
  return async (request, signal) => {
    const fate = request.path === '/auth' ? 'through' : (rest.shift() ?? 'through');
    if (fate instanceof Error) throw fate;
    return fate === 'through' ? inner(request, signal) : fate;
  };
}

/** A transport that never answers, and ends only when its signal aborts. */
export const silence: Transport = (_request, signal) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Something a test waits for and lets happen. */
export function gate<T = void>(): { readonly passed: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

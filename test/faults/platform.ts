import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { CA_FILE, DEVICE } from '../helpers/stand-in.ts';
import { type Accepted, createDesk, refusal } from './desk.ts';

/** What a request meets instead of the right answer. */
export type Misdeed =
  /** The connection is reset, before the request is processed or after. */
  | { readonly type: 'reset'; readonly isProcessed: boolean }
  /** The request is processed and never answered. */
  | { readonly type: 'hang' }
  /** The right answer, late. */
  | { readonly type: 'slow'; readonly ms: number }
  /** The platform's own refusal; nothing is processed. */
  | { readonly type: 'refuse'; readonly code: number }
  /** Something between here and the platform answers; nothing is processed. */
  | { readonly type: 'page'; readonly status: number; readonly contentType: string; readonly body: string }
  /** The request is processed, and its answer ends half-way. */
  | { readonly type: 'truncated' }
  /** The request is processed, and its answer says no more than that. */
  | { readonly type: 'bare' };

/** A request that comes; `count` is 1 for the first of its kind. */
export interface Coming {
  readonly kind: 'auth' | 'post';
  readonly count: number;
}

/** A running platform. */
export interface Platform {
  /** `https://localhost:port`. */
  readonly url: string;
  /** What was taken, in order. */
  readonly accepted: readonly Accepted[];
  /** What differed from the documents. Empty is right. */
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<'auth' | 'post', number>>;
  /** What makes a program report here, by environment variable. */
  readonly env: Readonly<Record<string, string>>;
  /** Resets all connections and listens no more. */
  goDown(): Promise<void>;
  /** Listens again, at the same port. */
  comeUp(): Promise<void>;
  /** Resets all connections; the next ones get a certificate that nobody trusts. */
  changeCertificate(): void;
  restoreCertificate(): void;
  close(): Promise<void>;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const RIGHT = { key: read('../fixtures/tls/server.key'), cert: read('../fixtures/tls/server.pem') };
const FOREIGN = { key: read('foreign.pem'), cert: read('foreign.pem') };

/**
 * Starts a platform over HTTPS on a free port, which misbehaves when it is told to.
 * @param options.misbehave asked for every request
 * @param options.now its time
 */
export async function startPlatform({
  misbehave = () => undefined,
  now = Date.now,
}: {
  misbehave?: (coming: Coming, platform: Platform) => Misdeed | undefined;
  now?: () => number;
} = {}): Promise<Platform> {
  const counts = { auth: 0, post: 0 };
  const sockets = new Set<Socket>();
  const desk = createDesk(now);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const kind = request.url === '/auth' ? 'auth' : 'post';
    counts[kind]++;
    const misdeed = misbehave({ kind, count: counts[kind] }, platform);
    if (misdeed?.type === 'reset' && !misdeed.isProcessed) return reset(request.socket);
    const body = await text(request);
    const isAnswered = !['reset', 'hang', 'truncated'].includes(misdeed?.type ?? '');
    const process = (): string => {
      if (kind === 'auth') return desk.auth(body);
      const token = String(request.headers['password']);
      const { answer, copies } = desk.post({ path: String(request.url), token, body });
      for (const copy of copies) copy.isAnswered = isAnswered;
      return answer;
    };
    switch (misdeed?.type) {
      case undefined:
        return write(response, process());
      case 'slow':
        setTimeout(() => write(response, process()), misdeed.ms);
        return;
      case 'bare':
        process();
        return write(response, '{"code":0,"message":"success"}');
      case 'truncated':
        return write(response, process().slice(0, 20));
      case 'hang':
        process();
        return;
      case 'reset':
        process();
        return reset(request.socket);
      case 'refuse':
        if (misdeed.code === 20001) desk.expire();
        return write(response, refusal(misdeed.code));
      case 'page':
        return write(response, misdeed.body, misdeed);
    }
  };

  const write = (
    response: ServerResponse,
    body: string,
    { status = 200, contentType = 'application/json' } = {},
  ) => {
    response.writeHead(status, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
      Date: new Date(now()).toUTCString(),
    });
    response.end(body);
  };

  /** Cuts the TCP connection below the one that is encrypted. */
  const reset = ({ remotePort }: Socket): void => {
    for (const socket of sockets) if (socket.remotePort === remotePort) socket.resetAndDestroy();
  };
  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };

  const server = createServer(RIGHT, (request, response) => {
    handle(request, response).catch(() => {}); // the connection broke while the body came
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const goDown = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      resetAll();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `https://localhost:${port}`;
  const platform: Platform = {
    url,
    accepted: desk.accepted,
    problems: desk.problems,
    counts,
    env: {
      IOT_SIM_ENDPOINT: url,
      IOT_SIM_CA: CA_FILE,
      IOT_SIM_PRODUCT_KEY: DEVICE.productKey,
      IOT_SIM_DEVICE_NAME: DEVICE.deviceName,
      IOT_SIM_DEVICE_SECRET: DEVICE.deviceSecret,
    },
    goDown,
    comeUp: () => listen(port),
    changeCertificate() {
      server.setSecureContext(FOREIGN);
      resetAll();
    },
    restoreCertificate: () => server.setSecureContext(RIGHT),
    close: () => (server.listening ? goDown() : Promise.resolve()),
  };
  return platform;
}

import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { systemClock } from '../clock.ts';
import { SimError } from '../errors.ts';
import { encodeAnswer } from '../protocol/answer.ts';
import type { HttpResponse } from '../protocol/http.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { DEFAULT_EMULATOR_HOST, DEFAULT_EMULATOR_PORT } from './address.ts';
import { DEMO_DEVICE } from './demo.ts';
import { createPlatform, type Platform, type PlatformOptions } from './platform.ts';

/** The vendor's C SDK 4 loses a message when the server closes an idle connection sooner than its interval. */
const KEEP_ALIVE_MS = 70_000;
/** Larger bodies are not even read; up to here the answer is the platform's own. */
const MOST_BYTES = 1024 * 1024;
/** Status lines are short: the vendor's C SDK 3 wants the end of the line within its first 32 bytes. */
const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 404: 'Not Found', 405: 'Not Allowed' };

/** Why a server cannot listen, beside another that does. */
const LISTEN_CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'Ports below 1024 are for the system’s own services.',
  EADDRNOTAVAIL: 'This machine has no such address.',
  ENOTFOUND: 'There is no host of that name.',
};

/** How an emulator differs from its defaults. */
export interface EmulatorOptions extends PlatformOptions {
  /** 0 for any free one. @default 8180 */
  readonly port?: number | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
}

/** A running emulator. */
export interface Emulator extends Platform {
  /** `http://host:port`, to be given as a device's endpoint. */
  readonly url: string;
  /** The built-in device. */
  readonly device: DeviceTriple;
  close(): Promise<void>;
}

/**
 * Starts an emulated platform that listens for devices.
 * @throws SimError PORT_UNAVAILABLE
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = DEFAULT_EMULATOR_PORT, host = DEFAULT_EMULATOR_HOST } = options;
  const platform = createPlatform(options);
  const app = createApp(platform, options);
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const likely = LISTEN_CAUSES[reason];
    throw new SimError('PORT_UNAVAILABLE', `Cannot listen on ${host}:${port} (${reason}).`, {
      cause: error,
      ...(likely === undefined ? {} : { likely, hint: 'Check --host and --port.' }),
    });
  }
  const bound = app.server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    ...platform,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    device: DEMO_DEVICE,
    close: () => app.close(),
  };
}

function createApp(platform: Platform, { clock = systemClock, onExchange }: PlatformOptions) {
  /** Answers what never reached the platform: a wrong method, a body beyond all measure. */
  const refuse = (request: FastifyRequest, reply: FastifyReply, status: number, note: string): void => {
    onExchange?.({ at: clock.now(), path: request.url, device: undefined, code: 10001, notes: [note] });
    write(reply, {
      status,
      headers: { 'content-type': 'application/json' },
      body: encodeAnswer({ code: 10001 }),
    });
  };
  const app = fastify({
    bodyLimit: MOST_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => refuse(request, reply, 404, error.message),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // "The request header must contain Content-Length, else the body is not parsed" (HTTPS document).
    const body =
      request.headers['content-length'] === undefined ? '' : ((request.body as string | undefined) ?? '');
    const headers = request.headers as Record<string, string>;
    write(reply, await platform.handle({ path: request.url, headers, body }));
  };
  app.post('/*', answer);
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, 405, `the method is ${request.method}; there is POST alone`),
  );
  app.setErrorHandler((error, request, reply) => {
    reply.raw.setHeader('Connection', 'close'); // the rest of the request was not read
    refuse(request, reply, 200, (error as Error).message);
  });
  return app;
}

/**
 * Writes an answer byte for byte as the vendor's C SDKs need it: they look for `Content-Length: ` in just this
 * spelling, and the framework's own way writes header names in lower case.
 */
function write(reply: FastifyReply, { status, headers, body }: HttpResponse): void {
  reply.hijack();
  reply.raw.writeHead(status, REASONS[status] ?? '', {
    ...(headers['date'] === undefined ? {} : { Date: headers['date'] }),
    'Content-Type': headers['content-type'],
    'Content-Length': Buffer.byteLength(body),
  });
  reply.raw.end(body);
}

import type { Server } from 'node:http';
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { encodeAnswer } from '../protocol/answer.ts';
import { answerApi, HEALTH_PATH } from './api/api.ts';
import type { Live } from './api/live.ts';
import { type LocalAnswer, type LocalRequest, problem } from './api/local.ts';
import { watchConnections } from './connections.ts';
import { CONSOLE_ASSETS, openConsoleFiles } from './console-files.ts';
import { denialOf, isNavigation, type WaysIn } from './guard.ts';
import { type AccessKey, createManagement } from './management/management.ts';
import type { Platform } from './platform.ts';
import { routeOf } from './route.ts';
import { writeLocal } from './write-local.ts';

/** The vendor's C SDK 4 loses a message when the server closes an idle connection sooner than its interval. */
const KEEP_ALIVE_MS = 70_000;
/** Larger bodies are not even read; up to here the answer is the platform's own. */
const MOST_BYTES = 1024 * 1024;
/** The management API takes whole thing models in the query, and the request line counts as a header. */
const MOST_HEADER_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 20_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How often Node looks for requests that are late. */
const LATENESS_CHECK_MS = 1_000;
/** Status lines are short: the vendor's C SDK 3 wants the end of the line within its first 32 bytes. */
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  409: 'Conflict',
  413: 'Too Large',
  500: 'Server Error',
  502: 'Bad Gateway',
  503: 'Unavailable',
  504: 'Gateway Timeout',
};

/** What the app needs to know. */
export interface HttpAppOptions {
  readonly platform: Platform;
  /** What it listens on, to tell its own name from others'. */
  readonly host: string;
  readonly accessKey: AccessKey;
  /** This machine's time, in which requests to the management API are signed. */
  readonly now: () => number;
  /** PEM texts; without them it speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Told of what never reached the platform: a wrong method, a body beyond all measure. */
  readonly onRefused: (refused: { path: string; note: string; code?: number }) => void;
  /** Aborts when the emulator closes. */
  readonly stop: AbortSignal;
  /** Whoever listens for what happens. */
  readonly live: Live;
  /** Stops listening for a while. */
  readonly onRefuse: (forMs: number) => void;
}

/** An app, and the connections to it. */
export type HttpApp = ReturnType<typeof createHttpApp>;

/** The emulator's HTTP side: devices, management and its own API on one port. */
export function createHttpApp(options: HttpAppOptions) {
  const { platform, tls } = options;
  const shared = {
    bodyLimit: MOST_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      refuse(request, reply, { status: 404, note: error.message }),
  };
  const serverOptions = {
    maxHeaderSize: MOST_HEADER_BYTES,
    // Where this is longer than the time for the whole request, as it is by default, Node swaps the two.
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: LATENESS_CHECK_MS,
  };
  const app = fastify(
    tls === undefined
      ? { ...shared, http: serverOptions }
      : // The root is not sent along: the vendor's C SDK 4 may have no room for it in its first fragment.
        ({ ...shared, https: { cert: tls.cert, key: tls.key, ...serverOptions } } as typeof shared),
  );
  (app.server as Server).maxConnections = MOST_CONNECTIONS;
  const connections = watchConnections(app.server);

  const consoleFiles = openConsoleFiles();
  const manage = createManagement(platform, { accessKey: options.accessKey, now: options.now });

  const refuse = (
    request: FastifyRequest,
    reply: FastifyReply,
    {
      status,
      note,
      code = 10001,
      messageId,
    }: { status: number; note: string; code?: number; messageId?: string | undefined },
  ): void => {
    options.onRefused({ path: request.url, note, code });
    const body = encodeAnswer(messageId === undefined ? { code } : { code, messageId });
    write(reply, { status, type: 'application/json', body });
  };

  const answerDevice = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // "The request header must contain Content-Length, else the body is not parsed" (HTTPS document).
    const body = request.headers['content-length'] === undefined ? '' : bodyOf(request);
    const headers = request.headers as Record<string, string>;
    const caller = { clientIp: request.raw.socket.remoteAddress ?? '', signal: options.stop };
    const outcome = await platform.respond({ path: request.url, headers, body }, caller);
    if (outcome.type !== 'answer') reply.hijack();
    if (outcome.type === 'reset') connections.reset(request.raw.socket);
    if (outcome.type !== 'answer') return;
    const { status, headers: answered, body: text } = outcome.response;
    write(reply, { status, type: answered['content-type'] ?? '', date: answered['date'], body: text });
  };

  /** Whether a request may go on; where it may not, it is answered. */
  const isLetIn = (request: FastifyRequest, reply: FastifyReply, ways: WaysIn): boolean => {
    const { url, headers, raw } = request;
    const denial = denialOf({ headers, remoteAddress: raw.socket.remoteAddress ?? '', ...ways }, options);
    if (denial === undefined) return true;
    const { status, note } = denial;
    options.onRefused({ path: url, note });
    if (status === 401) reply.raw.setHeader('WWW-Authenticate', 'Basic realm="iot-sim emulator"');
    writeError(reply, status, `Refused: ${note}.`);
    return false;
  };

  const answerFile = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { method, url, headers } = request;
    const isFollowedLink = !url.startsWith(CONSOLE_ASSETS) && isNavigation(method, headers);
    if (!isLetIn(request, reply, { isFollowedLink })) return;
    const answer = await consoleFiles.answer(url, headers['if-none-match']);
    if (answer === 'not built')
      return writeError(reply, 503, 'The console was not built; run npm run build.');
    if (answer === 'missing') return writeError(reply, 404, 'The console has no such file.');
    reply.hijack();
    reply.raw.writeHead(answer.status, REASONS[answer.status] ?? '', answer.headers);
    reply.raw.end(answer.body);
  };

  const answerLocal = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const isSigned = isManagement(request);
    if (!isLetIn(request, reply, { needsKey: !isSigned && request.url !== HEALTH_PATH })) return;
    const local: LocalRequest = {
      method: request.method,
      path: request.url,
      headers: request.headers as Record<string, string>,
      body: bodyOf(request),
    };
    const answer: LocalAnswer = isSigned ? await manage(local) : await answerApi(platform, local, options);
    giveLocal(reply, answer);
  };

  const failDevice = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    if (options.stop.aborted) {
      reply.hijack(); // no answer: an answer would be the platform's
      request.raw.socket.destroy();
      return;
    }
    // Either the framework refused what it would not read, or something of ours failed: that may go by.
    const code = error.statusCode === undefined ? 10000 : 10001;
    reply.raw.setHeader('Connection', 'close'); // the rest of the request was not read
    const isTopic = routeOf(request.url)?.on === 'topic';
    const messageId = isTopic ? platform.nextMessageId() : undefined;
    refuse(request, reply, { status: 200, note: error.message, code, messageId });
  };

  const failLocal = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    options.onRefused({ path: request.url, note: error.message });
    reply.raw.setHeader('Connection', 'close');
    writeError(reply, error.statusCode ?? 500, error.message);
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/auth', answerDevice);
  app.post('/auth/*', answerDevice);
  app.post('/topic/*', answerDevice);
  app.all('/', { errorHandler: failLocal }, (request, reply) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && !isManagement(request);
    return isPage ? answerFile(request, reply) : answerLocal(request, reply);
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: `${CONSOLE_ASSETS}*`,
    errorHandler: failLocal,
    handler: answerFile,
  });
  app.all('/_emulator/*', { errorHandler: failLocal }, answerLocal);
  app.post('/*', answerDevice);
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, { status: 405, note: `the method is ${request.method}; there is POST alone` }),
  );
  app.setErrorHandler(failDevice);
  return { app, connections };
}

/** Requests to the management API name their action in a header, and are signed. */
function isManagement({ headers }: FastifyRequest): boolean {
  return headers['x-acs-action'] !== undefined;
}

/** Says in a sentence why the emulator itself, not the platform, does not do what was asked. */
function writeError(reply: FastifyReply, status: number, error: string): void {
  giveLocal(reply, problem(status, error));
}

function giveLocal(reply: FastifyReply, answer: LocalAnswer): void {
  reply.hijack();
  writeLocal(reply.raw, answer, REASONS[answer.status] ?? '');
}

function bodyOf({ body }: FastifyRequest): string {
  return typeof body === 'string' ? body : '';
}

/**
 * Writes an answer byte for byte as the vendor's C SDKs need it: they look for `Content-Length: ` in just this
 * spelling, and the framework's own way writes header names in lower case.
 */
function write(
  reply: FastifyReply,
  { status, type, date, body }: { status: number; type: string; date?: string | undefined; body: string },
): void {
  reply.hijack();
  reply.raw.writeHead(status, REASONS[status] ?? '', {
    ...(date === undefined ? {} : { Date: date }),
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  });
  reply.raw.end(body);
}

// A strict stand-in of the platform over HTTPS. It imports nothing of src: what it knows comes from the documents.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  checkAuthBody,
  checkPostBody,
  INT_MODEL,
  isRecord,
  type PostBody,
  parseRaw,
  type Ranges,
  type Triple,
} from './stand-in-checks.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** The certificate authority of the stand-in, PEM. */
export const CA_FILE = fixture('ca.pem');

/** The one device the stand-in knows. */
export const DEVICE: Triple = {
  productKey: 'a1TestKey00',
  deviceName: 'sensor-01',
  deviceSecret: 'TheSecretOfTheTests0123456789abc',
};

/** How the stand-in may answer instead of as it should. */
export type Fault =
  | { readonly type: 'answer'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly type: 'refuse'; readonly code: number; readonly message: string }
  | { readonly type: 'hang' }
  | { readonly type: 'drop' };

/** A proxy's page. */
export const HTML_502: Fault = {
  type: 'answer',
  status: 502,
  contentType: 'text/html',
  body: '<html><head><title>502 Bad Gateway</title></head></html>',
};

/** Says, for a request, whether to misbehave. `count` is 1 for the first request of its kind. */
export type Misbehave = (request: { kind: 'auth' | 'post'; count: number }) => Fault | undefined;

interface StandInOptions {
  /** @default the int model of the tutorial */
  readonly model?: Ranges;
  readonly misbehave?: Misbehave;
  /** Whether answers carry a Date header. @default true */
  readonly hasDate?: boolean;
}

/** A property report that was taken. */
export interface Post extends PostBody {
  readonly messageId: string;
  readonly body: string;
}

/** A running stand-in. */
export interface StandIn {
  /** `https://localhost:port`. */
  readonly url: string;
  /** Everything that differed from the documents. Empty is right. */
  readonly problems: readonly string[];
  /** The sign method of each request for a token, good or bad. */
  readonly auths: readonly string[];
  /** The property reports that were answered with code 0, in order. */
  readonly posts: readonly Post[];
  /** How many requests came, answered or not. */
  readonly counts: Readonly<Record<'auth' | 'post', number>>;
  /** All that must never be printed: the secret, and every signature and token there was. */
  readonly secrets: ReadonlySet<string>;
  /** The tokens that were given out. */
  readonly tokens: readonly string[];
  /** What makes a program report here, by environment variable. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets all tokens, as if they had expired. */
  expireTokens(): void;
  /** Resolves once so many reports were taken. */
  waitForPosts(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a stand-in on a free port. */
export async function startStandIn({
  model = INT_MODEL,
  misbehave,
  hasDate = true,
}: StandInOptions = {}): Promise<StandIn> {
  const problems: string[] = [];
  const auths: string[] = [];
  const posts: Post[] = [];
  const tokens: string[] = [];
  const counts = { auth: 0, post: 0 };
  const valid = new Set<string>();
  const ids = new Set<string>();
  const secrets = new Set([DEVICE.deviceSecret]);
  const waiting: { count: number; resolve: () => void }[] = [];
  let lastMessageId = 1_207_967_842_654_323_713n;
  const report = (problem: string): void => void problems.push(problem);

  const answerAuth = (body: string): string => {
    const { code, method = '', signature } = checkAuthBody(parse(body), { device: DEVICE, report });
    auths.push(method);
    if (signature) secrets.add(signature);
    if (code !== 0)
      return `{"code":${code},"message":"${code === 20000 ? 'auth check error' : 'param error'}"}`;
    const token = randomBytes(16).toString('hex');
    valid.add(token);
    tokens.push(token);
    secrets.add(token);
    return `{"code":0,"info":{"token":"${token}"},"message":"success"}`;
  };

  const answerPost = (request: IncomingMessage, body: string): string => {
    const messageId = String(++lastMessageId);
    const refuse = (code: number, message: string): string =>
      `{"code":${code},"info":{"messageId":${messageId}},"message":"${message}"}`;
    const token = request.headers['password'];
    if (token === undefined) {
      report('post: no header password');
      return refuse(20002, 'token is null');
    }
    if (!valid.has(String(token))) return refuse(20001, 'token is expired');
    if (Buffer.byteLength(body) > 128 * 1024) return refuse(10001, 'param error');
    const post = checkPostBody(parse(body), { model, report });
    if (ids.has(post.id)) report(`post: id ${post.id} came twice`);
    ids.add(post.id);
    posts.push({ ...post, messageId, body });
    for (const { count, resolve } of waiting) if (posts.length >= count) resolve();
    return `{"code":0,"info":{"messageId":${messageId}},"message":"success"}`;
  };

  const parse = (body: string): unknown => {
    try {
      return parseRaw(body);
    } catch (error) {
      report(`the body is not JSON: ${(error as Error).message}`);
      return undefined;
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.sendDate = hasDate;
    const body = await readBody(request);
    const kind = request.url === '/auth' ? 'auth' : 'post';
    checkHttp(request, { kind, body, report });
    counts[kind]++;
    const fault = misbehave?.({ kind, count: counts[kind] });
    if (fault?.type === 'hang') return;
    if (fault?.type === 'drop') return void request.socket.destroy();
    if (fault?.type === 'answer') return write(response, fault);
    const text =
      fault?.type === 'refuse'
        ? `{"code":${fault.code},"message":"${fault.message}"}`
        : kind === 'auth'
          ? answerAuth(body)
          : answerPost(request, body);
    // A fault must not hide a signature from the list of secrets.
    if (fault && kind === 'auth') noteSignature(body, secrets);
    write(response, { status: 200, contentType: 'application/json', body: text });
  };

  const server = createServer(
    { key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem')) },
    (request, response) => void handle(request, response),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code?.startsWith('HPE_')) report(`malformed HTTP: ${error.code}`);
    socket.destroy();
  });
  const { port, close } = await listen(server);
  const url = `https://localhost:${port}`;
  return {
    url,
    problems,
    auths,
    posts,
    counts,
    secrets,
    tokens,
    env: {
      IOT_SIM_ENDPOINT: url,
      IOT_SIM_CA: CA_FILE,
      IOT_SIM_PRODUCT_KEY: DEVICE.productKey,
      IOT_SIM_DEVICE_NAME: DEVICE.deviceName,
      IOT_SIM_DEVICE_SECRET: DEVICE.deviceSecret,
    },
    expireTokens: () => valid.clear(),
    waitForPosts: (count) =>
      new Promise((resolve) => {
        if (posts.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close,
  };
}

/** What the HTTPS document says of a request itself. */
function checkHttp(
  request: IncomingMessage,
  { kind, body, report }: { kind: 'auth' | 'post'; body: string; report: (problem: string) => void },
): void {
  const { method, url, headers, httpVersion } = request;
  const topic = `/topic/sys/${DEVICE.productKey}/${DEVICE.deviceName}/thing/event/property/post`;
  const type = kind === 'auth' ? 'application/json' : 'application/octet-stream';
  if (method !== 'POST') report(`method ${method}`);
  if (httpVersion !== '1.1') report(`HTTP ${httpVersion}`);
  if (kind === 'post' && url !== topic) report(`path ${url}`);
  if (headers['content-type'] !== type) report(`${kind}: Content-Type ${headers['content-type']}`);
  if (headers['transfer-encoding'] !== undefined) report(`${kind}: Transfer-Encoding is sent`);
  if (headers['content-length'] !== String(Buffer.byteLength(body))) {
    report(`${kind}: Content-Length ${headers['content-length']} of ${Buffer.byteLength(body)} bytes`);
  }
}

function noteSignature(body: string, secrets: Set<string>): void {
  const parsed = JSON.parse(body) as unknown;
  if (isRecord(parsed) && typeof parsed['sign'] === 'string') secrets.add(parsed['sign']);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function write(
  response: ServerResponse,
  { status, contentType, body }: { status: number; contentType: string; body: string },
): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

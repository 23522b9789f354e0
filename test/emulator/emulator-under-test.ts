import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { expect, onTestFinished } from 'vitest';
import { DEMO_DEVICE, DEMO_PRODUCT_SECRET } from '../../src/emulator/demo.ts';
import type { Exchange } from '../../src/emulator/exchange.ts';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts';
import type { DeviceTriple } from '../../src/protocol/topic.ts';
import { POST_TOPIC, received, type Said, said } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

/** A request on a connection of its own. */
export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM of an authority to trust. */
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal;
}

/** An answer as Node's own client reads it. */
export interface Answered {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks a server with nothing but Node's own client, on a connection of its own. */
export function ask(
  endpoint: string,
  { method = 'POST', path, headers = {}, body, ca, signal }: Asked,
): Promise<Answered> {
  const open = endpoint.startsWith('https:') ? httpsRequest : httpRequest;
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { method, path, headers: { ...length, ...headers }, ca, signal, agent: false };
    const request = open(new URL(endpoint), options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: response.headers,
          body: text,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** A further device of the demo product, where `devices: 1` made it. */
export function named(deviceName: string): string {
  return `${DEMO_DEVICE.productKey}/${deviceName}`;
}

/** A device's request for its own secret, signed with that of the demo product by node:crypto alone. */
export function registration({ productKey, deviceName }: DeviceTriple): Asked {
  const content = `deviceName${deviceName}productKey${productKey}random123`;
  const sign = createHmac('sha1', DEMO_PRODUCT_SECRET).update(content).digest('hex');
  return {
    path: '/auth/register/device',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      productKey,
      deviceName,
      random: '123',
      sign,
      signMethod: 'HmacSHA1',
    }).toString(),
  };
}

/** An emulator on a free port, closed with the test, and what a device and a test suite ask of it. */
export async function emulatorUnderTest(options: EmulatorOptions & { ca?: string } = {}) {
  const { ca, ...rest } = options;
  const exchanges: Exchange[] = [];
  const emulator = await startEmulator({
    port: 0,
    ...rest,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  onTestFinished(() => emulator.close());
  const { url } = emulator;
  const asking = (asked: Asked): Promise<Answered> => ask(url, { ca, ...asked });

  const auth = async (
    device: DeviceTriple = DEMO_DEVICE,
    timestamp: number = emulator.clock.now(),
    signal?: AbortSignal,
  ): Promise<Answered> =>
    asking({ ...authRequest(signedFields(device, { timestamp })), ...(signal && { signal }) });

  const token = async (device?: DeviceTriple): Promise<string> => {
    const { body } = await auth(device);
    const { code, info } = JSON.parse(body);
    if (code !== 0) throw new Error(`no token: ${body}`);
    return info.token;
  };

  const post = (
    password: string,
    { temperature = 22, device = DEMO_DEVICE, id = '1' } = {},
    signal?: AbortSignal,
  ): Promise<Answered> => {
    const topic = `/sys/${device.productKey}/${device.deviceName}/thing/event/property/post`;
    const body = JSON.stringify({ id, version: '1.0', params: { temperature } });
    return asking({ ...topicRequest(topic, password, body), ...(signal && { signal }) });
  };

  return {
    ...emulator,
    port: Number(new URL(url).port),
    exchanges,
    ask: asking,
    auth,
    token,
    post,
    /** The code of a post. */
    postCode: async (...args: Parameters<typeof post>): Promise<number> => read(await post(...args)).code,
    /** A request to the emulator's own API: its status, and its body as JSON. */
    async api(method: string, path: string, value?: unknown) {
      const body = value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
      const answer = await asking({
        method,
        path: `/_emulator/${path}`,
        ...(body !== undefined && { body }),
      });
      expect(answer.headers['content-type']).toBe('application/json');
      return { status: answer.status, json: JSON.parse(answer.body) };
    },
    /** What the log keeps, told in its words. */
    logged: () => emulator.log.exchanges(),
    taken: () => received(emulator),
    /** Whether it is ready, and a device that does all right still gets its token and reports. */
    async works(): Promise<boolean> {
      const { status } = await asking({ method: 'GET', path: '/_emulator/health' });
      return status === 200 && read(await post(await token())).code === 0;
    },
  };
}

/** An answer as a device reads it. */
export function read({ status, body }: Answered): Said {
  return said({ status, headers: {}, body });
}

/** The code of Node's error that a request ends with; fails where there is an answer. */
export async function errorCode(answer: Promise<unknown>): Promise<string | undefined> {
  return answer.then(
    (value) => {
      throw new Error(`an answer: ${JSON.stringify(value)}`);
    },
    (error: NodeJS.ErrnoException) => error.code,
  );
}

export { DEMO_DEVICE, POST_TOPIC };

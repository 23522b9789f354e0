import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { LocalRequest } from '../../../src/emulator/api/local.ts';
import { createManagement } from '../../../src/emulator/management/management.ts';
import { createPlatform, type Platform, type PlatformOptions } from '../../../src/emulator/platform.ts';

type Sdk = typeof import('@alicloud/iot20180120');
type Client = InstanceType<Sdk['default']>;

/** The official SDK, its models beside its client. It is CommonJS, whose default export each loader sees otherwise. */
export const models: Sdk = createRequire(import.meta.url)('@alicloud/iot20180120');

/** The official client for a port of this machine. */
export function clientFor(
  port: number,
  {
    accessKeyId = 'iot-sim',
    accessKeySecret = 'iot-sim',
  }: { accessKeyId?: string; accessKeySecret?: string } = {},
): Client {
  const config = {
    endpoint: `127.0.0.1:${port}`,
    protocol: 'http',
    readTimeout: 60_000, // the SDK's own few seconds are too short on a busy machine
    connectTimeout: 60_000,
    regionId: 'cn-shanghai',
    accessKeyId,
    accessKeySecret,
  };
  return new models.default(config as ConstructorParameters<Sdk['default']>[0]);
}

/**
 * A platform and its management API over HTTP, until the test ends.
 * @param options.onTheWay changes what the client sent before the API gets it
 */
export async function managementUnderTest({
  onTheWay = (request) => request,
  ...options
}: PlatformOptions & { onTheWay?: (request: LocalRequest) => LocalRequest } = {}): Promise<{
  platform: Platform;
  port: number;
  client: Client;
}> {
  const platform = createPlatform(options);
  const manage = createManagement(platform, {
    accessKey: { id: 'iot-sim', secret: 'iot-sim' },
    now: platform.clock.now,
  });
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const body = await readBody(request);
    const sent = { method, path, headers: headers as Record<string, string>, body };
    const answer = await manage(onTheWay(sent));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await platform.close();
  });
  const { port } = server.address() as AddressInfo;
  return { platform, port, client: clientFor(port) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const piece of request) body += piece;
  return body;
}

/** What the SDK throws when the answer is HTTP 4xx. */
export interface SdkError {
  readonly code: string;
  readonly message: string;
  readonly data: { readonly statusCode: number; readonly HostId: string; readonly RequestId: string };
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<SdkError> {
  return call.then(
    (answer) => Promise.reject(new Error(`it was answered: ${JSON.stringify(answer)}`)),
    (error: SdkError) => error,
  );
}

/** A client, and a product of it with a thing model of one property `temperature`. */
export async function productUnderTest(options: Parameters<typeof managementUnderTest>[0] = {}) {
  const management = await managementUnderTest(options);
  const { platform } = management;
  const draft = JSON.stringify({ properties: [TEMPERATURE] });
  const release = { version: 'v1', description: '', atMs: 0, tsl: draft };
  const { productKey } = await platform.registry.addProduct({ productName: 'sensor', draft, release });
  return { ...management, productKey };
}

/** A property of a thing model, as the console writes it. */
export const TEMPERATURE = {
  identifier: 'temperature',
  name: 'Temperature',
  accessMode: 'r',
  required: true,
  dataType: { type: 'float', specs: { min: '-10', max: '50', step: '0.1', unit: '°C' } },
};

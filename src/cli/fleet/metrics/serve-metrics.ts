import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../../../config/parse-listen-address.ts';
import { SimError } from '../../../errors.ts';

/** The one path that there is. */
const PATH = '/metrics';

/** What is served. */
interface Page {
  readonly contentType: string;
  /** Made anew for everybody who asks. */
  readonly write: () => Promise<string>;
}

/**
 * Serves a page at `/metrics`.
 * @returns its address, and how to end it
 * @throws SimError PORT_UNAVAILABLE
 */
export async function serveMetrics(
  address: ListenAddress,
  { contentType, write }: Page,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const end = (status: number, headers: Record<string, string>, text: string): void => {
      response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) }).end(text);
    };
    const plain = { 'Content-Type': 'text/plain; charset=utf-8' };
    if (request.url?.split('?')[0] !== PATH) end(404, plain, `The metrics are at ${PATH}\n`);
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      end(405, { ...plain, Allow: 'GET, HEAD' }, 'GET alone is answered.\n');
    else
      write().then(
        (text) => end(200, { 'Content-Type': contentType }, text),
        (error: Error) => end(500, plain, `${error.message}\n`),
      );
  });
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return {
    url: `http://${host}:${port}${PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections(); // whoever reads keeps one open between two pages
      }),
  };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays: a connection that cannot be taken, for want of descriptors, is no reason to end a run.
    server.on('error', (error: NodeJS.ErrnoException) => {
      const message = `Cannot serve metrics on ${host}:${port} (${error.code ?? error.message}).`;
      const inUse = error.code === 'EADDRINUSE';
      reject(
        new SimError('PORT_UNAVAILABLE', message, {
          cause: error,
          likely: inUse
            ? 'Another program listens there, perhaps another fleet.'
            : 'This machine has no such address, or the port is not allowed to everybody.',
          hint: 'Give another address with --metrics; --metrics :0 takes a free port.',
        }),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

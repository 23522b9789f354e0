import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The text of a file under test/fixtures. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
}

/** Listens on a free port of 127.0.0.1 until the test is over, and gives the port. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {}); // a peer that goes away is what some tests are about
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', remember);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A server that does with each connection what the test wants. */
export async function tcpServer(
  onConnection: (socket: Socket) => void,
): Promise<{ url: string; port: number }> {
  const port = await listen(createTcpServer(onConnection));
  return { port, url: `http://127.0.0.1:${port}` };
}

/** An HTTP server that answers as the test wants. */
export async function httpServer(onRequest: RequestListener): Promise<{ url: string; port: number }> {
  const port = await listen(createHttpServer(onRequest));
  return { port, url: `http://127.0.0.1:${port}` };
}

/** An HTTPS server with the certificate of the fixtures, for `localhost` and `127.0.0.1`. */
export async function httpsServer(onRequest: RequestListener): Promise<{ url: string; port: number }> {
  const identity = { cert: fixture('tls/server.pem'), key: fixture('tls/server.key') };
  const port = await listen(createHttpsServer(identity, onRequest));
  return { port, url: `https://127.0.0.1:${port}` };
}

/** A port of 127.0.0.1 where nobody listens any more. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

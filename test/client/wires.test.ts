import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openWires } from '../../src/client/wires.ts';
import type { SimError } from '../../src/errors.ts';
import { closedPort, fixture, httpServer, httpsServer, tcpServer } from '../helpers/servers.ts';

interface Parcel {
  /** Whose it is: the first letter. */
  readonly owner: object;
  readonly body: string;
}

/** Wires whose answers and failures are kept, as `body: answer`. */
const OWNERS = new Map<string | undefined, object>();

function ownerOf(body: string): object {
  const owner = OWNERS.get(body[0]) ?? {};
  OWNERS.set(body[0], owner);
  return owner;
}

function wires(
  endpoint: string,
  { connections = 2 as number | 'per owner', ca = [fixture('tls/ca.pem')], timeoutMs = 5_000 } = {},
) {
  const told: string[] = [];
  let now = 0;
  const opened = openWires<Parcel>(
    {
      endpoint,
      ca,
      connections: typeof connections === 'number' ? connections : (parcel) => parcel.owner,
      timeoutMs,
      elapsed: () => now,
    },
    {
      request: ({ body }) => ({ path: '/', headers: { 'Content-Type': 'text/plain' }, body }),
      answered: ({ body }, answer) => void told.push(`${body}: ${answer.body}`),
      failed: ({ body }, { code }: SimError) => void told.push(`${body}: ${code}`),
    },
  );
  onTestFinished(opened.close);
  return {
    ...opened,
    told,
    send: (...bodies: string[]): void => {
      for (const body of bodies) opened.send({ owner: ownerOf(body), body });
    },
    advance: (ms: number): void => {
      now += ms;
      opened.sweep();
    },
    whenTold: (count: number) =>
      vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(count), { timeout: 5_000 }),
  };
}

const answer = (body: string, more = ''): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

/** A server of raw answers; the n-th request, from 0, gets what `reply` says. */
function server(reply: (socket: Socket, index: number) => void) {
  let requests = 0;
  const sockets: Socket[] = [];
  return tcpServer((socket) => {
    sockets.push(socket);
    socket.on('data', () => reply(socket, requests++));
  }).then((listening) => ({ ...listening, sockets, requests: () => requests }));
}

describe('wires', () => {
  test.each([
    ['HTTPS', httpsServer],
    ['HTTP', httpServer],
  ])('carry many requests over a few connections of %s, each answer to its own', async (_, listen) => {
    const ports = new Set<number | undefined>();
    const { url } = await listen((request, response) => {
      ports.add(request.socket.remotePort);
      request.on('data', (body) => response.end(`echo ${body}`));
    });
    const { send, whenTold, told, open } = wires(url, { connections: 3 });
    const bodies = Array.from({ length: 50 }, (_, index) => String(index));
    send(...bodies);
    await whenTold(50);
    expect(told.toSorted()).toEqual(bodies.map((body) => `${body}: echo ${body}`).toSorted());
    expect(ports.size).toBe(3);
    expect(open()).toBe(3);
  });

  test('are one for each owner where that is wanted, and kept for the next request', async () => {
    const bodiesByPort = new Map<number | undefined, string[]>();
    const { url } = await httpsServer((request, response) => {
      request.on('data', (body) => {
        const { remotePort } = request.socket;
        bodiesByPort.set(remotePort, [...(bodiesByPort.get(remotePort) ?? []), String(body)]);
        response.end('ok');
      });
    });
    const { send, whenTold, open } = wires(url, { connections: 'per owner' });
    send('a1', 'b1', 'a2', 'c1', 'b2', 'a3');
    await whenTold(6);
    send('a4');
    await whenTold(7);
    expect([...bodiesByPort.values()].toSorted()).toEqual([['a1', 'a2', 'a3', 'a4'], ['b1', 'b2'], ['c1']]);
    expect(open()).toBe(3);
  });

  test('put the path of the endpoint before that of each request', async () => {
    const paths: (string | undefined)[] = [];
    const { url } = await httpServer((request, response) => {
      paths.push(request.url);
      response.end();
    });
    const { send, whenTold } = wires(`${url}/iot/`);
    send('a');
    await whenTold(1);
    expect(paths).toEqual(['/iot/']);
  });

  test('send what waits in the order it came', async () => {
    const { url } = await server((socket) => socket.write(answer('ok')));
    const { send, whenTold, told } = wires(url, { connections: 1 });
    send('a', 'b', 'c');
    await whenTold(3);
    expect(told).toEqual(['a: ok', 'b: ok', 'c: ok']);
  });

  test('trust no certificate of an unknown authority', async () => {
    const { url } = await httpsServer((_, response) => response.end());
    const { send, whenTold, told } = wires(url, { ca: [] });
    send('a');
    await whenTold(1);
    expect(told).toEqual(['a: CERTIFICATE_UNTRUSTED']);
  });

  test('tell of a port where nobody listens, for each request', async () => {
    const { send, whenTold, told } = wires(`http://127.0.0.1:${await closedPort()}`, { connections: 1 });
    send('a', 'b');
    await whenTold(2);
    expect(told).toEqual(['a: CONNECTION_REFUSED', 'b: CONNECTION_REFUSED']);
  });

  test('tell of a connection that breaks off, and open another for the next', async () => {
    const { url, sockets } = await server((socket, index) => {
      if (index === 0) socket.destroy();
      else socket.write(answer('ok'));
    });
    const { send, whenTold, told } = wires(url, { connections: 1 });
    send('a', 'b');
    await whenTold(2);
    expect(told).toEqual(['a: CONNECTION_LOST', 'b: ok']);
    expect(sockets).toHaveLength(2);
  });

  test('tell of an answer that is none', async () => {
    const { url } = await server((socket) => socket.write('SSH-2.0\r\n\r\n'));
    const { send, whenTold, told } = wires(url);
    send('a');
    await whenTold(1);
    expect(told).toEqual(['a: ANSWER_INVALID']);
  });

  test('do not wait longer than they should, and take no late answer for the next one’s', async () => {
    const { url, sockets, requests } = await server((socket, index) => {
      if (index > 0) socket.write(answer('ok'));
    });
    const { send, whenTold, told, advance } = wires(url, { connections: 1, timeoutMs: 1_000 });
    send('a', 'b');
    await vi.waitFor(() => expect(requests()).toBe(1));
    advance(900);
    expect(told).toEqual([]);
    advance(100);
    expect(told).toEqual(['a: TIMED_OUT']);
    sockets[0]?.write(answer('late'));
    await whenTold(2);
    expect(told).toEqual(['a: TIMED_OUT', 'b: ok']);
  });

  test('close a connection that the server wants closed, or on which it talks unasked', async () => {
    const { url, sockets } = await server((socket, index) => {
      if (index === 0) socket.write(answer('ok', 'Connection: close\r\n'));
      else socket.write(answer('ok'));
    });
    const { send, whenTold, told, open } = wires(url, { connections: 1 });
    send('a', 'b');
    await whenTold(2);
    sockets[1]?.write('more');
    await vi.waitFor(() => expect(open()).toBe(0));
    send('c');
    await whenTold(3);
    expect(told).toEqual(['a: ok', 'b: ok', 'c: ok']);
    expect(sockets).toHaveLength(3);
  });

  test('read an answer that ends with its connection', async () => {
    const { url } = await server((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
    const { send, whenTold, told } = wires(url);
    send('a');
    await whenTold(1);
    expect(told).toEqual(['a: all of it']);
  });

  test('tell of nothing once they are closed', async () => {
    const { url, requests } = await server(() => {});
    const { send, told, close, open } = wires(url);
    send('a', 'b', 'c');
    await vi.waitFor(() => expect(requests()).toBe(2));
    close();
    expect([told, open()]).toEqual([[], 0]);
  });
});

import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { propertyPostTopic } from '../../src/protocol/topic.ts';
import { connect } from '../helpers/connections.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { httpServer, tcpServer } from '../helpers/servers.ts';
import { clientOptions } from '../helpers/transports.ts';

const ANSWER = '{"code":0,"info":{"token":"t1","messageId":1207967842654323713},"message":"success"}';

/** A server that answers everything alike and keeps the bytes of each connection. */
async function byteServer(answer = `HTTP/1.1 200 OK\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`) {
  const connections: string[] = [];
  const { url } = await tcpServer((socket) => {
    const index = connections.push('') - 1;
    let unanswered = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      connections[index] += text;
      unanswered += text;
      const [head = '', ...rest] = unanswered.split('\r\n\r\n');
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
      if (Buffer.byteLength(rest.join('\r\n\r\n')) < length) return;
      unanswered = '';
      socket.write(answer);
    });
  });
  return { url, connections };
}

describe('on the wire', () => {
  test('a request is a POST of HTTP/1.1 with host, length, headers and body', async () => {
    const { url, connections } = await byteServer();
    await connect({ endpoint: url }).send({
      path: '/auth',
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":1}',
    });
    const [head, body] = connections[0]!.split('\r\n\r\n');
    const [first, ...lines] = head!.split('\r\n');
    expect(first).toBe('POST /auth HTTP/1.1');
    const headers = new Map(lines.map((line) => [line.split(': ')[0]!.toLowerCase(), line.split(': ')[1]]));
    expect(headers.get('host')).toBe(new URL(url).host);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('content-length')).toBe('7');
    expect(body).toBe('{"a":1}');
  });

  test.each([
    ['an empty body', '', 0],
    ['letters of several bytes', '{"text":"温度 25°C 🌡"}', 28],
    ['128 KB', 'x'.repeat(131_072), 131_072],
  ])('%s has its length in bytes and is never chunked', async (_name, body, bytes) => {
    const { url, connections } = await byteServer();
    await connect({ endpoint: url }).send({ path: '/topic/a', headers: {}, body });
    const head = connections[0]!.split('\r\n\r\n')[0]!;
    expect(Buffer.byteLength(body)).toBe(bytes);
    expect(head.match(/^content-length: .*$/gim)).toHaveLength(1);
    expect(head).toMatch(new RegExp(`^content-length: ${bytes}$`, 'im'));
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(connections[0]).toMatch(new RegExp(`${body.slice(-20)}$`));
  });

  test('a client authenticates and publishes over one connection', async () => {
    const { url, connections } = await byteServer();
    const client = createClient(clientOptions({ send: connect({ endpoint: url }).send, clock: fakeClock() }));
    const message = { topic: propertyPostTopic(DEMO_DEVICE), body: () => '{"id":"1"}' };
    await client.authenticate();
    await client.publish(message);
    await client.publish(message);
    expect(connections).toHaveLength(1);
    expect(connections[0]!.match(/POST \S+/g)).toEqual([
      'POST /auth',
      'POST /topic/sys/iot-sim-demo/demo-sensor/thing/event/property/post',
      'POST /topic/sys/iot-sim-demo/demo-sensor/thing/event/property/post',
    ]);
    expect(connections[0]!.match(/^password: .*$/gim)).toEqual(['password: t1', 'password: t1']);
  });

  test('requests made at the same time go one after the other over one connection', async () => {
    const { url, connections } = await byteServer();
    const { send } = connect({ endpoint: url });
    await Promise.all(Array.from({ length: 10 }, () => send({ path: '/auth', headers: {}, body: '{}' })));
    expect(connections).toHaveLength(1);
    expect(connections[0]!.match(/POST /g)).toHaveLength(10);
  });

  test('a connection that the server closed after an answer is opened anew', async () => {
    const close = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`;
    const { url, connections } = await byteServer(close);
    const { send } = connect({ endpoint: url });
    for (let i = 0; i < 3; i++) await send({ path: '/auth', headers: {}, body: '{}' });
    expect(connections).toHaveLength(3);
  });

  test('a status line without a reason is understood', async () => {
    const { url } = await byteServer(`HTTP/1.1 200\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`);
    const { status, body } = await connect({ endpoint: url }).send({
      path: '/auth',
      headers: {},
      body: '{}',
    });
    expect([status, body]).toEqual([200, ANSWER]);
  });

  test('nothing is opened before the first request', async () => {
    const { url, connections } = await byteServer();
    const connection = connect({ endpoint: url });
    await connection.close();
    expect(connections).toEqual([]);
  });
});

describe('a path in the endpoint', () => {
  test.each([
    ['', '/auth'],
    ['/', '/auth'],
    ['/iot', '/iot/auth'],
    ['/iot/', '/iot/auth'],
    ['/a/b', '/a/b/auth'],
  ])('%s makes the request’s path %s', async (base, expected) => {
    const paths: (string | undefined)[] = [];
    const { url } = await httpServer((request, response) => {
      paths.push(request.url);
      response.end('{"code":0}');
    });
    await connect({ endpoint: url + base }).send({ path: '/auth', headers: {}, body: '{}' });
    expect(paths).toEqual([expected]);
  });
});

describe('an answer', () => {
  test('comes with status, headers in lower case and body', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(503, { 'Content-Type': 'text/html', 'X-Two': ['a', 'b'] });
      response.end('<p>zu spät</p>');
    });
    const answer = await connect({ endpoint: url }).send({ path: '/auth', headers: {}, body: '{}' });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html', 'x-two': expect.any(String) });
    expect(answer.body).toBe('<p>zu spät</p>');
  });

  test('that leads elsewhere is not followed, so the token goes nowhere else', async () => {
    let visits = 0;
    const elsewhere = await httpServer((_request, response) => {
      visits++;
      response.end('{"code":0}');
    });
    const { url } = await httpServer((_request, response) => {
      response.writeHead(307, { Location: `${elsewhere.url}/topic/a` });
      response.end();
    });
    const { status } = await connect({ endpoint: url }).send({
      path: '/topic/a',
      headers: { password: 't1' },
      body: '{}',
    });
    expect(status).toBe(307);
    expect(visits).toBe(0);
  });
});

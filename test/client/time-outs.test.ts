import { describe, expect, test } from 'vitest';
import { ANY_REQUEST, connect, failure } from '../helpers/connections.ts';
import { httpServer, tcpServer } from '../helpers/servers.ts';

const short = { connectTimeoutMs: 300, responseTimeoutMs: 300 };

describe('a request is TIMED_OUT', () => {
  test('when the server is silent', async () => {
    const { url } = await tcpServer(() => {});
    expect((await failure({ endpoint: url, ...short })).code).toBe('TIMED_OUT');
  });

  test('when the server takes the connection and never speaks TLS', async () => {
    const { port } = await tcpServer(() => {});
    expect((await failure({ endpoint: `https://127.0.0.1:${port}`, ...short })).code).toBe('TIMED_OUT');
  });

  test('when the answer stops in the middle', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"code":0');
    });
    expect((await failure({ endpoint: url, ...short })).code).toBe('TIMED_OUT');
  });

  test('when the answer comes in drops and does not end in time', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 20 });
      const drops = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(drops));
      response.on('finish', () => clearInterval(drops));
    });
    expect((await failure({ endpoint: url, ...short })).code).toBe('TIMED_OUT');
  });
});

test('the late answer to a request that was TIMED_OUT is not taken for the next one’s', async () => {
  let requests = 0;
  const late: (() => void)[] = [];
  const { url } = await httpServer((_request, response) => {
    const number = ++requests;
    const answer = () => response.end(String(number));
    if (number === 1) late.push(answer);
    else {
      late.pop()?.();
      answer();
    }
  });
  const { send } = connect({ endpoint: url, ...short });
  await expect(send(ANY_REQUEST)).rejects.toMatchObject({ code: 'TIMED_OUT' });
  expect((await send(ANY_REQUEST)).body).toBe('2');
});

test('a request that waits behind others has its time from when it is sent', async () => {
  const { url } = await httpServer((_request, response) => {
    setTimeout(() => response.end('{"code":0}'), 100); // each well in time, all together not
  });
  const { send } = connect({ endpoint: url, ...short });
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => send(ANY_REQUEST)));
  expect(answers.map(({ status }) => status)).toEqual(Array(12).fill('fulfilled'));
});

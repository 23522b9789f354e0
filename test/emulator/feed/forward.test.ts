import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { FeedMessage } from '../../../src/emulator/feed/format.ts';
import { createForwarder, FORWARDING } from '../../../src/emulator/feed/forward.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';
import { closedPort, httpServer } from '../../helpers/servers.ts';

const message = (id: number | string): FeedMessage => ({
  topic: '/pk/dn/thing/event/property/post',
  messageId: String(id),
  generateTimeMs: 1_700_000_000_000,
  payload: `{"n":${JSON.stringify(id)}}`,
});

/** Waits for what comes over the network, however busy the machine is. */
const eventually = (isTrue: () => boolean | Promise<boolean>) =>
  vi.waitUntil(isTrue, { interval: 2, timeout: 10_000 });

interface Request {
  readonly id: string;
  readonly headers: IncomingMessage['headers'];
  readonly method: string | undefined;
  readonly body: string;
  readonly response: ServerResponse;
}

/** A server that holds what it received until the test answers. */
async function receiver(answer?: (request: Request) => void) {
  const requests: Request[] = [];
  const server = await httpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { headers, method } = request;
    const body = Buffer.concat(chunks).toString();
    const received = { id: String(headers['x-iot-message-id']), headers, method, body, response };
    requests.push(received);
    answer?.(received);
  });
  const until = (count: number) => eventually(() => requests.length >= count);
  return { ...server, requests, until };
}

const answerWith =
  (status: number) =>
  ({ response }: Request): void => {
    response.writeHead(status).end('{"answer":true}');
  };

/** A forwarder whose waits the test sees and ends. */
function forwarder(url: string) {
  const clock = fakeClock({ byHand: true });
  const waits: number[] = [];
  const told: string[] = [];
  const sink = createForwarder({
    url,
    onTrouble: (sentence) => told.push(sentence),
    clock: {
      ...clock,
      sleep(ms, signal) {
        waits.push(ms);
        return clock.sleep(ms, signal);
      },
    },
  });
  onTestFinished(async () => {
    const closed = sink.close();
    await clock.advance(FORWARDING.closeMs);
    await closed;
    expect(clock.sleepers()).toBe(0);
  });
  /** Waits until a message waits this long for another attempt, and ends that wait. */
  const endWait = async (ms: number): Promise<void> => {
    await eventually(() => waits.includes(ms));
    await clock.advance(ms);
  };
  const until = (counts: Partial<ReturnType<typeof sink.counts>>) =>
    eventually(() => Object.entries(counts).every(([key, value]) => sink.counts()[key as 'lost'] === value));
  return { sink, clock, waits, told, endWait, until };
}

test('posts the payload as JSON, with what is not in it as headers', async () => {
  const { url, requests } = await receiver(answerWith(204));
  const { sink, told, until } = forwarder(`${url}/ingest?key=1`);
  sink.send(message(1));
  await until({ delivered: 1 });
  const [request] = requests;
  expect(request).toMatchObject({ method: 'POST', body: '{"n":1}' });
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-iot-topic': '/pk/dn/thing/event/property/post',
    'x-iot-message-id': '1',
    'x-iot-generate-time': '1700000000000',
  });
  await sink.close();
  expect(sink.counts()).toEqual({ delivered: 1, waiting: 0, lost: 0 });
  expect(told).toEqual([]);
});

test('sends the user of a URL as a header, and shows neither user nor query', async () => {
  const { port, requests } = await receiver(answerWith(401));
  const { sink, told, endWait } = forwarder(`http://me:s%20cret@127.0.0.1:${port}/in?key=hidden`);
  sink.send(message(1));
  await endWait(1_000);
  expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:s cret').toString('base64')}`);
  expect(told).toEqual([
    `http://127.0.0.1:${port}/in does not take messages of the feed (HTTP 401); 1 message waiting, 0 lost.`,
  ]);
});

test('encodes in a header what a header cannot hold', async () => {
  const { url, requests } = await receiver(answerWith(200));
  const { sink, until } = forwarder(url);
  sink.send({ ...message(1), topic: '/pk/dn/thing/event/温 \n/history/post' });
  await until({ delivered: 1 });
  expect(requests[0]?.headers['x-iot-topic']).toBe('/pk/dn/thing/event/%e6%b8%a9%20%0a/history/post');
});

describe('a message that is not taken', () => {
  test('is tried again after 1, 3 and 10 seconds, then lost', async () => {
    const { url, requests } = await receiver(answerWith(500));
    const { sink, told, waits, endWait, until } = forwarder(url);
    sink.send(message(1));
    await endWait(1_000);
    await endWait(3_000);
    await endWait(10_000);
    await until({ lost: 1 });
    expect(requests.map(({ id }) => id)).toEqual(['1', '1', '1', '1']);
    expect(waits.filter((ms) => ms !== FORWARDING.attemptMs)).toEqual([1_000, 3_000, 10_000]);
    await sink.close();
    expect(told).toEqual([
      `${url}/ does not take messages of the feed (HTTP 500); 1 message waiting, 0 lost.`,
      `1 message of the feed did not reach ${url}/.`,
    ]);
  });

  test('is taken at a later attempt, and that is told', async () => {
    let status = 503;
    const { url } = await receiver((request) => answerWith(status)(request));
    const { sink, told, endWait, until } = forwarder(url);
    sink.send(message(1));
    await eventually(() => told.length === 1);
    status = 200;
    await endWait(1_000);
    await until({ delivered: 1, waiting: 0 });
    expect(told[1]).toBe(`${url}/ takes messages of the feed again; 0 messages lost.`);
  });

  test('because nobody listens, is tried again too', async () => {
    const { sink, told, endWait } = forwarder(`http://127.0.0.1:${await closedPort()}/`);
    sink.send(message(1));
    await endWait(1_000);
    expect(told[0]).toContain('(ECONNREFUSED)');
  });

  test('because there is no answer in five seconds, is tried again', async () => {
    const { url, until } = await receiver();
    const { sink, clock, told, endWait } = forwarder(url);
    sink.send(message(1));
    await until(1);
    await clock.advance(FORWARDING.attemptMs);
    await endWait(1_000);
    await until(2);
    expect(told[0]).toContain('(no answer in 5 s)');
  });

  test('because of a redirect, is not sent elsewhere', async () => {
    const other = await receiver(answerWith(200));
    const { url } = await receiver(({ response }) => {
      response.writeHead(307, { location: other.url }).end();
    });
    const { sink, told, endWait } = forwarder(url);
    sink.send(message(1));
    await endWait(1_000);
    expect(told[0]).toContain('(HTTP 307)');
    expect(other.requests).toEqual([]);
  });
});

test('counts an answer as success though its body never ends', async () => {
  const { url, until } = await receiver(({ response }) => {
    response.writeHead(200).write('{');
  });
  const { sink, clock } = forwarder(url);
  sink.send(message(1));
  await until(1);
  await eventually(async () => {
    await clock.advance(1_000);
    return sink.counts().waiting === 0;
  });
  expect(sink.counts()).toEqual({ delivered: 1, waiting: 0, lost: 0 });
});

test('starts messages in the order they came, 32 at a time', async () => {
  const { url, requests, until } = await receiver();
  const { sink, until: untilCounts } = forwarder(url);
  for (let index = 0; index < 100; index++) sink.send(message(index));
  const sorted = (from: number, to: number) =>
    requests
      .slice(from, to)
      .map(({ id }) => Number(id))
      .sort((a, b) => a - b);
  await until(FORWARDING.requests);
  expect(sorted(0, 100)).toEqual(Array.from({ length: 32 }, (_, index) => index));
  for (let index = 0; index < 100; index++) {
    await until(index + 1);
    expect(requests.length).toBeLessThanOrEqual(index + FORWARDING.requests);
    const request = requests[index];
    if (request) answerWith(200)(request);
  }
  await untilCounts({ delivered: 100, waiting: 0 });
  expect(sorted(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test('loses the newest when 10,000 wait, and gives up the rest when it closes', async () => {
  const { url, until } = await receiver();
  const { sink, clock, told } = forwarder(url);
  const all = FORWARDING.requests + FORWARDING.waiting;
  for (let index = 0; index < all + 5; index++) sink.send(message(index));
  expect(sink.counts()).toEqual({ delivered: 0, waiting: all, lost: 5 });
  expect(told[0]).toContain('(10000 messages wait)');
  await until(FORWARDING.requests);
  const closed = sink.close();
  await clock.advance(FORWARDING.closeMs);
  await closed;
  expect(sink.counts()).toEqual({ delivered: 0, waiting: 0, lost: all + 5 });
  expect(told.at(-1)).toBe(`${all + 5} messages of the feed did not reach ${url}/.`);
});

describe('closing', () => {
  test('waits for answers that still come', async () => {
    const { url, requests, until } = await receiver();
    const { sink } = forwarder(url);
    sink.send(message(1));
    await until(1);
    const closed = sink.close();
    for (const request of requests) answerWith(200)(request);
    await closed;
    expect(sink.counts()).toEqual({ delivered: 1, waiting: 0, lost: 0 });
  });

  test('gives up at once what waits for another attempt, and takes nothing more', async () => {
    const { url } = await receiver(answerWith(500));
    const { sink, waits } = forwarder(url);
    sink.send(message(1));
    await eventually(() => waits.includes(1_000));
    await sink.close();
    sink.send(message(2));
    expect(sink.counts()).toEqual({ delivered: 0, waiting: 0, lost: 2 });
  });
});

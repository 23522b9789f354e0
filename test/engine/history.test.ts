import { describe, expect, test } from 'vitest';
import { SimError } from '../../src/errors.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { HttpRequest } from '../../src/protocol/http.ts';
import { LIMITS } from '../../src/protocol/limits.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { emulator, startRun } from '../helpers/runs.ts';
import { fates, recorder, topicReply } from '../helpers/transports.ts';

/** So many late readings, a minute apart, with these values. */
async function lateReadings(
  count: number,
  params: (index: number) => Record<string, string> = (index) => ({
    temperature: String(index % 50),
    humidity: '60',
  }),
): Promise<Outbox> {
  const outbox = createMemoryOutbox();
  for (let index = 0; index < count; index++) {
    const takenAtMs = START_MS - (count - index) * 60_000;
    await outbox.put({ id: String(1000 + index), takenAtMs, params: new Map(Object.entries(params(index))) });
  }
  return outbox;
}

interface HistoryBody {
  id: string;
  method: string;
  params: { identity: object; properties: Record<string, { value: unknown; time: number }>[] }[];
}

const isHistory = ({ path }: HttpRequest): boolean => path.endsWith('/thing/event/property/history/post');
const read = ({ body }: HttpRequest) => JSON.parse(body) as HistoryBody;
const readingsOf = (request: HttpRequest) => read(request).params.flatMap(({ properties }) => properties);

/** A run that sends what waits as history, and takes so many readings of its own. */
async function drain(outbox: Outbox, { count = 0, posts: list = [] as Parameters<typeof fates>[1] } = {}) {
  const { handle, clock, received } = emulator();
  const recorded = recorder(fates(handle, list));
  const run = startRun({ send: recorded.send, clock, count, outbox, drain: 'history' });
  const summary = await run.done;
  return { run, summary, received, posts: recorded.posts() };
}

describe('a backlog sent as history', () => {
  test('goes in reports of at most 200 properties, every value with its own time, all of them once', async () => {
    const { run, summary, posts } = await drain(await lateReadings(250));
    expect(summary).toMatchObject({ taken: 0, sent: 250, pending: 0 });
    expect(posts.every(isHistory)).toBe(true);
    expect(posts.map((post) => readingsOf(post).length)).toEqual([100, 100, 50]);
    expect(read(posts[0]!)).toMatchObject({
      id: '1000',
      method: 'thing.event.property.history.post',
      params: [{ identity: { productKey: 'iot-sim-demo', deviceName: 'demo-sensor' } }],
    });
    const readings = posts.flatMap(readingsOf);
    for (const [index, reading] of readings.entries()) {
      const time = START_MS - (250 - index) * 60_000;
      expect(reading).toEqual({
        temperature: { value: index % 50, time },
        humidity: { value: 60, time },
      });
    }
    expect(run.of('sent').map(({ id }) => id)).toEqual(
      Array.from({ length: 250 }, (_, index) => String(1000 + index)),
    );
  });

  test('is what the platform keeps as its history', async () => {
    const { received } = await drain(await lateReadings(3));
    const [message, ...others] = await received();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ problem: undefined, notes: [] });
  });

  test('stays within 128 KB', async () => {
    const outbox = await lateReadings(10, () => ({ note: JSON.stringify('x'.repeat(40_000)) }));
    const { posts, summary } = await drain(outbox);
    expect(summary.sent).toBe(10);
    expect(posts.filter(isHistory).map((post) => readingsOf(post).length)).toEqual([3, 3, 3]);
    for (const { body } of posts) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LIMITS.bodyBytes);
  });

  test('has no report of one reading: that goes as all others do', async () => {
    const large = await drain(
      await lateReadings(3, () => ({ note: JSON.stringify('x'.repeat(LIMITS.bodyBytes - 200)) })),
    );
    expect(large.posts.map(isHistory)).toEqual([false, false, false]);
    expect(large.summary.sent).toBe(3);
    const single = await drain(await lateReadings(1));
    expect(single.posts.map(isHistory)).toEqual([false]);
  });

  test('has what is taken meanwhile follow as reports', async () => {
    const { run, posts } = await drain(await lateReadings(5), { count: 3 });
    expect(posts.map(isHistory)).toEqual([true, false, false, false]);
    expect(run.of('sent')).toHaveLength(8);
  });
});

describe('a platform that takes no history over HTTPS', () => {
  test.each([
    ['refuses it', topicReply(30001, 'publish message error'), '30001 publish message error'],
    ['answers with a code that says nothing', topicReply(10000, 'common error'), '10000 common error'],
  ])('and %s gets reports, which is said once', async (_what, refusal, words) => {
    const { run, summary, posts, received } = await drain(await lateReadings(5), { posts: [refusal] });
    expect(summary).toMatchObject({ sent: 5, refused: 0, dropped: 0 });
    expect(posts.map(isHistory)).toEqual([true, false, false, false, false, false]);
    expect(run.of('warning').map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`No history report was taken .*${words}.*sent as reports`)),
    ]);
    expect((await received()).map(({ id }) => id)).toEqual(['1000', '1001', '1002', '1003', '1004']);
  });

  test('is not one that throttles, or that cannot be reached: the same report is sent again', async () => {
    const lost = new SimError('CONNECTION_LOST', 'The connection broke off.');
    const { run, posts } = await drain(await lateReadings(5), { count: 2, posts: [lost, topicReply(40000)] });
    expect(posts.map(isHistory)).toEqual([true, true, true, false, false]);
    expect(new Set(posts.slice(0, 3).map(({ body }) => body)).size).toBe(1);
    expect(run.of('warning')).toEqual([]);
    expect(run.of('sent')).toHaveLength(7);
  });
});

test('what was given up while its report was on its way is not told of a second time', async () => {
  const { handle, clock } = emulator();
  const outbox = await lateReadings(4);
  const run = startRun({
    clock,
    outbox,
    count: 0,
    drain: 'history',
    async send(request, signal) {
      if (request.path !== '/auth') {
        await outbox.drop();
        await outbox.drop();
      }
      return handle(request, signal);
    },
  });
  await run.done;
  expect(run.of('sent').map(({ id }) => id)).toEqual(['1000', '1003']);
  expect(outbox.size()).toBe(0);
});

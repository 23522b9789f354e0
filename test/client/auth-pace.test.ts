import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAuthPace } from '../../src/client/auth-pace.ts';
import { createClient } from '../../src/client/client.ts';
import { createTokenState } from '../../src/client/token-state.ts';
import { SimError } from '../../src/errors.ts';
import type { HttpResponse, Transport } from '../../src/protocol/http.ts';
import { type FakeClock, fakeClock } from '../helpers/fake-clock.ts';
import { clientOptions, reply, tokenReply, topicReply } from '../helpers/transports.ts';

/** Of the moments, the greatest number within a minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((time) => times.filter((at) => at >= time && at < time + 60_000).length));
}

function pace(clock: FakeClock, signal?: AbortSignal) {
  const waits: number[] = [];
  const { turn } = createAuthPace({
    state: createTokenState(),
    clock,
    onWait: ({ ms }) => waits.push(ms),
    signal,
  });
  return { turn, waits };
}

describe('the pace of requests for tokens', () => {
  test('lets five go at once and the sixth when the first is a minute old, and says so', async () => {
    const clock = fakeClock();
    const { turn, waits } = pace(clock);
    const times: number[] = [];
    for (let count = 0; count < 12; count++) {
      await turn();
      times.push(clock.elapsed());
    }
    expect(times).toEqual([0, 0, 0, 0, 0, 60_000, 60_000, 60_000, 60_000, 60_000, 120_000, 120_000]);
    expect(waits).toEqual([60_000, 60_000]);
  });

  test('lets those go at once that are far enough apart', async () => {
    const clock = fakeClock();
    const { turn, waits } = pace(clock);
    for (let count = 0; count < 20; count++) {
      await turn();
      await clock.sleep(12_000);
    }
    expect(waits).toEqual([]);
  });

  test('does not go by the time of day, which somebody may set', async () => {
    const clock = fakeClock();
    const { turn } = pace(clock);
    for (let count = 0; count < 5; count++) await turn();
    clock.setTimeOfDay(clock.now() + 3_600_000);
    await turn();
    expect(clock.elapsed()).toBe(60_000);
  });

  test('keeps nobody waiting who has left', async () => {
    const clock = fakeClock({ byHand: true });
    const controller = new AbortController();
    const { turn } = pace(clock, controller.signal);
    for (let count = 0; count < 5; count++) await turn();
    const waiting = turn();
    controller.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    expect(clock.sleepers()).toBe(0);
  });
});

/** What a platform may do with a request for a token, or with a post. */
const FATES: Record<string, () => HttpResponse> = {
  token: () => tokenReply('t'.repeat(32)),
  refused: () => reply('{"code":20000,"message":"auth check error"}'),
  stale: () => ({
    ...reply('{"code":20000,"message":"auth check error"}'),
    headers: { date: 'Thu, 15 Jan 2026 03:00:00 GMT' },
  }),
  throttled: () => reply('{"code":40000,"message":"request too many"}'),
  expired: () => topicReply(20001),
  unknown: () => topicReply(20003),
  taken: () => topicReply(0),
  html: () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }),
  lost: () => {
    throw new SimError('CONNECTION_LOST', 'The connection broke off.');
  },
};

describe('a client', () => {
  /** Publishes and authenticates every 300 ms for ten minutes at a platform that does one after the other. */
  async function authTimes(onAuth: readonly string[], onPost: readonly string[]): Promise<number[]> {
    const clock = fakeClock();
    const times: number[] = [];
    let posts = 0;
    const send: Transport = async ({ path }) => {
      const isAuth = path === '/auth';
      if (isAuth) times.push(clock.elapsed());
      const [list, index] = isAuth ? [onAuth, times.length] : [onPost, posts++];
      return FATES[list[index % list.length] ?? 'taken']!();
    };
    const client = createClient(clientOptions({ send, clock }));
    const message = { topic: '/sys/a/b/thing/event/property/post', body: () => '{}' };
    for (let round = 0; clock.elapsed() < 600_000; round++) {
      const action = round % 7 === 3 ? client.authenticate() : client.publish(message);
      await action.catch(() => {});
      await clock.sleep(300);
    }
    return times;
  }

  test.each([
    ['refuses every token', ['token'], ['expired']],
    ['knows none of its tokens', ['token'], ['unknown']],
    ['refuses the device', ['refused'], ['taken']],
    ['calls every time stale', ['stale'], ['taken']],
    ['cannot be reached', ['lost'], ['lost']],
    ['throttles', ['throttled'], ['taken']],
  ])('of a platform that %s asks for five tokens a minute at most', async (_what, onAuth, onPost) => {
    const times = await authTimes(onAuth, onPost);
    expect(mostInAMinute(times)).toBeLessThanOrEqual(5);
    expect(times.length).toBeGreaterThan(20);
  });

  test('asks for five tokens a minute at most, whatever happens', async () => {
    const list = fc.array(fc.constantFrom(...Object.keys(FATES)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(list, list, async (onAuth, onPost) => {
        expect(mostInAMinute(await authTimes(onAuth, onPost))).toBeLessThanOrEqual(5);
      }),
      { numRuns: 10 },
    );
  });

  test('that is over asks for no token it was about to ask for', async () => {
    const clock = fakeClock({ byHand: true });
    const controller = new AbortController();
    let auths = 0;
    const send: Transport = async () => {
      auths += 1;
      return tokenReply(`t${auths}`);
    };
    const client = createClient({ ...clientOptions({ send, clock }), signal: controller.signal });
    for (let count = 0; count < 5; count++) await client.authenticate();
    const sixth = client.authenticate();
    await clock.advance(1_000);
    controller.abort(new Error('over'));
    await expect(sixth).rejects.toThrow('over');
    await clock.advance(120_000);
    expect([auths, clock.sleepers()]).toEqual([5, 0]);
  });
});

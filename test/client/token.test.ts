import { describe, expect, test } from 'vitest';
import { createTokenSource } from '../../src/client/token.ts';
import { createTokenState, issuedToken, type Token } from '../../src/client/token-state.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { gate } from '../helpers/transports.ts';

const DAY_MS = 24 * 60 * 60_000;
const LIFE_MS = 100_000;

/** A source whose tokens are t1, t2, … and live for 100 s unless told otherwise; `fetches` says how many were asked for. */
function source({
  lifeMs = LIFE_MS,
  fail = () => false,
}: {
  lifeMs?: number;
  fail?: (fetch: number) => boolean;
} = {}) {
  const clock = fakeClock({ byHand: true });
  let fetches = 0;
  const fetch = async (): Promise<Token> => {
    fetches++;
    if (fail(fetches)) throw new Error(`no token ${fetches}`);
    const now = clock.now();
    return { text: `t${fetches}`, issuedAtMs: now, expiresAtMs: now + lifeMs };
  };
  const tokens = createTokenSource({ state: createTokenState(), fetch, clock, random: () => 0.5 });
  return { clock, tokens, fetches: () => fetches, text: async () => (await tokens.get()).text };
}

test('an issued token is believed good for seven days', () => {
  expect(issuedToken('t', START_MS)).toEqual({
    text: 't',
    issuedAtMs: START_MS,
    expiresAtMs: START_MS + 7 * DAY_MS,
  });
});

describe('a token', () => {
  test('is fetched when it is first needed, and not before', async () => {
    const { fetches, text } = source();
    expect(fetches()).toBe(0);
    expect(await text()).toBe('t1');
  });

  test('is fetched once, however many need it at the same time', async () => {
    const { fetches, text } = source();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, text)))).toEqual(new Set(['t1']));
    expect(fetches()).toBe(1);
  });

  test('serves until it is renewed', async () => {
    const { clock, fetches, text } = source();
    await text();
    await clock.advance(0.8 * LIFE_MS - 1);
    expect(await text()).toBe('t1');
    expect(fetches()).toBe(1);
  });

  test('whose life is over is not used any more', async () => {
    const { clock, text } = source();
    await text();
    await clock.advance(LIFE_MS);
    expect(await text()).toBe('t2');
  });

  test('that could not be fetched is asked for again by the next who needs it', async () => {
    const { text } = source({ fail: (fetch) => fetch === 1 });
    await expect(text()).rejects.toThrow('no token 1');
    expect(await text()).toBe('t2');
  });

  test('that could not be fetched fails all who wait for it', async () => {
    const { fetches, text } = source({ fail: () => true });
    const outcomes = await Promise.allSettled([text(), text(), text()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(fetches()).toBe(1);
  });
});

describe('a renewal in the background', () => {
  test('begins after four fifths of the life, while the old token still serves', async () => {
    const { clock, fetches, text } = source();
    await text();
    await clock.advance(0.8 * LIFE_MS);
    expect(await text()).toBe('t1');
    expect(fetches()).toBe(2);
    await clock.advance(0);
    expect(await text()).toBe('t2');
    expect(fetches()).toBe(2);
  });

  test('that fails harms nobody and is not tried again for a minute', async () => {
    const { clock, fetches, text } = source({ lifeMs: 7 * DAY_MS, fail: (fetch) => fetch > 1 });
    await text();
    await clock.advance(6 * DAY_MS);
    expect(await text()).toBe('t1');
    expect(fetches()).toBe(2);
    await clock.advance(59_999);
    expect(await text()).toBe('t1');
    expect(fetches()).toBe(2);
    await clock.advance(1);
    expect(await text()).toBe('t1');
    expect(fetches()).toBe(3);
  });

  test('is not waited for by those who have a good token', async () => {
    const clock = fakeClock({ byHand: true });
    const first: Token = { text: 't0', issuedAtMs: START_MS, expiresAtMs: START_MS + LIFE_MS };
    const answers = [Promise.resolve(first), gate<Token>().passed];
    const tokens = createTokenSource({
      state: createTokenState(),
      clock,
      random: () => 0.5,
      fetch: () => answers.shift() ?? gate<Token>().passed,
    });
    await tokens.get();
    await clock.advance(0.9 * LIFE_MS);
    expect((await tokens.get()).text).toBe('t0');
  });
});

describe('a token the platform refused', () => {
  test('is not used again', async () => {
    const { tokens, text } = source();
    tokens.drop(await tokens.get());
    expect(await text()).toBe('t2');
  });

  test('takes no newer one with it', async () => {
    const { tokens, fetches, text } = source();
    const old = await tokens.get();
    tokens.drop(old);
    await tokens.get();
    tokens.drop(old);
    expect(await text()).toBe('t2');
    expect(fetches()).toBe(2);
  });
});

describe('a token that the platform calls expired', () => {
  /** Gets a token, and loses it as expired after so long. */
  async function expired(afterMs: number, random = () => 0.5) {
    const clock = fakeClock({ byHand: true });
    let fetches = 0;
    const fetch = async () => issuedToken(`t${++fetches}`, clock.now());
    const tokens = createTokenSource({ state: createTokenState(), fetch, clock, random });
    const token = await tokens.get();
    await clock.advance(afterMs);
    tokens.drop(token, { isExpired: true });
    await tokens.get();
    expect(fetches).toBe(2);
    /** When the next one is fetched, after the one before, in parts of the life that was shown. */
    const renewedAfter = async (): Promise<number> => {
      const [before, since] = [fetches, clock.elapsed()];
      while (fetches === before) {
        await clock.advance(afterMs / 1_000);
        await tokens.get();
      }
      return (clock.elapsed() - since) / afterMs;
    };
    return { renewedAfter };
  }

  test('shows how long tokens live: the next ones are renewed before that', async () => {
    const { renewedAfter } = await expired(6 * 60 * 60_000);
    expect(await renewedAfter()).toBeCloseTo(0.8, 2);
    expect(await renewedAfter()).toBeCloseTo(0.8, 2);
  });

  test.each([
    [0, 0.75],
    [0.999, 0.85],
  ])('has the others renewed at some time around four fifths: drawn %d, after %d', async (drawn, part) => {
    const { renewedAfter } = await expired(6 * 60 * 60_000, () => drawn);
    expect(await renewedAfter()).toBeCloseTo(part, 2);
  });

  test('at once shows no life so short that tokens would be fetched all the time', async () => {
    const { renewedAfter } = await expired(1_000);
    expect(await renewedAfter()).toBeGreaterThanOrEqual(45);
  });

  test('is no sign of its life where the platform just does not know it', async () => {
    const { clock, tokens, fetches, text } = source({ lifeMs: 7 * DAY_MS });
    const token = await tokens.get();
    await clock.advance(60_000);
    tokens.drop(token);
    await text();
    await clock.advance(5 * DAY_MS);
    await text();
    expect(fetches()).toBe(2);
  });
});

describe('renew', () => {
  test('fetches a new token although there is a good one', async () => {
    const { tokens, text } = source();
    await text();
    expect((await tokens.renew()).text).toBe('t2');
    expect(await text()).toBe('t2');
  });

  test('joins a fetch that is on its way', async () => {
    const { tokens, fetches } = source();
    const both = await Promise.all([tokens.get(), tokens.renew()]);
    expect(both.map(({ text }) => text)).toEqual(['t1', 't1']);
    expect(fetches()).toBe(1);
  });
});

describe('one who stops waiting', () => {
  test('leaves at once, and the others get their token', async () => {
    const arrived = gate<Token>();
    const tokens = createTokenSource({
      state: createTokenState(),
      clock: fakeClock(),
      random: () => 0.5,
      fetch: () => arrived.passed,
    });
    const controller = new AbortController();
    const impatient = tokens.get(controller.signal);
    const patient = tokens.get();
    controller.abort(new Error('stopped'));
    await expect(impatient).rejects.toThrow('stopped');
    arrived.open(issuedToken('t1', START_MS));
    expect((await patient).text).toBe('t1');
  });

  test('before it began causes no request', async () => {
    const { tokens, fetches } = source();
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(tokens.get(stopped)).rejects.toThrow('stopped');
    await expect(tokens.renew(stopped)).rejects.toThrow('stopped');
    expect(fetches()).toBe(0);
  });
});

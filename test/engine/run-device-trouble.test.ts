import { describe, expect, test } from 'vitest';
import { SHORT_ATTEMPTS } from '../../src/client/retry.ts';
import { ERRORS, SimError } from '../../src/errors.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { emulator, startRun } from '../helpers/runs.ts';
import { fates, recorder, topicReply } from '../helpers/transports.ts';

const lost = () => new SimError('CONNECTION_LOST', 'The connection broke off.');

/** Every post fails from one moment to the other. */
function downBetween(
  inner: Transport,
  clock: { elapsed(): number },
  [fromMs, untilMs]: readonly [number, number],
): Transport {
  return async (request, signal) => {
    const isDown = clock.elapsed() >= fromMs && clock.elapsed() < untilMs;
    if (request.path !== '/auth' && isDown) throw lost();
    return inner(request, signal);
  };
}

describe('a connection that comes back', () => {
  test('is waited for, and the recovery is told once', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, [lost(), lost()]), clock, count: 2 });
    await run.done;
    expect(run.types().filter((type) => type !== 'reading')).toEqual([
      'auth',
      'waiting',
      'waiting',
      'recovered',
      'sent',
      'stopped',
      'sent',
      'summary',
    ]);
  });

  test('has its reason, the wait and what is pending told with each wait', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, [lost()]), clock, count: 1 });
    await run.done;
    const [waiting] = run.of('waiting');
    expect(waiting).toMatchObject({ reason: 'The connection broke off.', pending: 1 });
    expect(Number.isInteger(waiting?.ms)).toBe(true);
    const [recovered] = run.of('recovered');
    expect(recovered?.pending).toBe(0);
    expect(Math.abs(recovered!.ms - waiting!.ms)).toBeLessThanOrEqual(1);
  });

  test('loses no reading and keeps their order', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [7_000, 45_000]), clock, count: 20 });
    const summary = await run.done;
    expect(summary).toMatchObject({ taken: 20, sent: 20, dropped: 0, pending: 0 });
    expect((await received()).map(({ properties }) => properties.get('temperature')?.value)).toEqual([
      ...Array(20).keys(),
    ]);
  });

  test('does not stop readings being taken meanwhile', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [0, 30_000]), clock, count: 5 });
    await run.done;
    expect(run.of('reading').map(({ at }) => at - START_MS)).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
    expect(run.of('waiting').at(-1)!.pending).toBeGreaterThan(1);
  });

  test('has the tries counted in the event of the reading sent', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, [lost(), lost()]), clock, count: 1 });
    await run.done;
    expect(run.of('sent')[0]?.attempts).toBe(3);
  });
});

describe('a late reading', () => {
  test('carries the time it was taken, under the same id as at first', async () => {
    const { handle, clock, received } = emulator();
    const { send, posts } = recorder(downBetween(handle, clock, [0, 20_000]));
    const run = startRun({ send, clock, count: 1 });
    await run.done;
    const bodies = posts().map(({ body }) => JSON.parse(body));
    expect(bodies[0].params).toEqual({ temperature: 0 });
    expect(bodies.at(-1).params).toEqual({ temperature: { value: 0, time: START_MS } });
    expect(new Set(bodies.map(({ id }) => id))).toEqual(new Set([run.of('reading')[0]?.id]));
    expect((await received())[0]?.properties.get('temperature')).toMatchObject({
      outcome: 'kept',
      timeMs: START_MS,
    });
  });

  test.each([
    { lateMs: 1_000, hasTime: false },
    { lateMs: 1_001, hasTime: true },
  ])('has its own time after $lateMs ms: $hasTime', async ({ lateMs, hasTime }) => {
    const { handle, clock, received } = emulator();
    const slowAuth: Transport = async (request, signal) => {
      if (request.path === '/auth') await clock.sleep(lateMs);
      return handle(request, signal);
    };
    await startRun({ send: slowAuth, clock, count: 1, authenticateFirst: false }).done;
    expect((await received())[0]?.body.includes(`"time":${START_MS}`)).toBe(hasTime);
  });
});

describe('a reading that cannot be delivered', () => {
  test('is dropped when it was tried often enough, and the next one gets its own tries', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, [lost(), lost()]), clock, count: 2, attempts: 2 });
    const summary = await run.done;
    expect(run.of('dropped')).toEqual([
      {
        type: 'dropped',
        at: expect.any(Number),
        device: 'iot-sim-demo/demo-sensor',
        id: run.of('reading')[0]?.id,
        error: 'CONNECTION_LOST',
        reason: 'The connection broke off.',
        cause: ERRORS.CONNECTION_LOST.likely,
        hint: ERRORS.CONNECTION_LOST.hint,
      },
    ]);
    expect(summary).toMatchObject({ taken: 2, sent: 1, dropped: 1, pending: 0 });
  });

  test('is given up after a minute', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [0, 3_600_000]), clock, count: 1 });
    await run.done;
    const after = run.of('dropped')[0]!.at - START_MS;
    expect(after).toBeGreaterThanOrEqual(60_000);
    expect(after).toBeLessThanOrEqual(90_000);
  });

  test('ends a run a minute and a half after its last reading at the latest, however many wait', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [1_000, 3_600_000]), clock, count: 30 });
    const summary = await run.done;
    const last = run.of('reading').at(-1)!.at;
    expect(run.of('summary')[0]!.at - last).toBeLessThanOrEqual(90_000);
    expect(summary).toMatchObject({ taken: 30, sent: 1, dropped: 29, pending: 0 });
  });

  test('waits longer and longer, over all readings', async () => {
    const { handle, clock } = emulator();
    const { send, posts } = recorder(downBetween(handle, clock, [1_000, 3_600_000]));
    await startRun({ send, clock, count: 60 }).done;
    // 300 s of readings and the time after: doubling waits at first, then some fifteen seconds each.
    expect(posts().length).toBeLessThan(60);
  });

  test('is not given up earlier when somebody sets the clock', async () => {
    const { handle, clock } = emulator();
    const send = downBetween(handle, clock, [0, 30_000]);
    const jumping = { ...clock, now: () => clock.now() + (clock.elapsed() > 10_000 ? 3_600_000 : 0) };
    const run = startRun({ send, clock, count: 3, client: { clock: jumping } });
    expect(await run.done).toMatchObject({ taken: 3, sent: 3, dropped: 0 });
  });

  test('is tried again in a run even where the certificate is bad for a while', async () => {
    const { handle, clock } = emulator();
    const bad = () => new SimError('CERTIFICATE_UNTRUSTED', 'Not trusted.');
    const run = startRun({ send: fates(handle, ['through', bad(), bad()]), clock, count: 5 });
    expect(await run.done).toMatchObject({ taken: 5, sent: 5, dropped: 0 });
  });

  test('is no recovery', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [0, 3_600_000]), clock, count: 2 });
    await run.done;
    expect(run.of('dropped')).toHaveLength(2);
    expect(run.of('recovered')).toEqual([]);
  });

  test('is dropped at once where somebody waits and trying again cannot help', async () => {
    const { handle, clock } = emulator();
    const untrusted = new SimError('CERTIFICATE_UNTRUSTED', 'The certificate is not trusted.');
    const run = startRun({ send: fates(handle, [untrusted]), clock, count: 1, attempts: SHORT_ATTEMPTS });
    await run.done;
    expect(run.of('dropped')[0]?.reason).toBe('The certificate is not trusted.');
    expect(run.of('waiting')).toEqual([]);
  });
});

describe('a platform that throttles', () => {
  test('is given at least a second', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, [topicReply(40000)]), clock, count: 1 });
    await run.done;
    expect(run.of('waiting')[0]!.ms).toBeGreaterThanOrEqual(1_000);
    expect(run.of('sent')).toHaveLength(1);
  });
});

test('a token that cannot be kept is a warning and no more', async () => {
  const { handle, clock } = emulator();
  const tokenStore = { load: async () => undefined, save: () => Promise.reject(new Error('disk full')) };
  const run = startRun({ send: handle, clock, count: 1, client: { tokenStore } });
  expect(await run.done).toMatchObject({ sent: 1 });
  expect(run.of('warning')[0]?.message).toMatch(/token could not be kept.*: disk full/);
});

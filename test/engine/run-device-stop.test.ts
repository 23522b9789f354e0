import { describe, expect, test } from 'vitest';
import { DEFAULT_GRACE_MS } from '../../src/engine/run-device.ts';
import { SimError } from '../../src/errors.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { emulator, startRun } from '../helpers/runs.ts';
import { recorder, silence } from '../helpers/transports.ts';

/** Answers each post after so many milliseconds, unless its signal aborts first. */
function slow(
  inner: Transport,
  clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> },
  ms: number,
) {
  const send: Transport = async (request, signal) => {
    if (request.path !== '/auth') await clock.sleep(ms, signal);
    return inner(request, signal);
  };
  return send;
}

describe('a stop between two readings', () => {
  test('takes no more of them and ends at once', async () => {
    const { handle, clock } = emulator({ byHand: true });
    const run = startRun({ send: handle, clock });
    await clock.advance(7_000);
    run.stop();
    const summary = await run.done;
    expect(run.types()).toEqual(['auth', 'reading', 'sent', 'reading', 'sent', 'stopped', 'summary']);
    expect(run.of('stopped')[0]?.reason).toBe('signal');
    expect(summary).toMatchObject({ taken: 2, sent: 2, pending: 0, durationMs: 7_000 });
    expect(clock.sleepers()).toBe(0);
  });

  test.each([
    ['an error', new Error('enough')],
    ['an error of the program’s own', new SimError('USAGE', 'enough')],
    ['a word', 'SIGTERM'],
  ])('may have %s as its reason', async (_name, reason) => {
    const { handle, clock } = emulator({ byHand: true });
    const run = startRun({ send: handle, clock });
    await clock.advance(1_000);
    run.stop(reason);
    expect(await run.done).toMatchObject({ sent: 1, dropped: 0, pending: 0 });
  });
});

describe('a stop while the platform cannot be reached', () => {
  /** Down from the first post on, and back when the run is stopped. */
  function downUntilStopped() {
    const { handle, clock, received } = emulator({ byHand: true });
    let isDown = true;
    const send: Transport = async (request, signal) => {
      if (isDown && request.path !== '/auth') throw new SimError('CONNECTION_REFUSED', 'Nobody there.');
      return handle(request, signal);
    };
    return { clock, received, send, comeBack: () => (isDown = false) };
  }

  test('ends the wait for the next try, however long it would be', async () => {
    const { clock, received, send, comeBack } = downUntilStopped();
    const run = startRun({ send, clock });
    await clock.advance(50_000);
    comeBack();
    run.stop();
    await clock.advance(1_000); // the pace of a backlog stays as it is
    const summary = await run.done;
    expect(summary).toMatchObject({ dropped: 0, pending: 0 });
    expect(summary.sent).toBe(summary.taken);
    expect(await received()).toHaveLength(summary.taken);
  });

  test('tries again every second at least, as long as the grace lasts', async () => {
    const { clock, send, comeBack } = downUntilStopped();
    const run = startRun({ send, clock });
    await clock.advance(50_000);
    run.stop();
    await clock.advance(2_500);
    comeBack();
    await clock.advance(1_000);
    expect(await run.done).toMatchObject({ dropped: 0, pending: 0 });
  });
});

describe('a stop while a reading is on its way', () => {
  test('lets it arrive within the grace', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({
      send: slow(handle, clock, DEFAULT_GRACE_MS - 1),
      clock,
      onEvent: ({ type }) => type === 'reading' && run.stop(),
    });
    const summary = await run.done;
    expect(summary).toMatchObject({ taken: 1, sent: 1, pending: 0 });
    expect(await received()).toHaveLength(1);
    expect(run.types().slice(-3)).toEqual(['stopped', 'sent', 'summary']);
  });

  test('delivers all that is pending within the grace, in order', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({
      send: slow(handle, clock, 1_000),
      clock,
      pace: (elapsedMs, taken) => taken * 10 - elapsedMs,
      onEvent: () => run.of('reading').length === 4 && run.stop(),
    });
    expect(await run.done).toMatchObject({ taken: 4, sent: 4, pending: 0 });
    expect((await received()).map(({ properties }) => properties.get('temperature')?.value)).toEqual([
      0, 1, 2, 3,
    ]);
  });

  test('counts as pending what is not delivered when the grace is over', async () => {
    const { handle, clock } = emulator();
    const run = startRun({
      send: slow(handle, clock, 2_000),
      clock,
      pace: (elapsedMs, taken) => taken * 10 - elapsedMs,
      onEvent: () => run.of('reading').length === 4 && run.stop(),
    });
    const summary = await run.done;
    expect(summary).toMatchObject({ taken: 4, sent: 2, dropped: 0, pending: 2 });
    expect(summary.durationMs).toBe(30 + DEFAULT_GRACE_MS);
    expect(run.outbox.size()).toBe(2);
  });

  test('ends a wait for another try when the grace is over', async () => {
    const { handle, clock } = emulator();
    const down: Transport = async (request, signal) => {
      if (request.path !== '/auth') throw new SimError('CONNECTION_REFUSED', 'Nobody there.');
      return handle(request, signal);
    };
    const run = startRun({ send: down, clock, onEvent: ({ type }) => type === 'reading' && run.stop() });
    const summary = await run.done;
    expect(summary).toMatchObject({ taken: 1, sent: 0, dropped: 0, pending: 1 });
    expect(summary.durationMs).toBe(DEFAULT_GRACE_MS);
    expect(clock.sleepers()).toBe(0);
  });

  test('ends a request that is never answered when the grace is over', async () => {
    const { handle, clock } = emulator();
    const send: Transport = (request, signal) =>
      request.path === '/auth' ? handle(request, signal) : silence(request, signal);
    const run = startRun({ send, clock, onEvent: ({ type }) => type === 'reading' && run.stop() });
    expect(await run.done).toMatchObject({ pending: 1, durationMs: DEFAULT_GRACE_MS });
    expect(run.types()).toEqual(['auth', 'reading', 'stopped', 'summary']);
  });
});

describe('a stop before the first reading', () => {
  test('ends a run that is still authenticating', async () => {
    const clock = fakeClock();
    const run = startRun({ send: silence, clock });
    await clock.advance(1_000);
    run.stop();
    expect(await run.done).toMatchObject({ taken: 0, auths: 0 });
    expect(run.types()).toEqual(['stopped', 'summary']);
    expect(run.of('stopped')[0]?.reason).toBe('signal');
  });

  test('ends a wait for another try to authenticate', async () => {
    const clock = fakeClock();
    const down: Transport = () => Promise.reject(new SimError('CONNECTION_REFUSED', 'Nobody there.'));
    const run = startRun({ send: down, clock, onEvent: ({ type }) => type === 'waiting' && run.stop() });
    expect(await run.done).toMatchObject({ taken: 0, durationMs: 0 });
    expect(run.types()).toEqual(['waiting', 'stopped', 'summary']);
  });

  test('that came before the run even sends nothing', async () => {
    const { handle, clock } = emulator();
    const { send, requests } = recorder(handle);
    const run = startRun({ send, clock, stop: AbortSignal.abort() });
    expect(await run.done).toMatchObject({ taken: 0, sent: 0 });
    expect(requests).toEqual([]);
  });

  test('takes no reading where the run does not authenticate first', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, stop: AbortSignal.abort(), authenticateFirst: false });
    expect(await run.done).toMatchObject({ taken: 0 });
    expect(run.types()).toEqual(['stopped', 'summary']);
  });
});

test('an answer to /auth that comes after the end of the run changes neither events nor summary', async () => {
  const { handle, clock } = emulator({ byHand: true });
  const run = startRun({
    clock,
    async send(request, signal) {
      if (request.path === '/auth') await clock.sleep(60_000);
      return handle(request, signal);
    },
  });
  await clock.advance(1_000);
  run.stop();
  expect(await run.done).toMatchObject({ auths: 0 });
  await clock.advance(60_000);
  expect(run.types().at(-1)).toBe('summary');
});

import { describe, expect, test } from 'vitest';
import { constantPace } from '../../src/engine/pace.ts';
import { SimError } from '../../src/errors.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { counting, emulator, startRun } from '../helpers/runs.ts';
import { fates, gate, recorder, reply, silence, topicReply } from '../helpers/transports.ts';

const refusedAuth = reply('{"code":20000,"message":"auth check error"}');

describe('a run whose first contact fails', () => {
  test('throws AUTH_REFUSED where the platform refuses the device, and still ends with a summary', async () => {
    const run = startRun({ send: async () => refusedAuth });
    await expect(run.done).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
      message: expect.stringContaining('20000 auth check error'),
    });
    expect(run.types()).toEqual(['auth', 'stopped', 'summary']);
    expect(run.of('auth')[0]).toMatchObject({ ok: false, code: 20000 });
    expect(run.of('stopped')[0]?.reason).toBe('auth');
    expect(run.of('summary')[0]).toMatchObject({ taken: 0, auths: 1 });
  });

  test('throws the network’s error after three tries, and still ends with a summary', async () => {
    const { send, requests } = recorder(() =>
      Promise.reject(new SimError('CONNECTION_REFUSED', 'Nobody there.')),
    );
    const run = startRun({ send });
    await expect(run.done).rejects.toMatchObject({ code: 'CONNECTION_REFUSED' });
    expect(requests).toHaveLength(3);
    expect(run.types()).toEqual(['waiting', 'waiting', 'summary']);
  });

  test('leaves nobody asleep', async () => {
    const run = startRun({ send: async () => refusedAuth });
    await expect(run.done).rejects.toThrow();
    expect(run.clock.sleepers()).toBe(0);
  });
});

describe('a device refused in the middle of a run', () => {
  /** The first token is good for two posts; after that /auth refuses. */
  function twoPosts() {
    const { handle, clock } = emulator();
    let auths = 0;
    const send: Transport = async (request, signal) => {
      if (request.path === '/auth' && ++auths > 1) return refusedAuth;
      return handle(request, signal);
    };
    return { clock, send: fates(send, ['through', 'through', topicReply(20003)]) };
  }

  test('ends it with AUTH_REFUSED and a summary', async () => {
    const run = startRun(twoPosts());
    await expect(run.done).rejects.toMatchObject({ code: 'AUTH_REFUSED' });
    expect(run.types().slice(-3)).toEqual(['auth', 'stopped', 'summary']);
    expect(run.of('stopped')).toEqual([expect.objectContaining({ reason: 'auth' })]);
    expect(run.clock.sleepers()).toBe(0);
  });

  test('keeps the reading that could not be delivered', async () => {
    const run = startRun(twoPosts());
    await expect(run.done).rejects.toThrow();
    expect(run.of('summary')[0]).toMatchObject({ taken: 3, sent: 2, dropped: 0, pending: 1 });
    expect(run.outbox.size()).toBe(1);
  });
});

describe('a failure that is nobody’s answer', () => {
  const broken = new Map([
    [
      'temperature',
      ({ index }: { index: number }) => {
        if (index === 1) throw new TypeError('a mistake in a generator');
        return index;
      },
    ],
  ]);

  test('in a generator ends the run with that failure, after a summary', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 3, generators: broken });
    await expect(run.done).rejects.toThrow('a mistake in a generator');
    expect(run.types().at(-1)).toBe('summary');
  });

  test('in the outbox ends the run with that failure, after a summary', async () => {
    const { handle, clock } = emulator();
    const outbox = { ...createMemoryOutbox(), put: () => Promise.reject(new Error('disk full')) };
    const run = startRun({ send: handle, clock, count: 3, outbox });
    await expect(run.done).rejects.toThrow('disk full');
    expect(run.types().at(-1)).toBe('summary');
  });

  test('in the transport ends the run with that failure, after a summary', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, [new TypeError('a mistake')]), clock, count: 3 });
    await expect(run.done).rejects.toThrow('a mistake');
    expect(run.types().at(-1)).toBe('summary');
  });

  test('leaves what is on its way pending, and drops nothing', async () => {
    const { handle, clock } = emulator();
    const memory = createMemoryOutbox();
    let puts = 0;
    const outbox = {
      ...memory,
      async put(...message: Parameters<typeof memory.put>) {
        if (++puts > 1) throw new SimError('FILE_UNWRITABLE', 'The disk is full.');
        await memory.put(...message);
      },
    };
    const send: Transport = (request, signal) =>
      request.path === '/auth' ? handle(request, signal) : silence(request, signal);
    const run = startRun({ send, clock, count: 3, outbox });
    await expect(run.done).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await clock.advance(1);
    expect(run.of('dropped')).toEqual([]);
    expect(memory.size()).toBe(1);
  });

  test('has its summary last, whatever is still on its way', async () => {
    const { handle, clock } = emulator();
    const answered = gate();
    const send: Transport = async (request, signal) => {
      if (request.path !== '/auth') await answered.passed; // as a transport that knows no signal
      return handle(request, signal);
    };
    const pace = constantPace({ intervalMs: 5_000, count: 3 });
    const run = startRun({ send, clock, pace, generators: broken });
    await clock.advance(10_000);
    answered.open();
    await run.done.catch(() => {});
    await clock.advance(10_000);
    expect(run.types().filter((type) => type === 'summary')).toHaveLength(1);
    expect(run.types().at(-1)).toBe('summary');
  });
});

test('a run that ends while a renewal is on its way has its summary last', async () => {
  const { handle, clock } = emulator();
  const answered = gate();
  let auths = 0;
  const send: Transport = async (request, signal) => {
    if (request.path === '/auth' && ++auths > 1) await answered.passed;
    return handle(request, signal);
  };
  const sixDays = 6 * 24 * 60 * 60_000;
  const pace = constantPace({ intervalMs: sixDays, count: 2 });
  const run = startRun({ send, clock, pace, generators: counting });
  expect(await run.done).toMatchObject({ sent: 2, auths: 1 });
  answered.open();
  await clock.advance(1);
  expect(auths).toBe(2);
  expect(run.types().at(-1)).toBe('summary');
});

describe('a reading too large for the platform', () => {
  test('is given up before anything of it is sent, and the others go on', async () => {
    const { handle, clock } = emulator();
    const { send, posts } = recorder(handle);
    const huge = ({ index }: { index: number }) => (index === 1 ? 'x'.repeat(128 * 1024) : index);
    const run = startRun({
      send,
      clock,
      count: 3,
      generators: new Map([['temperature', huge]]),
      clamp: false,
    });
    expect(await run.done).toMatchObject({ taken: 3, sent: 2, dropped: 1, pending: 0 });
    expect(run.of('dropped')).toEqual([expect.objectContaining({ error: 'MESSAGE_TOO_LARGE' })]);
    expect(posts()).toHaveLength(2);
  });
});

describe('a platform that answers more slowly than readings are taken', () => {
  test('is warned of once, and no more readings wait than may', async () => {
    const { handle, clock } = emulator();
    const slow: Transport = async (request, signal) => {
      if (request.path !== '/auth') await clock.sleep(60_000, signal);
      return handle(request, signal);
    };
    const run = startRun({
      send: slow,
      clock,
      pace: constantPace({ intervalMs: 1, count: 2_000 }),
      outboxLimit: { count: 1_000 },
      whenFull: 'drop-newest',
      onEvent: ({ type }) => type === 'dropped' && run.stop(),
    });
    const summary = await run.done;
    expect(run.of('warning')).toHaveLength(1);
    expect(run.of('dropped')[0]).toMatchObject({ error: 'OUTBOX_FULL' });
    expect(summary.pending).toBe(1_000);
  });
});

import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { constantPace } from '../../src/engine/pace.ts';
import { runDevice } from '../../src/engine/run-device.ts';
import { drawn } from '../../src/engine/source.ts';
import { createGenerators } from '../../src/readings/create-generators.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { writeThingModel } from '../../src/tsl/write-model.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { emulator, startRun } from '../helpers/runs.ts';
import { fates, recorder, topicReply } from '../helpers/transports.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('a run in which all goes well', () => {
  test('emits its events in order, the summary last', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 2 });
    await run.done;
    expect(run.types()).toEqual(['auth', 'reading', 'sent', 'reading', 'stopped', 'sent', 'summary']);
  });

  test('returns the summary that it emitted', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 3 });
    const summary = await run.done;
    expect(run.of('summary')[0]).toEqual({
      type: 'summary',
      at: START_MS + 10_000,
      device: 'iot-sim-demo/demo-sensor',
      ...summary,
    });
    expect(summary).toMatchObject({ taken: 3, sent: 3, refused: 0, dropped: 0, pending: 0, auths: 1 });
    expect(summary.durationMs).toBe(10_000);
  });

  test('stamps every event with its time and device', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 2 });
    await run.done;
    expect(new Set(run.events.map(({ device }) => device))).toEqual(new Set(['iot-sim-demo/demo-sensor']));
    expect(run.of('reading').map(({ at }) => at)).toEqual([START_MS, START_MS + 5_000]);
  });

  test('says until when the token is believed good', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 1 });
    await run.done;
    expect(run.of('auth')).toEqual([
      {
        type: 'auth',
        at: START_MS,
        device: 'iot-sim-demo/demo-sensor',
        ok: true,
        code: 0,
        message: 'success',
        expiresAt: START_MS + 7 * DAY_MS,
      },
    ]);
  });

  test('delivers every reading once, in order, under the id it was taken with', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: handle, clock, count: 20 });
    await run.done;
    const messages = await received();
    expect(messages.map(({ properties }) => properties.get('temperature')?.value)).toEqual([
      ...Array(20).keys(),
    ]);
    expect(messages.map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
    expect(run.of('sent').map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
  });

  test('passes on the platform’s message ids with every digit', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: handle, clock, count: 3 });
    await run.done;
    expect(run.of('sent').map(({ messageId }) => messageId)).toEqual(
      (await received()).map(({ messageId }) => messageId),
    );
  });

  test('sends a fresh reading without a time of its own', async () => {
    const { handle, clock, received } = emulator();
    await startRun({ send: handle, clock, count: 1 }).done;
    expect(JSON.parse((await received())[0]!.body)).toMatchObject({
      version: '1.0',
      params: { temperature: 0 },
    });
  });

  test('leaves nobody asleep', async () => {
    const { handle, clock } = emulator();
    await startRun({ send: handle, clock, count: 2 }).done;
    expect(clock.sleepers()).toBe(0);
  });

  test('of no reading authenticates and ends', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 0 });
    await run.done;
    expect(run.types()).toEqual(['auth', 'stopped', 'summary']);
  });

  test('that need not authenticate first does so with its first reading', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 1, authenticateFirst: false });
    await run.done;
    expect(run.types()).toEqual(['reading', 'stopped', 'auth', 'sent', 'summary']);
  });

  test('delivers first what was waiting in its outbox', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: handle, clock, count: 1, pace: constantPace({ intervalMs: 1, count: 0 }) });
    await run.outbox.put({ id: '7', takenAtMs: START_MS, params: new Map([['temperature', '1']]) });
    await run.done;
    expect((await received()).map(({ id }) => id)).toEqual(['7']);
  });
});

describe('a run told nothing but device, way, model and source', () => {
  test('draws values that fit the model and keeps them in memory', async () => {
    const { handle, clock, received } = emulator({ mode: 'strong' });
    const summary = await runDevice({
      client: { device: DEMO_DEVICE, send: handle, clock },
      model: PRESETS.environment,
      source: drawn({
        generators: createGenerators(PRESETS.environment, { seed: 'any', device: 'any' }),
        pace: constantPace({ intervalMs: 60_000, count: 100 }),
      }),
    });
    expect(summary).toMatchObject({ taken: 100, sent: 100, auths: 1 });
    const verdicts = (await received()).flatMap(({ properties }) => [...properties.values()]);
    expect(verdicts).toHaveLength(200);
    expect(verdicts.every(({ outcome }) => outcome === 'kept')).toBe(true);
  });
});

describe('values outside the model', () => {
  const hot = new Map([['temperature', () => 80]]);

  test('are made to fit, and the reading says so', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: handle, clock, count: 1, generators: hot });
    await run.done;
    expect(run.of('reading')[0]).toMatchObject({
      values: { temperature: 50 },
      fitted: { temperature: { from: 80, range: '-10..50, step 1', clamped: true } },
    });
    expect(run.of('reading')[0]).not.toHaveProperty('unfit');
    expect((await received())[0]?.properties.get('temperature')?.outcome).toBe('kept');
  });

  test('are sent as they are where that is wanted, and the reading says what is wrong', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: handle, clock, count: 1, generators: hot, clamp: false });
    await run.done;
    expect(run.of('reading')[0]).toMatchObject({
      values: { temperature: 80 },
      unfit: { temperature: { code: 6306 } },
    });
    expect(run.of('reading')[0]).not.toHaveProperty('fitted');
    expect((await received())[0]?.properties.get('temperature')?.outcome).toBe('outside-model');
  });

  test('leave a reading that fits without remarks', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 1 });
    await run.done;
    expect(Object.keys(run.of('reading')[0]!)).toEqual(['type', 'at', 'device', 'id', 'values']);
  });

  test('of a float model go out with a decimal digit', async () => {
    const tsl = writeThingModel(PRESETS['environment-float'], 'iot-sim-demo');
    const { handle, clock, received } = emulator({ tsl });
    await startRun({ send: handle, clock, count: 1, model: PRESETS['environment-float'] }).done;
    expect((await received())[0]?.body).toContain('"temperature":0.0');
  });
});

describe('a reading the platform refuses', () => {
  test('is an event with code, words and hint, and the run goes on', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: fates(handle, ['through', topicReply(30001)]), clock, count: 3 });
    const summary = await run.done;
    expect(run.of('refused')).toEqual([
      {
        type: 'refused',
        at: START_MS + 5_000,
        device: 'iot-sim-demo/demo-sensor',
        id: run.of('reading')[1]?.id,
        code: 30001,
        message: 'words of the platform',
        hint: expect.stringContaining('topic'),
      },
    ]);
    expect(summary).toMatchObject({ taken: 3, sent: 2, refused: 1, dropped: 0, pending: 0 });
  });

  test('is not sent again', async () => {
    const { handle, clock } = emulator();
    const { send, posts } = recorder(fates(handle, [topicReply(30001)]));
    await startRun({ send, clock, count: 1 }).done;
    expect(posts()).toHaveLength(1);
  });
});

test('no event tells a token, a signature or the secret', async () => {
  const { handle, clock } = emulator();
  const { send, requests, posts } = recorder(fates(handle, [topicReply(20001), topicReply(30001)]));
  const run = startRun({ send, clock, count: 3 });
  await run.done;
  const told = JSON.stringify(run.events);
  const tokens = posts().map(({ headers }) => headers['password']!);
  const signatures = requests.filter(({ path }) => path === '/auth').map(({ body }) => JSON.parse(body).sign);
  expect(signatures.length).toBeGreaterThan(1);
  for (const secret of [DEMO_DEVICE.deviceSecret, ...tokens, ...signatures])
    expect(told).not.toContain(secret);
});

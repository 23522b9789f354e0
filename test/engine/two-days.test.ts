import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { constantPace } from '../../src/engine/pace.ts';
import { createGenerators } from '../../src/readings/create-generators.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import type { Received } from '../helpers/platforms.ts';
import { emulator, type RunUnderTest, startRun } from '../helpers/runs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const READINGS = 48 * 60;

describe('two days of a device that reports every minute, with tokens that live for six hours', () => {
  let run: RunUnderTest;
  let received: readonly Received[];
  let refusals: number;

  beforeAll(async () => {
    refusals = 0;
    const platform = emulator({
      mode: 'strong',
      tokenTtlMs: 6 * HOUR,
      onExchange: ({ code }) => {
        if (code !== 0) refusals++;
      },
    });
    run = startRun({
      send: platform.handle,
      clock: platform.clock,
      pace: constantPace({ intervalMs: MINUTE, durationMs: 48 * HOUR }),
      generators: createGenerators(PRESETS.environment, {
        seed: 'two days',
        device: DEMO_DEVICE.deviceName,
      }),
    });
    await run.done;
    received = await platform.received();
  });

  test('bring one reading for each minute, at its minute', () => {
    expect(received.map(({ at }) => (at - START_MS) / MINUTE)).toEqual([...Array(READINGS).keys()]);
  });

  test('bring every reading once and in order, as it was taken', () => {
    expect(received.map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
    expect(
      received.map(({ properties }) =>
        Object.fromEntries([...properties].map(([name, { value }]) => [name, value])),
      ),
    ).toEqual(run.of('reading').map(({ values }) => values));
  });

  test('bring only values that pass the strong check', () => {
    const outcomes = received.flatMap(({ properties }) =>
      [...properties.values()].map(({ outcome }) => outcome),
    );
    expect(outcomes).toHaveLength(2 * READINGS);
    expect(new Set(outcomes)).toEqual(new Set(['kept']));
  });

  test('have nothing that differs from the documents', () => {
    expect(received.flatMap(({ notes }) => notes)).toEqual([]);
  });

  test('are refused once, and renew every later token before its life is over', () => {
    expect(refusals).toBe(1);
    // The first serves for six hours, the others for 75 to 85 percent of that.
    expect(run.of('auth').length).toBeGreaterThanOrEqual(1 + Math.floor(42 / (0.85 * 6)));
    expect(run.of('auth').length).toBeLessThanOrEqual(2 + Math.ceil(42 / (0.75 * 6)));
  });

  test('repeat no id within a day', () => {
    const lastSeen = new Map<string, number>();
    for (const { id, at } of received) {
      const before = lastSeen.get(id!);
      if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(24 * HOUR);
      lastSeen.set(id!, at);
    }
  });

  test('end with a summary in which all is sent', () => {
    expect(run.of('summary')[0]).toMatchObject({
      taken: READINGS,
      sent: READINGS,
      refused: 0,
      dropped: 0,
      pending: 0,
      durationMs: (READINGS - 1) * MINUTE,
    });
  });
});

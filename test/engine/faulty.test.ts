import { describe, expect, test } from 'vitest';
import { faulty } from '../../src/engine/faulty.ts';
import { constantPace } from '../../src/engine/pace.ts';
import { drawn, type Source } from '../../src/engine/source.ts';
import { SimError } from '../../src/errors.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { counting, emulator, startRun } from '../helpers/runs.ts';
import { sensorFault } from '../helpers/sensor-faults.ts';

/** A run of readings, one every five seconds, whose temperature is their number, spoilt. */
function spoilt(
  texts: string[],
  {
    count,
    source = drawn({ generators: counting, pace: constantPace({ intervalMs: 5_000, count }) }),
  }: {
    count?: number;
    source?: Source;
  },
) {
  const platform = emulator();
  const options = { faults: texts.map(sensorFault), model: PRESETS.environment, seed: 'demo', device: 'any' };
  const run = startRun({ send: platform.handle, clock: platform.clock, source: faulty(source, options) });
  return {
    run,
    start: platform.clock.now(),
    arrived: async () =>
      (await platform.received()).flatMap(({ id, properties }) => {
        const { value, timeMs } = properties.get('temperature') ?? {};
        return value === undefined ? [] : [{ id, value, timeMs }];
      }),
  };
}

describe('a source with faults', () => {
  test('counts their time from its first reading', async () => {
    const { run, arrived } = spoilt(['gap:10s@+5s'], { count: 5 });
    expect(await run.done).toMatchObject({ taken: 3, skipped: 2, faults: { gap: 2 } });
    expect((await arrived()).map(({ value }) => value)).toEqual([0, 3, 4]);
  });

  test('sends a late reading behind newer ones, with the time it was taken', async () => {
    const { run, start, arrived } = spoilt(['late:@+5s,amount=10s'], { count: 5 });
    await run.done;
    expect((await arrived()).map(({ value }) => value)).toEqual([0, 2, 3, 1, 4]);
    expect((await arrived())[3]?.timeMs).toBe(start + 5_000);
  });

  test('sends a reading twice under one id, and others after it under theirs', async () => {
    const { run, arrived } = spoilt(['duplicate:@+5s'], { count: 3 });
    await run.done;
    const [first, second, third, fourth] = await arrived();
    expect(third?.id).toBe(second?.id);
    expect(new Set([first?.id, second?.id, fourth?.id]).size).toBe(3);
  });

  test('sends a time that is off as it is', async () => {
    const { run, start, arrived } = spoilt(['clock-skew,amount=-1h'], { count: 2 });
    await run.done;
    expect((await arrived()).map(({ timeMs }) => timeMs)).toEqual([start - 3_600_000, start - 3_595_000]);
  });

  test('sends what it holds back when the run is stopped', async () => {
    const { run, arrived } = spoilt(['late:12s,amount=1h', 'out-of-order:@+15s'], {
      source: async function* (context) {
        const source = drawn({ generators: counting, pace: constantPace({ intervalMs: 5_000 }) });
        let count = 0;
        for await (const sample of source(context)) {
          yield sample;
          count += 1;
          if (count === 4) run.stop();
        }
      },
    });
    expect(await run.done).toMatchObject({ taken: 4, sent: 4, pending: 0 });
    expect((await arrived()).map(({ value }) => value)).toEqual([3, 0, 1, 2]);
  });

  test('sends what it holds back before an error of its readings ends the run', async () => {
    const { run, arrived } = spoilt(['late'], {
      source: async function* ({ clock }) {
        yield { timeMs: clock.now(), values: new Map([['temperature', 7]]) };
        throw new SimError('REPLAY_INVALID', 'line 3 is none');
      },
    });
    await expect(run.done).rejects.toThrow('line 3 is none');
    expect((await arrived()).map(({ value }) => value)).toEqual([7]);
  });

  test('that has no readings has none', async () => {
    const { run } = spoilt(['late', 'gap:@+1s'], { source: async function* () {} });
    expect(await run.done).toMatchObject({ taken: 0, skipped: 0 });
  });
});

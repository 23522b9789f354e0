import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/engine/source.ts';
import { SimError } from '../../src/errors.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import type { Transport } from '../../src/protocol/http.ts';
import type { Sample } from '../../src/readings/sample.ts';
import { emulator, startRun } from '../helpers/runs.ts';

const sample = (timeMs: number, temperature: number, more: Partial<Sample> = {}): Sample => ({
  timeMs,
  values: new Map([['temperature', temperature]]),
  ...more,
});

/** Samples at once, made for the time at which they are taken. */
const of = (make: (nowMs: number) => Sample[]): Source =>
  async function* ({ clock }) {
    yield* make(clock.now());
  };

/** What arrived: message id, temperature and its time. */
async function arrived({ received }: Pick<ReturnType<typeof emulator>, 'received'>) {
  return (await received()).flatMap(({ id, properties }) => {
    const temperature = properties.get('temperature');
    return temperature ? [{ id, value: temperature.value, timeMs: temperature.timeMs }] : [];
  });
}

describe('a run', () => {
  test('sends a reading of another time with that time', async () => {
    const platform = emulator();
    const start = platform.clock.now();
    const times = [start - 3_600_000, start, start + 60_000];
    const run = startRun({
      send: platform.handle,
      clock: platform.clock,
      source: of(() => times.map((timeMs, index) => sample(timeMs, index))),
    });
    await run.done;
    expect((await arrived(platform)).map(({ timeMs }) => timeMs)).toEqual(times);
    expect(run.of('reading').map(({ at }) => at)).toEqual(times);
  });

  test('leaves out what is to be left out, and says so', async () => {
    const platform = emulator();
    const source = of((now) => [
      sample(now, 1),
      sample(now, 2, { isSkipped: true, faults: ['gap'] }),
      sample(now, 3),
    ]);
    const run = startRun({ send: platform.handle, clock: platform.clock, source });
    expect(await run.done).toMatchObject({ taken: 2, sent: 2, skipped: 1, faults: { gap: 1 } });
    expect(run.of('skipped')).toEqual([expect.objectContaining({ faults: ['gap'] })]);
    expect((await arrived(platform)).map(({ value }) => value)).toEqual([1, 3]);
  });

  test('sends a reading that is repeated under the same message id, even with others between', async () => {
    const platform = emulator();
    const source = of((now) => {
      const first = sample(now, 1);
      return [first, sample(now, 2), sample(now, 1, { repeats: first, faults: ['duplicate'] })];
    });
    await startRun({ send: platform.handle, clock: platform.clock, source }).done;
    const [first, second, third] = await arrived(platform);
    expect(third).toEqual(first);
    expect(second?.id).not.toBe(first?.id);
  });

  test('sends a value that is not to be fitted as it is', async () => {
    const platform = emulator({ mode: 'none' });
    const source = of((now) => [
      sample(now, 80),
      sample(now, 80, { unfitted: new Set(['temperature']), faults: ['out-of-range temperature'] }),
    ]);
    const run = startRun({ send: platform.handle, clock: platform.clock, source });
    expect(await run.done).toMatchObject({ clamped: 1 });
    expect((await arrived(platform)).map(({ value }) => value)).toEqual([50, 80]);
    expect(run.of('reading')[1]?.faults).toEqual(['out-of-range temperature']);
  });

  test('delivers what was taken before its source failed, and fails', async () => {
    const platform = emulator();
    const failing: Source = async function* ({ clock, warn }) {
      yield sample(clock.now(), 1);
      warn('look');
      throw new SimError('REPLAY_INVALID', 'line 3 is none');
    };
    const run = startRun({ send: platform.handle, clock: platform.clock, source: failing });
    await expect(run.done).rejects.toThrow('line 3 is none');
    expect(run.of('stopped')).toEqual([expect.objectContaining({ reason: 'failed' })]);
    expect(run.of('warning')).toEqual([expect.objectContaining({ message: 'look' })]);
    expect(run.of('summary')[0]).toMatchObject({ taken: 1, sent: 1, pending: 0 });
  });
});

describe('a source that can wait', () => {
  const many = (count: number): Source =>
    async function* ({ clock, signal }) {
      for (let index = 0; index < count && !signal.aborted; index++) yield sample(clock.now(), index);
    };

  test('gives no more than may wait, and loses nothing', async () => {
    const platform = emulator();
    const outbox = createMemoryOutbox();
    let most = 0;
    const send: Transport = async (request, signal) => {
      most = Math.max(most, outbox.size());
      return platform.handle(request, signal);
    };
    const run = startRun({
      send,
      clock: platform.clock,
      outbox,
      source: many(200),
      outboxLimit: { count: 7 },
      whenFull: 'wait',
    });
    expect(await run.done).toMatchObject({ taken: 200, sent: 200, dropped: 0 });
    expect(most).toBe(7);
    expect(run.of('warning')).toEqual([]);
  });

  test('is not waited for once the run is stopped', async () => {
    const { handle, clock } = emulator();
    const outbox = createMemoryOutbox();
    const send: Transport = async (request, signal) => {
      if (request.path === '/auth') return handle(request, signal);
      while (outbox.size() < 7) await clock.sleep(1);
      await clock.sleep(1); // the next one waits by now
      run.stop();
      throw new SimError('CONNECTION_LOST', 'The connection broke off.');
    };
    const run = startRun({
      send,
      clock,
      outbox,
      source: many(200),
      outboxLimit: { count: 7 },
      whenFull: 'wait',
    });
    // The one that waited for room is kept as well: it had been taken.
    expect(await run.done).toMatchObject({ taken: 8, pending: 8 });
    expect(run.of('stopped')).toEqual([expect.objectContaining({ reason: 'signal' })]);
  });

  test('keeps to the pace that is set even where nothing else waits', async () => {
    const { handle, clock } = emulator();
    const run = startRun({
      send: handle,
      clock,
      source: many(100),
      outboxLimit: { count: 1 },
      whenFull: 'wait',
      drainPerSecond: 10,
      isAlwaysPaced: true,
    });
    const { durationMs } = await run.done;
    expect(durationMs).toBeGreaterThanOrEqual(9_900);
    expect(durationMs).toBeLessThan(11_000);
  });
});

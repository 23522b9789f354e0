import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { type Replaying, replayed } from '../../src/engine/replay-source.ts';
import type { RecordedRow } from '../../src/readings/recording.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { emulator, startRun } from '../helpers/runs.ts';

const MINUTE_MS = 60_000;
const RECORDED_MS = Date.UTC(2013, 0, 1);

/** A row that was recorded so many minutes into the year; its temperature says which it is. */
const row = (minutes: number, temperature = minutes): RecordedRow => ({
  line: 2,
  timeMs: RECORDED_MS + minutes * MINUTE_MS,
  values: new Map([['temperature', temperature]]),
  issues: [],
});

const badRow = (line: number): RecordedRow => ({
  line,
  timeMs: undefined,
  values: new Map(),
  issues: [{ path: `line ${line}`, message: 'is bad' }],
});

/** A replay of rows, one a second if nothing else is said. */
function replayOf(rows: Iterable<RecordedRow>, options: Partial<Replaying> = {}): Replaying {
  return {
    name: 'june.csv',
    async open() {
      return (async function* () {
        yield* rows;
      })();
    },
    timing: { intervalMs: 1000 },
    keepsTimes: false,
    isLoop: false,
    isStrict: false,
    ...options,
  };
}

/**
 * What a replay gives: value, when it was taken after the start, and the time it has.
 * @param options.onTaken whoever takes readings may be busy for a while
 */
async function play(replaying: Replaying, { most = 100, onTaken = async () => {} }: PlayOptions = {}) {
  const clock = fakeClock();
  const warnings: string[] = [];
  const taken: { value: unknown; dueMs: number; timeMs: number }[] = [];
  const run = async (): Promise<void> => {
    const context = {
      clock,
      signal: new AbortController().signal,
      warn: (text: string) => warnings.push(text),
    };
    for await (const { values, timeMs } of replayed(replaying)(context)) {
      taken.push({ value: values.get('temperature'), dueMs: clock.elapsed(), timeMs });
      if (taken.length === most) return;
      await onTaken(taken.length, clock);
    }
  };
  let error: unknown;
  await run().catch((thrown: unknown) => {
    error = thrown;
  });
  return { taken, warnings, error, dueMs: taken.map((one) => one.dueMs) };
}

interface PlayOptions {
  readonly most?: number;
  readonly onTaken?: (count: number, clock: Clock) => Promise<void>;
}

/** A row in which the sensor said nothing. */
const gap = (minutes: number): RecordedRow => ({ ...row(minutes), values: new Map() });

describe('a row without a value', () => {
  test('is a silent interval', async () => {
    const { taken, dueMs } = await play(replayOf([row(0), gap(1), gap(2), row(3)]));
    expect(taken.map(({ value }) => value)).toEqual([0, 3]);
    expect(dueMs).toEqual([0, 3000]);
  });

  test('takes no more time than the times of the others say', async () => {
    const { dueMs } = await play(replayOf([row(0), gap(1), row(3)], { timing: { speed: 60 } }));
    expect(dueMs).toEqual([0, 3000]);
  });

  test('does not count as one of those that are to be sent', async () => {
    const { taken } = await play(replayOf([row(0), gap(1), row(2), row(3)], { count: 2 }));
    expect(taken.map(({ value }) => value)).toEqual([0, 2]);
  });
});

describe('a replay', () => {
  test('takes one row an interval, each at the time it is due, and ends with the last', async () => {
    const { taken } = await play(replayOf([row(0, 7), row(50, 8), row(51, 9)]));
    expect(taken).toEqual([
      { value: 7, dueMs: 0, timeMs: START_MS },
      { value: 8, dueMs: 1000, timeMs: START_MS + 1000 },
      { value: 9, dueMs: 2000, timeMs: START_MS + 2000 },
    ]);
  });

  test('takes rows at their own distances, divided by the speed', async () => {
    const rows = [row(0), row(10), row(70), row(71)];
    expect((await play(replayOf(rows, { timing: { speed: 60 } }))).dueMs).toEqual([
      0, 10_000, 70_000, 71_000,
    ]);
    expect((await play(replayOf(rows, { timing: { speed: 0.5 } }))).dueMs.at(-1)).toBe(142 * MINUTE_MS);
  });

  test('takes rows at once at the greatest speed, even those that do not say their time', async () => {
    const rows = [row(0), { ...row(10), timeMs: undefined }, row(5)];
    expect((await play(replayOf(rows, { timing: { speed: Number.POSITIVE_INFINITY } }))).dueMs).toEqual([
      0, 0, 0,
    ]);
  });

  test('takes a row that goes back in time at once, and goes on from there at the recorded distances', async () => {
    const rows = [row(0), row(60), row(0), row(60)];
    expect((await play(replayOf(rows, { timing: { speed: 60 } }))).dueMs).toEqual([
      0, 60_000, 60_000, 120_000,
    ]);
  });

  test('keeps the recorded times where it is told to', async () => {
    const { taken } = await play(replayOf([row(0), row(10)], { keepsTimes: true }));
    expect(taken.map(({ timeMs }) => timeMs)).toEqual([RECORDED_MS, RECORDED_MS + 10 * MINUTE_MS]);
  });

  test('loses no row when it is late by hours, and goes on from there', async () => {
    const rows = [row(0), row(1), row(2), row(3)];
    for (const timing of [{ intervalMs: MINUTE_MS }, { speed: 1 }]) {
      const { dueMs } = await play(replayOf(rows, { timing }), {
        onTaken: async (count, clock) => (count === 2 ? clock.sleep(120 * MINUTE_MS) : undefined),
      });
      expect(dueMs.map((ms) => ms / MINUTE_MS)).toEqual([0, 1, 121, 122]);
    }
  });

  test('ends at a count and at a duration', async () => {
    const rows = [row(0), row(1), row(2), row(3)];
    const speed = { timing: { speed: 60 } };
    expect((await play(replayOf(rows, { count: 2 }))).taken).toHaveLength(2);
    expect((await play(replayOf(rows, { ...speed, count: 3 }))).taken).toHaveLength(3);
    expect((await play(replayOf(rows, { durationMs: 2000 }))).taken).toHaveLength(2);
    expect((await play(replayOf(rows, { ...speed, durationMs: 2000 }))).taken).toHaveLength(2);
  });
});

describe('a replay that loops', () => {
  test('begins again after the mean distance of its rows', async () => {
    const { taken, dueMs } = await play(
      replayOf([row(0), row(1), row(4)], { timing: { speed: 60 }, isLoop: true }),
      {
        most: 7,
      },
    );
    expect(taken.map(({ value }) => value)).toEqual([0, 1, 4, 0, 1, 4, 0]);
    expect(dueMs).toEqual([0, 1000, 4000, 6000, 7000, 10_000, 12_000]);
  });

  test('begins again after an interval', async () => {
    const { dueMs } = await play(replayOf([row(0), row(1)], { isLoop: true, count: 5 }));
    expect(dueMs).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  test('ends where its rows are all of one time, and so have no pace', async () => {
    const { taken, error } = await play(replayOf([row(5)], { timing: { speed: 60 }, isLoop: true }));
    expect(taken).toHaveLength(1);
    expect(error).toMatchObject({ code: 'REPLAY_INVALID' });
  });

  test('ends at its count, where one row is all it has and enough', async () => {
    const { taken, error } = await play(
      replayOf([row(5)], { timing: { speed: 60 }, isLoop: true, count: 1 }),
    );
    expect([taken.length, error]).toEqual([1, undefined]);
  });

  test('names bad rows once', async () => {
    const { warnings } = await play(replayOf([row(0), badRow(3)], { isLoop: true, count: 5 }));
    expect(warnings).toEqual(['A row of june.csv was left out: line 3: is bad']);
  });
});

describe('a bad row', () => {
  test('is named and left out, and takes no time', async () => {
    const { taken, warnings } = await play(replayOf([row(0), badRow(3), badRow(4), row(1)]));
    expect(taken.map(({ dueMs }) => dueMs)).toEqual([0, 1000]);
    expect(warnings).toEqual([3, 4].map((line) => `A row of june.csv was left out: line ${line}: is bad`));
  });

  test('is named among the first twenty; the others are counted at the end, also of a run that ends early', async () => {
    const rows = [row(0), ...Array.from({ length: 30 }, (_, index) => badRow(index)), row(1), row(2)];
    for (const count of [undefined, 2]) {
      const { warnings } = await play(replayOf(rows, { count }));
      expect(warnings).toHaveLength(21);
      expect(warnings.at(-1)).toBe('30 rows of june.csv were left out; 10 of them are not named here.');
    }
  });

  test('ends a strict replay, and what stands before it is delivered', async () => {
    const platform = emulator();
    const run = startRun({
      send: platform.handle,
      clock: platform.clock,
      source: replayed(replayOf([row(0), row(1), badRow(4), row(2)], { isStrict: true })),
    });
    await expect(run.done).rejects.toMatchObject({
      code: 'REPLAY_INVALID',
      message: 'june.csv cannot be replayed:\n  line 4: is bad',
    });
    expect(run.of('summary')).toMatchObject([{ taken: 2, sent: 2, pending: 0 }]);
  });
});

describe('a replay at full speed', () => {
  function* year(): Generator<RecordedRow> {
    for (let hour = 0; hour < 8_706; hour++) yield row(hour * 60, hour % 40);
  }

  test('brings a year of hourly rows to the platform, each once, in order and with its own time', async () => {
    const clock = fakeClock();
    const platform = createPlatform({ clock });
    const run = startRun({
      send: platform.handle,
      clock,
      source: replayed(replayOf(year(), { timing: { speed: Number.POSITIVE_INFINITY }, keepsTimes: true })),
      whenFull: 'wait',
      outboxLimit: { count: 50 },
    });
    expect(await run.done).toMatchObject({ taken: 8_706, sent: 8_706, dropped: 0 });
    const arrived: [number, unknown][] = [];
    const query = { device: DEMO_DEVICE, identifier: 'temperature', isNewestFirst: false };
    for await (const { timeMs, value } of platform.history.values(query)) arrived.push([timeMs, value]);
    expect(arrived).toEqual([...year()].map(({ timeMs, values }) => [timeMs, values.get('temperature')]));
  });

  test('reads no further ahead than may wait, and stops when it is told to', async () => {
    let read = 0;
    function* endless(): Generator<RecordedRow> {
      for (;;) yield row(read++);
    }
    let run: ReturnType<typeof startRun> | undefined;
    const platform = emulator();
    run = startRun({
      send: platform.handle,
      clock: platform.clock,
      source: replayed(replayOf(endless(), { timing: { speed: Number.POSITIVE_INFINITY } })),
      whenFull: 'wait',
      outboxLimit: { count: 10 },
      onEvent: ({ type }) => {
        if (type === 'sent' && run?.of('sent').length === 100) run.stop();
      },
    });
    const { sent, dropped } = await run.done;
    expect(sent).toBeGreaterThanOrEqual(100);
    expect(dropped).toBe(0);
    expect(read).toBeLessThan(130);
  });

  test('of a pipe that has nothing to say ends when it is stopped', async () => {
    const open: Replaying['open'] = async (signal) =>
      (async function* () {
        yield row(0);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        yield row(1);
      })();
    const platform = emulator();
    const run = startRun({
      send: platform.handle,
      clock: platform.clock,
      source: replayed(replayOf([], { open })),
      onEvent: ({ type }) => type === 'sent' && run.stop(),
    });
    expect(await run.done).toMatchObject({ taken: 1, sent: 1 });
  });
});

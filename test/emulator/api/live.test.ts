import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createLive, type Listening } from '../../../src/emulator/api/live.ts';
import type { Exchange } from '../../../src/emulator/exchange.ts';
import { fakeClock, START_MS } from '../../helpers/fake-clock.ts';
import { eventsIn } from './listener.ts';

const DEVICE = 'iot-sim-demo/demo-sensor';

function liveUnderTest() {
  const clock = fakeClock({ byHand: true });
  const stopping = new AbortController();
  const live = createLive({ clock, stop: stopping.signal });
  let made = 0;
  const happen = (count: number, device: string | undefined = DEVICE): void => {
    for (let left = count; left > 0; left--) {
      made += 1;
      const exchange: Exchange = {
        seq: String(made),
        at: START_MS,
        path: '/auth',
        device,
        code: 0,
        notes: [],
      };
      live.onExchange(exchange);
    }
  };
  return { clock, stopping, live, happen };
}

/** Reads what a listener is sent, at its own pace. */
function readerOf({ text }: Listening) {
  const pieces = text[Symbol.asyncIterator]();
  let waiting: Promise<IteratorResult<string>> | undefined;
  return {
    /** What is there by now. */
    async read(): Promise<string> {
      let all = '';
      for (;;) {
        waiting ??= pieces.next();
        const piece = await Promise.race([waiting, nextTurn()]);
        if (piece === undefined || piece.done) return all;
        waiting = undefined;
        all += piece.value;
      }
    },
    /** Whether the text has ended. */
    isDone: async () => (await Promise.race([waiting ?? pieces.next(), nextTurn()]))?.done === true,
  };
}

const seqs = (text: string): unknown[] =>
  eventsIn(text).map(({ name, data }) => (name === 'exchange' ? Number(data['seq']) : name));

describe('a listener', () => {
  test('has 1,000 events at most waiting; beyond that they go, and one gap stands in their place', async () => {
    const { live, happen } = liveUnderTest();
    const reader = readerOf(live.listen(DEVICE)!);
    await reader.read();
    happen(1000);
    expect(seqs(await reader.read())).toHaveLength(1000);
    happen(1001);
    expect(seqs(await reader.read())).toEqual(['gap', 2001]);
    happen(5000);
    const late = seqs(await reader.read());
    expect(late[0]).toBe('gap');
    expect(late.filter((one) => one === 'gap')).toHaveLength(1);
    expect(late.at(-1)).toBe(7001);
    expect(late.length).toBeLessThanOrEqual(1000);
    happen(2);
    expect(seqs(await reader.read())).toEqual([7002, 7003]);
  });

  test('that is slow takes nothing from the others', async () => {
    const { live, happen } = liveUnderTest();
    const [slow, quick] = [readerOf(live.listen(DEVICE)!), readerOf(live.listen(DEVICE)!)];
    let heard = 0;
    for (let round = 0; round < 20; round++) {
      happen(100);
      heard += seqs(await quick.read()).length;
    }
    expect(heard).toBe(2000);
    expect(seqs(await slow.read())[0]).toBe('gap');
  });

  test('hears of its device alone', async () => {
    const { live, happen } = liveUnderTest();
    const [one, none] = [readerOf(live.listen(DEVICE)!), readerOf(live.listen(undefined)!)];
    happen(1, 'iot-sim-demo/demo-sensor-2');
    happen(1);
    live.onExchange({ seq: '9', at: START_MS, path: '/', device: undefined, code: 0, notes: [] });
    expect(seqs(await one.read())).toHaveLength(1);
    expect(seqs(await none.read())).toEqual([]);
  });

  test('hears of changes four times a second at most, the last one included', async () => {
    const { live, clock } = liveUnderTest();
    const reader = readerOf(live.listen(undefined)!);
    const heard: number[] = [];
    for (let round = 0; round < 10; round++) {
      for (let change = 0; change < 10; change++) live.onChange();
      await clock.advance(99);
      heard.push(seqs(await reader.read()).length);
    }
    expect(heard.reduce((sum, count) => sum + count)).toBe(4);
    await clock.advance(1000);
    expect(seqs(await reader.read())).toEqual(['changed']);
    await clock.advance(1000);
    expect(seqs(await reader.read())).toEqual([]);
    live.onChange();
    expect(seqs(await reader.read())).toEqual(['changed']);
  });

  test('that stops leaves nothing behind', async () => {
    const { live, clock, happen } = liveUnderTest();
    const listening = [live.listen(DEVICE)!, live.listen(undefined)!];
    const readers = listening.map(readerOf);
    for (const reader of readers) await reader.read();
    expect([live.countListeners(), clock.sleepers()]).toEqual([2, 1]);
    for (const { stop } of listening) {
      stop();
      stop();
    }
    for (const reader of readers) expect(await reader.isDone()).toBe(true);
    await nextTurn();
    expect([live.countListeners(), clock.sleepers()]).toEqual([0, 0]);
    happen(1);
    live.onChange();
    await nextTurn();
    expect(clock.sleepers()).toBe(0);
    const again = readerOf(live.listen(DEVICE)!);
    await again.read();
    await clock.advance(15_000);
    expect(await again.read()).toBe(':\n\n');
  });

  test('of an emulator that closes does not wait for the next change', async () => {
    const { live, clock, stopping } = liveUnderTest();
    const { stop } = live.listen(undefined)!;
    live.onChange();
    await nextTurn();
    expect(clock.sleepers()).toBe(2);
    stopping.abort(new Error('closing'));
    stop();
    await nextTurn();
    expect(clock.sleepers()).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDueQueue } from '../../../src/engine/fleet/due-queue.ts';
import { phaseOf } from '../../../src/engine/fleet/phase.ts';

describe('a queue of due times', () => {
  test('gives things in the order of their times, whatever is added and taken in between', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant('take' as const)));
    fc.assert(
      fc.property(steps, (given) => {
        const queue = createDueQueue<{ time: number }>();
        const model: number[] = [];
        for (const step of given) {
          if (step === 'take') {
            model.sort((a, b) => a - b);
            expect(queue.take()?.time).toBe(model.shift());
          } else {
            queue.add(step, { time: step });
            model.push(step);
          }
          expect(queue.size()).toBe(model.length);
          expect(queue.nextMs()).toBe(Math.min(...model));
        }
      }),
    );
  });
});

describe('the phases of a fleet', () => {
  test.each([
    ['the first 100 of them', 0, 1],
    ['a slice', 400, 1],
    ['every 16th, as a share of the fleet', 3, 16],
  ])('are even over the interval for %s', (_, from, every) => {
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100; i++) {
      const tenth = Math.floor(phaseOf(from + i * every, 5_000) / 500);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10)).toBeLessThanOrEqual(3);
  });
});

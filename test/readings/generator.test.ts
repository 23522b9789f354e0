import { describe, expect, it } from 'vitest';
import { type Generator, takeReading } from '../../src/readings/generator.ts';

const at = { timeMs: 1_700_000_000_000, index: 3 };

describe('taking a reading', () => {
  it('asks every generator once, for the same moment and in order', () => {
    const asked: unknown[] = [];
    const note =
      (name: string): Generator =>
      (moment) => {
        asked.push([name, moment]);
        return moment.index;
      };
    const generators = new Map([
      ['temperature', note('temperature')],
      ['humidity', note('humidity')],
    ]);
    expect([...takeReading(generators, at)]).toEqual([
      ['temperature', 3],
      ['humidity', 3],
    ]);
    expect(asked).toEqual([
      ['temperature', at],
      ['humidity', at],
    ]);
  });

  it('leaves out properties that have nothing to report', () => {
    const generators = new Map<string, Generator>([
      ['temperature', () => undefined],
      ['humidity', () => 0],
      ['label', () => ''],
    ]);
    expect([...takeReading(generators, at).keys()]).toEqual(['humidity', 'label']);
  });
});

import { describe, expect, test } from 'vitest';
import { take } from '../../src/engine/take.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import type { Value } from '../../src/tsl/write.ts';

function taken(
  values: Record<string, Value | undefined>,
  {
    clamp = true,
    model = PRESETS.environment,
    unfitted = new Set(),
  }: Partial<{ clamp: boolean; model: typeof PRESETS.environment; unfitted: Set<string> }> = {},
) {
  const given = new Map(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
  return take(model, { timeMs: 0, values: given, unfitted }, { clamp });
}

describe('a reading', () => {
  test('that fits is sent as it was generated', () => {
    const { values, params, fitted, unfit } = taken({ temperature: 22, humidity: 55 });
    expect(values).toEqual({ temperature: 22, humidity: 55 });
    expect([...params]).toEqual([
      ['temperature', '22'],
      ['humidity', '55'],
    ]);
    expect([fitted, unfit]).toEqual([{}, {}]);
  });

  test('of a float writes whole numbers with a decimal digit', () => {
    const { params } = taken({ temperature: 22, humidity: 55.5 }, { model: PRESETS['environment-float'] });
    expect(Object.fromEntries(params)).toEqual({ temperature: '22.0', humidity: '55.5' });
  });

  test('leaves out what the model does not have', () => {
    expect(taken({ pressure: 1013, humidity: 55 }).values).toEqual({ humidity: 55 });
  });
});

describe('a value outside the model', () => {
  test.each<{ value: number; sent: number; clamped: boolean }>([
    { value: 80, sent: 50, clamped: true },
    { value: -11, sent: -10, clamped: true },
    { value: 21.4, sent: 21, clamped: false },
  ])('$value is sent as $sent, and the reading says so', ({ value, sent, clamped }) => {
    const { values, params, fitted, unfit } = taken({ temperature: value });
    expect(values).toEqual({ temperature: sent });
    expect(params.get('temperature')).toBe(String(sent));
    expect(fitted).toEqual({ temperature: { from: value, range: '-10..50, step 1', clamped } });
    expect(unfit).toEqual({});
  });

  test.each<{ value: Value; text: string; code: number }>([
    { value: 80, text: '80', code: 6306 },
    { value: 21.4, text: '21.4', code: 6306 },
    { value: '15', text: '"15"', code: 6306 },
  ])(
    '$value is sent as it is without clamping, with what the platform would say',
    ({ value, text, code }) => {
      const { values, params, fitted, unfit } = taken({ temperature: value }, { clamp: false });
      expect(values).toEqual({ temperature: value });
      expect(params.get('temperature')).toBe(text);
      expect(fitted).toEqual({});
      expect(unfit['temperature']?.code).toBe(code);
    },
  );

  test('of the wrong kind cannot be clamped and is shown as unfit', () => {
    const { values, unfit } = taken({ temperature: 'warm' });
    expect(values).toEqual({ temperature: 'warm' });
    expect(unfit['temperature']).toEqual({
      code: 6306,
      message: 'tsl parse: data type is not int -> temperature',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { diffModel } from '../../../src/console/pages/product/model-diff.ts';
import type { TslJson, TslProperty } from '../../../src/emulator/api/shapes.ts';

const number = (identifier: string, specs: object = {}, more: object = {}): TslProperty => ({
  identifier,
  name: identifier,
  accessMode: 'r',
  required: false,
  dataType: { type: 'int', specs: { min: '-10', max: '50', step: '1', ...specs } },
  ...more,
});
const tsl = (...properties: TslProperty[]): TslJson => ({ properties });
const told = (draft: TslJson, released: TslJson | null): string[] =>
  diffModel({ draft, released }).properties.map(
    ({ property, difference }) => `${property.identifier} ${difference}`,
  );

describe('a draft against its release', () => {
  it('is all new before the first release', () => {
    const { properties, count } = diffModel({ draft: tsl(number('a'), number('b')), released: null });
    expect(properties.map(({ difference }) => difference)).toEqual(['new', 'new']);
    expect(count).toBe(2);
  });

  it('lists removed properties where they stood', () => {
    const released = tsl(number('a'), number('b'), number('c'), number('d'));
    expect(told(tsl(number('b'), number('d'), number('e')), released)).toEqual([
      'a removed',
      'b unchanged',
      'c removed',
      'd unchanged',
      'e new',
    ]);
    expect(told(tsl(), released)).toEqual(['a removed', 'b removed', 'c removed', 'd removed']);
  });

  it('says what of a property differs', () => {
    const before = number('a', { unit: '°C', unitName: 'degree Celsius' });
    const after = number(
      'a',
      { max: '80', step: '0.1', unit: 'K' },
      { accessMode: 'rw', required: true, name: 'A' },
    );
    const [row] = diffModel({ draft: tsl(after), released: tsl(before) }).properties;
    expect(row?.changes).toEqual([
      { aspect: 'name', before: 'a', after: 'A' },
      { aspect: 'range', before: '-10\u00a0…\u00a050', after: '-10\u00a0…\u00a080' },
      { aspect: 'step', before: '1', after: '0.1' },
      { aspect: 'unit', before: '°C degree Celsius', after: 'K' },
      { aspect: 'access', before: 'r', after: 'rw' },
      { aspect: 'required', before: 'false', after: 'true' },
    ]);
  });

  it('sees a difference that no column shows, and none in the order of keys', () => {
    const deep = (length: string): TslProperty => ({
      identifier: 's',
      dataType: {
        type: 'struct',
        specs: [{ identifier: 'm', dataType: { type: 'text', specs: { length } } }],
      },
    });
    const [row] = diffModel({ draft: tsl(deep('10')), released: tsl(deep('20')) }).properties;
    expect(row?.changes.map(({ aspect }) => aspect)).toEqual(['other']);
    const { dataType, ...rest } = number('a');
    expect(told(tsl({ dataType, ...rest }), tsl(number('a')))).toEqual(['a unchanged']);
  });

  it('compares events and services, without those that the platform adds itself', () => {
    const event = (identifier: string, type = 'info'): object => ({ identifier, name: identifier, type });
    const { functions, count } = diffModel({
      draft: { events: [event('post'), event('alarm', 'alert')], services: [{ identifier: 'set' }] },
      released: { events: [event('alarm')], services: [{ identifier: 'reboot', callType: 'sync' }] },
    });
    expect(functions).toEqual([
      { kind: 'event', identifier: 'alarm', name: 'alarm', type: 'alert', difference: 'changed' },
      { kind: 'service', identifier: 'reboot', name: 'reboot', type: 'sync', difference: 'removed' },
    ]);
    expect(count).toBe(2);
  });
});

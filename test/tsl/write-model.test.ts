import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataType, EventFeature, Feature, Property, ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { writeThingModel } from '../../src/tsl/write-model.ts';
import { arbitraryNumberType } from '../helpers/arbitrary-number.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

const exportedFiles = ['tsl/environment.json', 'tsl/environment-float.json', 'tsl/all-types.json'];

/** What a model is after it was written: of a product, with the event that every product has. */
function asWritten(model: ThingModel, productKey: string): ThingModel {
  const features: Feature[] = [...model.properties.values()].map(({ identifier, name, dataType }) => ({
    identifier,
    name,
    dataType,
  }));
  const post: EventFeature = { identifier: 'post', name: 'post', type: 'info', outputs: features };
  return { ...model, productKey, events: new Map([['post', post], ...model.events, ['post', post]]) };
}

describe('a written model', () => {
  it.each(exportedFiles)('of %s is read back the same', (file) => {
    const model = readModel(fixture(file));
    expect(readModel(writeThingModel(model, model.productKey ?? ''))).toEqual(model);
  });

  it.each(['environment', 'environment-float'] as const)(
    'of the preset %s is what the console exports',
    (name) => {
      const exported = JSON.parse(fixture(`tsl/${name}.json`)) as { profile: { productKey: string } };
      expect(JSON.parse(writeThingModel(PRESETS[name], exported.profile.productKey))).toEqual(exported);
    },
  );

  it('has no event or service twice when it is written again', () => {
    const once = writeThingModel(readModel(fixture('tsl/all-types.json')), 'pk');
    expect(writeThingModel(readModel(once), 'pk')).toBe(once);
    const { events } = JSON.parse(once) as { events: { identifier: string }[] };
    expect(events.map(({ identifier }) => identifier)).toEqual(['post', 'Overheated']);
  });

  it('reports the properties of today, whatever the event post said when it was read', () => {
    const outdated = { ...PRESETS.environment.properties.get('humidity'), identifier: 'gone' } as Property;
    const post: EventFeature = { identifier: 'post', name: 'old', type: 'alert', outputs: [outdated] };
    const model = { ...PRESETS.environment, events: new Map([['post', post]]) };
    expect(writeThingModel(model, 'pk')).toBe(writeThingModel(PRESETS.environment, 'pk'));
  });

  it('belongs to the product it is written for, however its key is spelt', () => {
    expect(readModel(writeThingModel(PRESETS.environment, 'a"1')).productKey).toBe('a"1');
  });

  it('lets the service set write what can be written, and get read all', () => {
    const text = writeThingModel(readModel(fixture('tsl/all-types.json')), 'pk');
    const { services } = JSON.parse(text) as {
      services: { inputData: ({ identifier: string } | string)[] }[];
    };
    const inputs = services.map(({ inputData }) =>
      inputData.map((input) => (typeof input === 'string' ? input : input.identifier)),
    );
    const all = [...readModel(text).properties.keys()];
    expect(inputs).toEqual([['Counter', 'Label', 'Power', 'Mode'], all]);
  });

  it('writes numbers of the specs as text, and names a unit it knows', () => {
    const text = writeThingModel(readModel(fixture('tsl/all-types.json')), 'pk');
    expect(text).toContain('{"min":"-40","max":"85.5","step":"0.1","unit":"°C","unitName":"degree Celsius"}');
    expect(text).toContain('{"min":"300","max":"1100","step":"0.0001","unit":"hPa"}');
    expect(text).toContain('{"type":"text","specs":{"length":"32"}}');
    expect(text).toContain('"specs":{"size":"5","item":{"type":"int","specs":{}}}');
  });

  it('keeps the keys of an enum in their order', () => {
    expect(writeThingModel(readModel(fixture('tsl/all-types.json')), 'pk')).toContain(
      '{"-1":"fault","0":"auto","1":"heat","10":"cool"}',
    );
  });
});

describe('any model', () => {
  const identifier = fc
    .oneof(fc.stringMatching(/^\w{1,10}$/), fc.stringMatching(/^\w{1,5}:\w{1,5}$/), fc.constant('__proto__'))
    .filter((candidate) => !['set', 'get', 'post', 'time', 'value'].includes(candidate));
  const label = fc.string({ unit: 'binary', maxLength: 8 });
  const count = fc.integer({ min: 1, max: 999_999_999 });
  const key = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const units = fc.constantFrom('°C', '%RH', 'hPa', undefined);

  const number = fc.tuple(arbitraryNumberType, units).map(([type, unit]): DataType => ({ ...type, unit }));
  const text = count.map((length): DataType => ({ type: 'text', length }));
  const choice = fc.oneof(
    fc
      .uniqueArray(fc.tuple(key, label), { minLength: 1, maxLength: 5, selector: ([own]) => own })
      .map((labels): DataType => ({ type: 'enum', labels: new Map(labels) })),
    label.map((off): DataType => ({ type: 'bool', labels: new Map([[0, off]]) })),
  );
  const simple: fc.Arbitrary<DataType> = fc.oneof(
    number,
    text,
    choice,
    fc.constant({ type: 'date' } as const),
  );
  const featureOf = (dataType: fc.Arbitrary<DataType>) => fc.record({ identifier, name: label, dataType });
  const distinct = <T extends { identifier: string }>(item: fc.Arbitrary<T>) =>
    fc.uniqueArray(item, { maxLength: 5, selector: ({ identifier: own }) => own });
  const struct = distinct(featureOf(simple)).map((members): DataType => ({ type: 'struct', members }));
  const array = fc
    .tuple(count, fc.oneof(number, text, struct))
    .map(([size, item]): DataType => ({ type: 'array', size, item }));
  const dataType = fc.oneof(simple, struct, array);

  const property = fc.record({
    identifier,
    name: label,
    dataType,
    accessMode: fc.constantFrom('r' as const, 'rw' as const),
    required: fc.boolean(),
  });
  const event = fc.record({
    identifier: fc.oneof(identifier, fc.constant('post')),
    name: label,
    type: fc.constantFrom('info' as const, 'alert' as const, 'error' as const),
    outputs: distinct(featureOf(dataType)),
  });
  const byIdentifier = <T extends { identifier: string }>(list: readonly T[]) =>
    new Map(list.map((item) => [item.identifier, item]));
  const model: fc.Arbitrary<ThingModel> = fc
    .tuple(distinct(property), distinct(event))
    .map(([properties, events]) => ({
      productKey: undefined,
      properties: byIdentifier(properties),
      events: byIdentifier(events),
    }));

  it('is read back the same but for product and post, with all in its order', () => {
    fc.assert(
      fc.property(model, (given) => {
        const expected = asWritten(given, 'pk');
        const read = readModel(writeThingModel(given, 'pk'));
        expect(read).toEqual(expected);
        expect([...read.properties.keys()]).toEqual([...expected.properties.keys()]);
        expect([...read.events.keys()]).toEqual([...expected.events.keys()]);
      }),
      { numRuns: 200 },
    );
  });
});

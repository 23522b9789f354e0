import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseThingModel } from '../../src/tsl/parse.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

const allTypes = fixture('tsl/all-types.json');

describe('a model of every type, as the console exports it', () => {
  const model = readModel(allTypes);
  const typeOf = (identifier: string) => model.properties.get(identifier)?.dataType;

  it('has its properties in the model’s order', () => {
    expect([...model.properties.keys()]).toEqual([
      ...['Counter', 'Temperature', 'Pressure', 'Label', 'LastService', 'Power', 'Mode', 'Location'],
      ...['Samples', 'Notes', 'Tracks'],
    ]);
  });

  it('knows the product it was exported from', () => {
    expect(model.productKey).toBe('a1AllTypes9');
  });

  it('keeps name, access mode and whether a property is required', () => {
    const { name, accessMode, required } = model.properties.get('Counter') ?? {};
    expect({ name, accessMode, required }).toEqual({ name: 'Counter', accessMode: 'rw', required: true });
    expect(model.properties.get('Pressure')).toMatchObject({ accessMode: 'r', required: false });
  });

  it.each([
    ['Counter', { type: 'int', min: '-2147483648', max: '2147483647', step: '1', unit: 'count' }],
    ['Temperature', { type: 'float', min: '-40', max: '85.5', step: '0.1', unit: '°C' }],
    ['Pressure', { type: 'double', min: '300', max: '1100', step: '0.0001', unit: 'hPa' }],
    ['Label', { type: 'text', length: 32 }],
    ['LastService', { type: 'date' }],
    ['Samples', { type: 'array', size: 5, item: { type: 'int' } }],
    ['Notes', { type: 'array', size: 3, item: { type: 'text' } }],
  ])('reads the type of %s', (identifier, dataType) => {
    expect(typeOf(identifier)).toMatchObject(dataType);
  });

  it('reads the labels of bool and enum', () => {
    expect(typeOf('Power')).toEqual({
      type: 'bool',
      labels: new Map([
        [0, 'off'],
        [1, 'on'],
      ]),
    });
    expect(typeOf('Mode')).toMatchObject({
      labels: new Map([
        [-1, 'fault'],
        [0, 'auto'],
        [1, 'heat'],
        [10, 'cool'],
      ]),
    });
  });

  it('reads the members of a struct', () => {
    expect(typeOf('Location')).toMatchObject({
      type: 'struct',
      members: [
        { identifier: 'Longitude', dataType: { type: 'double', min: '-180' } },
        { identifier: 'Latitude', dataType: { type: 'double', min: '-90' } },
        { identifier: 'System', dataType: { type: 'enum' } },
        { identifier: 'Fixed', dataType: { type: 'date' } },
      ],
    });
  });

  it('reads the members of structs in an array', () => {
    expect(typeOf('Tracks')).toMatchObject({
      size: 2,
      item: { type: 'struct', members: [{ identifier: 'Speed' }, { identifier: 'Valid' }] },
    });
  });

  it('takes the event that every product has, though its name is reserved', () => {
    const post = model.events.get('post');
    expect(post).toMatchObject({ type: 'info' });
    expect(post?.outputs.map(({ identifier }) => identifier)).toEqual([...model.properties.keys()]);
  });

  it('reads events of its own', () => {
    expect(model.events.get('Overheated')).toMatchObject({
      type: 'alert',
      outputs: [{ identifier: 'Degrees', dataType: { type: 'float', max: '200' } }],
    });
  });
});

describe('a model written by hand', () => {
  const property = (dataType: unknown) =>
    readModel(JSON.stringify({ properties: [{ identifier: 'a', dataType }] })).properties.get('a');

  it('needs properties alone', () => {
    expect(readModel('{"properties":[]}')).toEqual({
      productKey: undefined,
      properties: new Map(),
      events: new Map(),
    });
  });

  it('may begin with a byte order mark', () => {
    expect(readModel(`\ufeff${allTypes}`).properties.size).toBe(11);
  });

  it('may write its numbers as numbers, exactly as they stand', () => {
    const text =
      '{"properties":[{"identifier":"a","dataType":{"type":"double","specs":{"min":-0.50,"max":1e2}}}]}';
    expect(readModel(text).properties.get('a')?.dataType).toMatchObject({ min: '-0.50', max: '1e2' });
  });

  it('may leave out name, access mode and specs', () => {
    expect(property({ type: 'float' })).toEqual({
      identifier: 'a',
      name: 'a',
      accessMode: 'rw',
      required: false,
      dataType: { type: 'float', min: undefined, max: undefined, step: undefined, unit: undefined },
    });
  });

  it.each([
    [{ type: 'text' }, { type: 'text', length: 10240 }],
    [
      { type: 'array', specs: { item: { type: 'text' } } },
      { type: 'array', size: 512 },
    ],
    [{ type: 'bool' }, { type: 'bool', labels: new Map() }],
    [
      { type: 'int', specs: { min: '', max: null } },
      { min: undefined, max: undefined },
    ],
  ])('takes the platform’s limit where %j has none', (given, read) => {
    expect(property(given)?.dataType).toMatchObject(read);
  });

  it('may name a property of a module', () => {
    const text = '{"properties":[{"identifier":"sensor:temperature","dataType":{"type":"int"}}]}';
    expect([...readModel(text).properties.keys()]).toEqual(['sensor:temperature']);
  });

  it('may have a property named __proto__', () => {
    const text = '{"properties":[{"identifier":"__proto__","dataType":{"type":"int"}}]}';
    expect(readModel(text).properties.get('__proto__')?.dataType.type).toBe('int');
  });
});

describe('any text', () => {
  const isReported = (text: string) => {
    const result = parseThingModel(text);
    if ('issues' in result) expect(result.issues).not.toEqual([]);
  };

  it('is read or reported, never thrown at', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), isReported));
  });

  it('is read or reported where one part of a good model has another value', () => {
    const parts: unknown[] = [];
    JSON.parse(allTypes, (_, part) => {
      parts.push(part);
      return part;
    });
    fc.assert(
      fc.property(fc.nat({ max: parts.length - 1 }), fc.jsonValue(), (place, value) => {
        let at = 0;
        isReported(JSON.stringify(JSON.parse(allTypes), (_, part) => (at++ === place ? value : part)));
      }),
      { numRuns: 1000 },
    );
  });
});

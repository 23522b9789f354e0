import { describe, expect, it } from 'vitest';
import { parseThingModel } from '../../src/tsl/parse.ts';

function issuesOf(text: string): string[] {
  const result = parseThingModel(text);
  return 'issues' in result ? result.issues.map(({ path, message }) => `${path}: ${message}`) : [];
}

/** The paths that have an issue when a property has these fields. */
function pathsOf(fields: Record<string, unknown>): string[] {
  const property = { identifier: 'a', dataType: { type: 'date' }, ...fields };
  const result = parseThingModel(JSON.stringify({ properties: [property] }));
  return 'issues' in result ? result.issues.map(({ path }) => path) : [];
}

const typePathsOf = (type: string, specs?: unknown) => pathsOf({ dataType: { type, specs } });

describe('a text that is no thing model', () => {
  it.each([
    ['', ': is not JSON: unexpected the end at offset 0'],
    ['{"properties":[}', ': is not JSON: unexpected "}" at offset 15'],
    ['[]', ': is not a JSON object'],
    ['null', ': is not a JSON object'],
    ['{}', 'properties: is missing: this is no thing model (TSL)'],
    ['{"properties":{}}', 'properties: is not an array'],
    ['{"properties":[5]}', 'properties[0]: is not an object'],
    ['{"properties":[],"events":{}}', 'events: is not an array'],
  ])('%j is refused: %s', (text, issue) => {
    expect(issuesOf(text)).toEqual([issue]);
  });

  it('is refused where its properties are null', () => {
    expect(issuesOf('{"properties":null}')).toEqual([expect.stringMatching(/^properties: /)]);
  });
});

describe('an identifier', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a number', 5],
    ['with a blank', 'air temperature'],
    ['with a hyphen', 'air-temperature'],
    ['with a letter of another script', '温度'],
    ['of 51 characters', 'x'.repeat(51)],
    ['with a line break at its end', 'a\n'],
    ['of two modules', 'a:b:c'],
  ])('that is %s is refused', (_, identifier) => {
    expect(pathsOf({ identifier })).toEqual(['properties[0].identifier']);
  });

  it.each(['set', 'get', 'post', 'time', 'value'])('may not be "%s", which is reserved', (identifier) => {
    expect(pathsOf({ identifier })).toEqual(['properties[0].identifier']);
  });

  it.each(['x'.repeat(50), 'Set', 'value2', '_', '7', 'module:temperature'])('may be %s', (identifier) => {
    expect(pathsOf({ identifier })).toEqual([]);
  });

  it('may not stand twice', () => {
    const property = '{"identifier":"a","dataType":{"type":"date"}}';
    expect(issuesOf(`{"properties":[${property},${property}]}`)).toEqual([
      'properties[1].identifier: "a" stands twice',
    ]);
  });
});

describe('a property', () => {
  it.each(['w', '', null, 1])('may not have the access mode %j', (accessMode) => {
    // null stands for a field that is not there.
    expect(pathsOf({ accessMode })).toEqual(accessMode === null ? [] : ['properties[0].accessMode']);
  });

  it.each([undefined, null, 'int', 5])('may not have %j for its data type', (dataType) => {
    expect(pathsOf({ dataType })).toEqual(['properties[0].dataType']);
  });

  it.each([undefined, 'int32', 'Int', 'string', 5])('may not have a data type of the type %j', (type) => {
    expect(pathsOf({ dataType: { type } })).toEqual(['properties[0].dataType.type']);
  });
});

describe('specs', () => {
  const place = 'properties[0].dataType.specs';

  it.each([
    ['int', { min: 'low' }, '.min'],
    ['int', { min: '0.5' }, '.min'],
    ['int', { max: 50.5 }, '.max'],
    ['int', { max: '1e2' }, '.max'],
    ['int', { step: '0.1' }, '.step'],
    ['int', { min: true }, '.min'],
    ['int', { min: ['5'] }, '.min'],
    ['int', { step: '0' }, '.step'],
    ['int', { step: '-1' }, '.step'],
    ['float', { step: '0.0' }, '.step'],
    ['float', { max: 'NaN' }, '.max'],
    ['double', { max: 'Infinity' }, '.max'],
    ['double', { min: '1,5' }, '.min'],
    ['int', { min: '5', max: '4' }, ''],
    ['double', { min: '0.30000000000000001', max: '0.3' }, ''],
    ['text', { length: '0' }, '.length'],
    ['text', { length: '-1' }, '.length'],
    ['text', { length: '1.5' }, '.length'],
    ['text', { length: 'long' }, '.length'],
    ['bool', { '0': 'off', '2': 'on' }, '.2'],
    ['bool', { true: 'on' }, '.true'],
    ['enum', { '1.5': 'half' }, '.1.5'],
    ['enum', { red: 'red' }, '.red'],
    ['enum', {}, ''],
    ['enum', undefined, ''],
    ['enum', [], ''],
    ['struct', {}, ''],
    ['struct', undefined, ''],
    ['struct', [{ identifier: 'm-1', dataType: { type: 'date' } }], '[0].identifier'],
    ['struct', [{ identifier: 'time', dataType: { type: 'date' } }], '[0].identifier'],
    [
      'struct',
      [{ identifier: 'm', dataType: { type: 'int', specs: { min: 'x' } } }],
      '[0].dataType.specs.min',
    ],
    ['struct', ['m'], '[0]'],
    ['array', { size: '0', item: { type: 'int' } }, '.size'],
    ['array', { size: 'many', item: { type: 'int' } }, '.size'],
    ['array', { size: '5' }, '.item'],
    ['array', undefined, '.item'],
    ['array', { size: '5', item: { type: 'array' } }, '.item.type'],
    ['array', { size: '5', item: { type: 'bool' } }, '.item.type'],
    ['array', { size: '5', item: {} }, '.item.type'],
    ['array', { item: { type: 'int', specs: { max: 'x' } } }, '.item.specs.max'],
  ])('of %s are refused as %j, at specs%s', (type, specs, path) => {
    expect(typePathsOf(type, specs)).toEqual([`${place}${path}`]);
  });

  it.each([
    ['int', { min: '-2147483649' }, '.min'],
    ['int', { max: '2147483648' }, '.max'],
    ['enum', { '2147483648': 'too great' }, '.2147483648'],
    ['float', { max: '1e39' }, '.max'],
    ['double', { max: '1e400' }, '.max'],
  ])('of %s are refused as %j, which no value of the type can reach', (type, specs, path) => {
    expect(typePathsOf(type, specs)).toEqual([`${place}${path}`]);
  });
});

describe('an event', () => {
  const eventIssues = (event: unknown) =>
    issuesOf(JSON.stringify({ properties: [], events: [event] })).map((issue) => issue.split(': ')[0]);

  it.each([
    [{ type: 'info' }, ['events[0].identifier']],
    [{ identifier: 'hot', type: 'warning' }, ['events[0].type']],
    [{ identifier: 'hot' }, ['events[0].type']],
    [{ identifier: 'hot', type: 'error', outputData: {} }, ['events[0].outputData']],
    [
      { identifier: 'hot', type: 'error', outputData: [{ identifier: 'x', dataType: { type: 'int8' } }] },
      ['events[0].outputData[0].dataType.type'],
    ],
  ])('is refused as %j', (event, paths) => {
    expect(eventIssues(event)).toEqual(paths);
  });
});

it('reports all that is wrong, at once', () => {
  const model = {
    properties: [
      { identifier: 'a b', accessMode: 'x', dataType: { type: 'int', specs: { min: 'low', step: '0' } } },
      { identifier: 'value', dataType: { type: 'text', specs: { length: '-1' } } },
      { identifier: 'good', dataType: { type: 'date' } },
      {
        identifier: 'place',
        dataType: {
          type: 'struct',
          specs: [{ identifier: 'x' }, { identifier: 'y', dataType: { type: 'z' } }],
        },
      },
    ],
    events: [{ identifier: 'hot', type: 'loud' }],
  };
  expect(issuesOf(JSON.stringify(model))).toEqual([
    'properties[0].identifier: must be 1 to 50 letters, digits or underscores',
    'properties[0].dataType.specs.min: "low" is not a number',
    'properties[0].dataType.specs.step: must be greater than 0',
    'properties[0].accessMode: must be "r" or "rw"',
    'properties[1].identifier: "value" is reserved by the platform',
    'properties[1].dataType.specs.length: "-1" is not a whole number above 0',
    'properties[3].dataType.specs[0].dataType: is missing or not an object',
    'properties[3].dataType.specs[1].dataType.type: must be one of int, float, double, text, date, bool, enum, struct, array',
    'events[0].type: must be one of info, alert, error',
  ]);
});

import { describe, expect, it } from 'vitest';
import { checkForm, fieldOfIssue } from '../../../src/console/pages/product/property-check.ts';
import {
  NEW_PROPERTY,
  type PropertyForm,
  writeProperty,
} from '../../../src/console/pages/product/property-form.ts';
import { parseThingModel } from '../../../src/tsl/parse.ts';

const right: PropertyForm = { ...NEW_PROPERTY, name: 'T', identifier: 'temperature' };
const problems = (changes: Partial<PropertyForm>, taken: string[] = []): Record<string, string> =>
  Object.fromEntries(checkForm({ ...right, ...changes }, taken));

describe('checking the form of a property', () => {
  it.each<[Partial<PropertyForm>, Record<string, string>]>([
    [{}, {}],
    [
      { name: '', identifier: '' },
      { name: 'missing', identifier: 'missing' },
    ],
    [{ name: '温'.repeat(30) }, {}],
    [{ name: 'x'.repeat(31) }, { name: 'nameLong' }],
    [{ identifier: 'x'.repeat(51) }, { identifier: 'identifier' }],
    [{ identifier: 'a-b' }, { identifier: 'identifier' }],
    [{ identifier: 'post' }, { identifier: 'reserved' }],
    [{ identifier: 'module:temperature' }, {}],
    [{ min: '-10', max: '50', step: '1' }, {}],
    [{ min: '+1', max: '1' }, {}],
    [{ min: '1,5' }, { min: 'number' }],
    [{ min: '1.5' }, { min: 'whole' }],
    [{ max: '2147483648' }, { max: 'beyondType' }],
    [{ min: '-2147483648', max: '2147483647' }, {}],
    [{ min: '5', max: '1' }, { max: 'minAboveMax' }],
    [{ step: '0' }, { step: 'step' }],
    [{ type: 'float', min: '-.5', max: '3.4028235e38', step: '0.1' }, {}],
    [{ type: 'float', max: '3.5e38' }, { max: 'beyondType' }],
    [{ type: 'float', max: '.' }, { max: 'number' }],
    [{ type: 'double', max: '1.7976931348623157e308', step: '-1' }, { step: 'step' }],
    [{ type: 'double', max: '1e999' }, { max: 'beyondType' }],
    [{ type: 'bool' }, { off: 'missing', on: 'missing' }],
    [{ type: 'text', length: '0' }, { length: 'length' }],
    [{ type: 'text', length: '10240' }, {}],
    [{ type: 'text', length: '10241' }, { length: 'length' }],
    [{ type: 'date', min: 'x' }, {}],
    [{ type: 'struct' }, {}],
    [{ type: 'enum', values: [] }, { values: 'noValues' }],
    [
      { type: 'enum', values: [{ key: '', name: '' }] },
      { 'values.0.key': 'key', 'values.0.name': 'missing' },
    ],
    [
      {
        type: 'enum',
        values: [
          { key: '1', name: 'a' },
          { key: '01', name: 'b' },
        ],
      },
      { 'values.1.key': 'keyTwice' },
    ],
    [{ type: 'enum', values: [{ key: '2147483648', name: 'a' }] }, { 'values.0.key': 'key' }],
  ])('%o: %o', (changes, expected) => {
    expect(problems(changes)).toEqual(expected);
    // What the form finds nothing wrong with, the platform reads; but a struct is not written by the form.
    if (Object.keys(expected).length === 0 && changes.type !== 'struct') {
      const text = writeProperty({ ...right, ...changes });
      expect(parseThingModel(`{"properties":[${text}]}`)).not.toHaveProperty('issues');
    }
  });

  it('knows the identifiers of other properties', () => {
    expect(problems({}, ['humidity', 'temperature'])).toEqual({ identifier: 'taken' });
  });

  it('finds the fields that the platform’s own issues are about', () => {
    const property = (dataType: string, identifier = 'a'): string =>
      `{"identifier":"${identifier}","accessMode":"x","dataType":${dataType}}`;
    const fieldsOf = (text: string, type: string): (string | undefined)[] => {
      const parsed = parseThingModel(
        `{"properties":[{"identifier":"z","dataType":{"type":"date"}},${text}]}`,
      );
      const issues = 'issues' in parsed ? parsed.issues : [];
      return issues.map((issue) => fieldOfIssue(issue, { ...right, type }, 1));
    };
    const number = '{"type":"int","specs":{"min":"x","max":"1.5","step":"0"}}';
    expect(fieldsOf(property(number, 'a b'), 'int')).toEqual([
      'identifier',
      'min',
      'max',
      'step',
      'accessMode',
    ]);
    expect(fieldsOf(property('{"type":"int","specs":{"min":"2","max":"1"}}'), 'int')[0]).toBe('max');
    expect(fieldsOf(property('{"type":"text","specs":{"length":"x"}}'), 'text')[0]).toBe('length');
    expect(fieldsOf(property('{"type":"enum","specs":{"x":"1"}}'), 'enum')[0]).toBe('values');
    expect(fieldOfIssue({ path: 'properties[0].identifier', message: '' }, right, 1)).toBeUndefined();
    expect(fieldOfIssue({ path: 'events[1].identifier', message: '' }, right, 1)).toBeUndefined();
  });
});

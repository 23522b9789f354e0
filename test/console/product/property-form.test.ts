import { describe, expect, it } from 'vitest';
import {
  FORM_TYPES,
  NEW_PROPERTY,
  type PropertyForm,
  readProperty,
  rebaseForm,
  trimForm,
  writeProperty,
} from '../../../src/console/pages/product/property-form.ts';
import type { TslProperty } from '../../../src/emulator/api/shapes.ts';
import { parseThingModel } from '../../../src/tsl/parse.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { writeThingModel } from '../../../src/tsl/write-model.ts';

const temperature: PropertyForm = {
  ...NEW_PROPERTY,
  name: 'Temperature',
  identifier: 'temperature',
  min: '-10',
  max: '50',
  step: '1',
  unit: '°C',
  unitName: 'degree Celsius',
};

/** With what the form does not know, numbers written as numbers, and keys in no order. */
const ODD =
  '{"custom":1.0,"dataType":{"note":[2.50],"specs":{"step":0.10,"max":50,"min":"-10","extra":"x","unit":"K"},"type":"float"},' +
  '"name":"T","identifier":"t","required":true}';

describe('the form of a property', () => {
  it('writes a new property as the console exports one', () => {
    expect(writeProperty(temperature)).toBe(
      '{"identifier":"temperature","name":"Temperature","accessMode":"r","required":false,' +
        '"dataType":{"type":"int","specs":{"min":"-10","max":"50","step":"1","unit":"°C","unitName":"degree Celsius"}}}',
    );
  });

  it.each(FORM_TYPES)('writes a %s that the platform reads, and reads it back', (type) => {
    const form = trimForm({
      ...temperature,
      type,
      off: 'Off',
      on: 'On',
      values: [
        { key: '10', name: 'ten' },
        { key: '-2', name: 'minus two' },
      ],
      length: '64',
    });
    const text = writeProperty(form);
    expect(parseThingModel(`{"properties":[${text}]}`)).not.toHaveProperty('issues');
    const again = readProperty(JSON.parse(text));
    expect(writeProperty(again)).toBe(writeProperty(readProperty(JSON.parse(writeProperty(again)))));
    expect(writeProperty(again, text)).toBe(text);
  });

  it('leaves what was not changed exactly as it is written', () => {
    const form = readProperty(JSON.parse(ODD));
    expect(writeProperty(form, ODD)).toBe(ODD);
    expect(writeProperty({ ...form, max: '60' }, ODD)).toBe(ODD.replace('"max":50', '"max":"60"'));
    expect(writeProperty({ ...form, unit: '', name: 'U' }, ODD)).toBe(
      ODD.replace(',"unit":"K"', '').replace('"name":"T"', '"name":"U"'),
    );
    expect(writeProperty({ ...form, description: 'd', required: false }, ODD)).toBe(
      `${ODD.replace('"required":true', '"required":false').slice(0, -1)},"desc":"d"}`,
    );
  });

  it('leaves every property of the presets as it is', () => {
    for (const model of Object.values(PRESETS)) {
      const { properties } = JSON.parse(writeThingModel(model, 'a1')) as { properties: TslProperty[] };
      for (const property of properties) {
        const text = JSON.stringify(property);
        expect(writeProperty(readProperty(property), text)).toBe(text);
      }
    }
  });

  it('begins the specs anew where the type changes, and keeps what stands beside them', () => {
    const form = readProperty(JSON.parse(ODD));
    const changed = JSON.parse(writeProperty({ ...form, type: 'bool', off: 'no', on: 'yes' }, ODD));
    expect(changed).toEqual({
      custom: 1,
      name: 'T',
      identifier: 't',
      required: true,
      dataType: { note: [2.5], type: 'bool', specs: { 0: 'no', 1: 'yes' } },
    });
  });

  it('keeps the values of an enum in the order of its rows', () => {
    const rows = [
      { key: '2', name: 'two' },
      { key: '-1', name: 'minus' },
      { key: '007', name: 'seven' },
    ];
    expect(writeProperty({ ...temperature, type: 'enum', values: rows })).toContain(
      '"specs":{"2":"two","-1":"minus","7":"seven"}',
    );
  });

  it('changes all but the type of a struct', () => {
    const struct = '{"identifier":"s","dataType":{"type":"struct","specs":[{"identifier":"m","x":1.0}]}}';
    const form = readProperty(JSON.parse(struct));
    expect(writeProperty({ ...form, identifier: 'z', accessMode: 'r' }, struct)).toBe(
      '{"identifier":"z","dataType":{"type":"struct","specs":[{"identifier":"m","x":1.0}]},"accessMode":"r"}',
    );
  });

  it('takes blanks around what was typed away', () => {
    const typed = { ...temperature, name: ' T ', min: ' -1', values: [{ key: ' 1 ', name: ' on ' }] };
    expect(trimForm(typed)).toMatchObject({ name: 'T', min: '-1', values: [{ key: '1', name: 'on' }] });
  });

  it('leaves what another changed meanwhile as it is, but for what was edited here', () => {
    const elsewhere = { ...temperature, min: '-40', max: '40', values: [{ key: '9', name: 'nine' }] };
    const edited = { ...temperature, max: '60' };
    expect(rebaseForm(edited, temperature, elsewhere)).toEqual({ ...elsewhere, max: '60' });
  });
});

import { describe, expect, it } from 'vitest';
import { type JsonObject, parseJson } from '../../src/json.ts';
import { CHECK_CODES } from '../../src/protocol/codes.ts';
import { CHECK_MODES, type CheckMode, checkProperties, type Verdict } from '../../src/tsl/check.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

const NOW = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const model = readModel(fixture('tsl/all-types.json'));

/** Checks `{"value":…,"time":…}` by identifier, written as JSON. */
function check(json: string, mode: CheckMode): Map<string, Verdict> {
  const reported = [...(parseJson(json) as JsonObject)].map(([identifier, item]) => {
    const entry = item as JsonObject;
    return [identifier, { value: entry.get('value') ?? null, time: entry.get('time') }] as const;
  });
  return checkProperties(model, new Map(reported), { mode, nowMs: NOW });
}

function checkOne(identifier: string, value: string, mode: CheckMode): Verdict | undefined {
  return check(`{${JSON.stringify(identifier)}:{"value":${value}}}`, mode).get(identifier);
}

const outcomes = (identifier: string, value: string) =>
  CHECK_MODES.map((mode) => `${mode} ${checkOne(identifier, value, mode)?.outcome}`);

/** One value of the wrong type and one beyond the specs, for each code. */
const wrongTypes = [
  ['Nobody', '1', 6304, 'tsl parse: params not exist -> Nobody'],
  ['Location', '{"Height":1}', 6304, 'tsl parse: params not exist in struct -> Height -> Location'],
  ['Counter', '"15"', 6306, 'tsl parse: data type is not int -> Counter'],
  ['Counter', '22.0', 6306, 'tsl parse: data type is not int -> Counter'],
  ['Temperature', '"20"', 6307, 'tsl parse: data type is not float -> Temperature'],
  ['Pressure', 'null', 6322, 'tsl parse: data type is not double -> Pressure'],
  ['Power', 'true', 6308, 'tsl parse: value of bool type must be int -> Power'],
  ['Mode', '"auto"', 6309, 'tsl parse: data type is not enum -> Mode'],
  ['Label', '5', 6310, 'tsl parse: data type is not string -> Label'],
  ['LastService', '1524448722000', 6311, 'tsl parse: data type is not date -> LastService'],
  ['Location', '[]', 6312, 'tsl parse: data type is not struct -> Location'],
  ['LastService', '"today"', 6311, 'tsl parse: data type is not date -> LastService'],
  ['Samples', '["1"]', 6324, expect.stringMatching(/array element.*data type is not int -> Samples$/)],
  ['Samples', '5', 6328, 'tsl parse: data type is not array -> Samples'],
] as const;

const beyondSpecs = [
  ['Temperature', '85.6', 6307, 'tsl parse: float value is bigger than max 85.5 -> Temperature'],
  ['Pressure', '299.9999', 6322, 'tsl parse: double value is smaller than min 300 -> Pressure'],
  ['Power', '2', 6308, 'tsl parse: bool value must be 0 or 1 -> Power'],
  ['Mode', '5', 6309, 'tsl parse: enum value is not defined -> Mode'],
  ['Label', JSON.stringify('x'.repeat(33)), 6310, 'tsl parse: string length is bigger than max 32 -> Label'],
  ['Location', '{"Latitude":91}', 6322, 'tsl parse: double value is bigger than max 90 -> Location'],
  ['Samples', '[1,2,3,4,5,6]', 6324, 'tsl parse: array size is bigger than max 5 -> Samples'],
] as const;

describe('a value that the model allows', () => {
  it.each([
    ['Counter', '-2147483648'],
    ['Temperature', '85.5'],
    ['Temperature', '20'],
    ['Pressure', '300.0'],
    ['Label', '"hall"'],
    ['LastService', '"1524448722000"'],
    ['Power', '1'],
    ['Mode', '-1'],
    ['Location', '{"Longitude":121.47,"Latitude":31.23,"System":1}'],
    ['Samples', '[1,2,3,4,5]'],
    ['Notes', '["a"]'],
    ['Tracks', '[{"Speed":1.5,"Valid":1}]'],
  ])('is kept in every mode: %s %s', (identifier, value) => {
    expect(outcomes(identifier, value)).toEqual(['strong kept', 'weak kept', 'none kept']);
  });
});

describe('a value of the wrong type', () => {
  it.each(wrongTypes)('%s: %s meets %d "%s"', (identifier, value, code, message) => {
    expect(checkOne(identifier, value, 'weak')).toMatchObject({ refusal: { code, message } });
  });

  it.each(wrongTypes)('%s: %s is filtered unless nothing is checked', (identifier, value) => {
    expect(outcomes(identifier, value)).toEqual(['strong filtered', 'weak filtered', 'none outside-model']);
  });
});

describe('a value beyond the specs', () => {
  it.each(beyondSpecs)('%s: %s meets %d "%s"', (identifier, value, code, message) => {
    expect(checkOne(identifier, value, 'strong')).toMatchObject({ refusal: { code, message } });
  });

  it.each(beyondSpecs)('%s: %s is filtered in strong mode alone', (identifier, value) => {
    expect(outcomes(identifier, value)).toEqual([
      'strong filtered',
      'weak outside-model',
      'none outside-model',
    ]);
  });
});

it('meets codes that are explained', () => {
  for (const [, , code] of [...wrongTypes, ...beyondSpecs]) expect(CHECK_CODES).toHaveProperty(String(code));
});

describe('a property without an identifier', () => {
  it.each(['strong', 'weak'] as const)('is filtered with 6321 in %s mode', (mode) => {
    expect(checkOne('', '5', mode)).toMatchObject({
      outcome: 'filtered',
      refusal: { code: 6321, message: 'tsl parse: identifier is empty' },
    });
  });
});

describe('the time of a value', () => {
  const withTime = (time: string, mode: CheckMode = 'strong') =>
    check(`{"Power":{"value":1,"time":${time}}}`, mode).get('Power');

  it.each([0, 1524448722000, NOW, NOW + DAY_MS])('may be %d', (timeMs) => {
    expect(withTime(String(timeMs))).toEqual({ outcome: 'kept', value: 1, timeMs });
  });

  it('is the platform’s own where none is given', () => {
    expect(checkOne('Power', '1', 'strong')).toMatchObject({ timeMs: NOW });
  });

  it.each([
    String(NOW + DAY_MS + 1),
    '-1',
    '"1524448722000"',
    '1524448722000.5',
    '1e400',
    '892687627916247040',
    'true',
    '{}',
  ])('may not be %s', (time) => {
    for (const mode of ['strong', 'weak'] as const) {
      expect(withTime(time, mode)).toMatchObject({
        outcome: 'filtered',
        timeMs: NOW,
        refusal: { code: 6326, message: 'tsl parse: time is illegal -> Power' },
      });
    }
  });

  it('is kept with a value beyond the model', () => {
    expect(withTime('1524448722000', 'none')).toMatchObject({ timeMs: 1524448722000 });
  });
});

describe('a report of several properties', () => {
  const verdicts = check(
    '{"Temperature":{"value":99},"Power":{"value":1},"Nobody":{"value":1},"Counter":{"value":5,"time":1}}',
    'strong',
  );

  it('is judged property by property, in its order', () => {
    expect([...verdicts].map(([identifier, { outcome }]) => `${identifier} ${outcome}`)).toEqual([
      'Temperature filtered',
      'Power kept',
      'Nobody filtered',
      'Counter kept',
    ]);
  });

  it('keeps each value exactly as it was sent, filtered or not', () => {
    const exact = check('{"Temperature":{"value":22.0},"Label":{"value":892687627916247040}}', 'strong');
    expect(exact.get('Temperature')).toMatchObject({ outcome: 'kept', value: { text: '22.0' } });
    expect(exact.get('Label')).toMatchObject({ outcome: 'filtered', value: { text: '892687627916247040' } });
  });
});

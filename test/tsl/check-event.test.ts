import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/json.ts';
import { CHECK_CODES } from '../../src/protocol/codes.ts';
import { CHECK_MODES, type CheckMode } from '../../src/tsl/check.ts';
import { checkEvent, type EventVerdict } from '../../src/tsl/check-event.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

const NOW = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const exported = JSON.parse(fixture('tsl/all-types.json')) as { events: unknown[] };
exported.events.push({
  identifier: 'Broken',
  name: 'Broken down',
  type: 'error',
  outputData: [
    { identifier: 'Code', dataType: { type: 'int', specs: { min: '0', max: '9' } } },
    { identifier: 'Why', dataType: { type: 'text', specs: { length: '5' } } },
  ],
});
const model = readModel(JSON.stringify(exported));

function check(
  identifier: string,
  value: string,
  { mode = 'strong', time }: { mode?: CheckMode; time?: string } = {},
): EventVerdict {
  const reported = {
    identifier,
    value: parseJson(value),
    time: time === undefined ? undefined : parseJson(time),
  };
  return checkEvent(model, reported, { mode, nowMs: NOW });
}

const outcomes = (identifier: string, value: string) =>
  CHECK_MODES.map((mode) => `${mode} ${check(identifier, value, { mode }).outcome}`);

describe('an event that the model allows', () => {
  it('is kept with its name and type, at the platform’s time where it has none', () => {
    expect(check('Broken', '{"Code":3}')).toEqual({
      outcome: 'kept',
      name: 'Broken down',
      eventType: 'error',
      value: new Map([['Code', 3]]),
      timeMs: NOW,
    });
  });

  it.each([
    ['Broken', '{"Code":3,"Why":"wet"}'],
    ['Broken', '{}'],
    ['Overheated', '{"Degrees":199.5}'],
  ])('is kept in every mode: %s %s', (identifier, value) => {
    expect(outcomes(identifier, value)).toEqual(['strong kept', 'weak kept', 'none kept']);
  });

  it('is of type info where nothing is checked', () => {
    const types = CHECK_MODES.map((mode) => check('Overheated', '{"Degrees":99}', { mode }).eventType);
    expect(types).toEqual(['alert', 'alert', 'info']);
  });
});

const wrongTypes = [
  ['Nothing', '{}', 5160, 'tsl parse: event not exist -> Nothing'],
  ['post', '{"Counter":1}', 5160, 'tsl parse: event not exist -> post'],
  ['Broken', '5', 6312, 'tsl parse: data type is not struct -> Broken'],
  ['Broken', '[]', 6312, 'tsl parse: data type is not struct -> Broken'],
  ['Broken', '{"Cause":1}', 6304, 'tsl parse: params not exist -> Cause -> Broken'],
  ['Broken', '{"Code":"3"}', 6306, 'tsl parse: data type is not int -> Code -> Broken'],
  ['Broken', '{"Code":99,"Why":5}', 6310, 'tsl parse: data type is not string -> Why -> Broken'],
] as const;

const beyondSpecs = [
  ['Broken', '{"Code":10}', 6306, 'tsl parse: int value is bigger than max 9 -> Code -> Broken'],
  [
    'Broken',
    '{"Code":10,"Why":"soaked"}',
    6306,
    'tsl parse: int value is bigger than max 9 -> Code -> Broken',
  ],
  [
    'Overheated',
    '{"Degrees":-41}',
    6307,
    'tsl parse: float value is smaller than min -40 -> Degrees -> Overheated',
  ],
] as const;

describe('an event that the model does not allow', () => {
  it.each([...wrongTypes, ...beyondSpecs])('%s: %s meets %d "%s"', (identifier, value, code, message) => {
    expect(check(identifier, value)).toMatchObject({ outcome: 'filtered', refusal: { code, message } });
    expect(CHECK_CODES).toHaveProperty(String(code));
  });

  it.each(wrongTypes)('%s: %s is filtered unless nothing is checked', (identifier, value) => {
    expect(outcomes(identifier, value)).toEqual(['strong filtered', 'weak filtered', 'none outside-model']);
  });

  it.each(beyondSpecs)('%s: %s is filtered in strong mode alone', (identifier, value) => {
    expect(outcomes(identifier, value)).toEqual([
      'strong filtered',
      'weak outside-model',
      'none outside-model',
    ]);
  });

  it('has its identifier for a name, and the type info, where the model lacks it', () => {
    expect(check('Nothing', '{}')).toMatchObject({ name: 'Nothing', eventType: 'info' });
  });

  it('is each event of a model that has none', () => {
    const reported = { identifier: 'post', value: new Map(), time: undefined };
    const judged = checkEvent(PRESETS.environment, reported, { mode: 'weak', nowMs: NOW });
    expect(judged).toMatchObject({ outcome: 'filtered', refusal: { code: 5160 } });
  });

  it('may have no identifier', () => {
    expect(check('', '{}', { mode: 'none' })).toMatchObject({
      outcome: 'filtered',
      refusal: { code: 6321, message: 'tsl parse: identifier is empty' },
    });
  });
});

describe('the time of an event', () => {
  it.each([0, NOW, NOW + DAY_MS])('may be %d', (timeMs) => {
    expect(check('Broken', '{}', { time: String(timeMs) })).toMatchObject({ outcome: 'kept', timeMs });
  });

  it.each([String(NOW + DAY_MS + 1), '-1', '"5"', '5.5', 'true'])('may not be %s in any mode', (time) => {
    for (const mode of CHECK_MODES) {
      expect(check('Broken', '{}', { mode, time })).toMatchObject({
        outcome: 'filtered',
        timeMs: NOW,
        refusal: { code: 6326, message: 'tsl parse: time is illegal -> Broken' },
      });
    }
  });
});

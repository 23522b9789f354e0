import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/schema.ts';
import { requireFaults } from '../../src/config/sensor-faults.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { modelOf, numberType } from '../helpers/model.ts';

const boundless = modelOf({
  level: numberType('double'),
  note: { type: 'text', length: 5 },
  when: { type: 'date' },
});

function problems(texts: string[], model = boundless): string {
  try {
    return JSON.stringify(requireFaults({ flags: texts }, model));
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the faults that were asked for', () => {
  test('are those of the file, and then those of flags', () => {
    const faults = requireFaults({ inFile: ['gap:1%'], flags: ['late:1%', 'gap:2%'] }, PRESETS.environment);
    expect(faults.map(({ type }) => type)).toEqual(['gap', 'late', 'gap']);
  });

  test.each([
    ['spike:1%,property=temprature', 'the model has no property temprature. Did you mean temperature?'],
    ['spike:1%,property=x', 'the model has no property x. It has temperature, humidity.'],
  ])('%s is refused where the model has no such property', (text, words) => {
    expect(problems([text], PRESETS.environment)).toContain(`--fault ${text}: ${words}`);
  });

  test.each([
    ['spike,property=note', 'note cannot have spike: it is of type text; it fits level'],
    ['out-of-range,property=when', 'when cannot have out-of-range: it is of type date; it fits note'],
    ['out-of-range,property=level', 'level cannot have out-of-range: it has no bounds'],
  ])('%s is refused for a property of another kind', (text, words) => {
    expect(problems([text])).toContain(words);
  });

  test('are refused where no property of the model can have them', () => {
    const texts = modelOf({ note: { type: 'text', length: 5 } });
    expect(problems(['noise'], texts)).toContain('the model has no property that can have noise');
    expect(problems(['stuck', 'wrong-type', 'out-of-range', 'gap'], texts)).toMatch(/^\[/);
  });

  test('are refused all at once, each with its place', () => {
    const inFile = ['gap:1%', 'spike,property=x'];
    expect(() => requireFaults({ inFile, flags: ['spiek'] }, PRESETS.environment)).toThrow(
      /2 settings are wrong:\n {2}faults\.1: the model.*\n {2}--fault spiek: "spiek" is none of/,
    );
  });
});

describe('faults in a configuration', () => {
  test('are a list of texts', () => {
    expect(parseConfig({ faults: ['spike:1%'] })).toEqual({ config: { faults: ['spike:1%'] }, issues: [] });
  });

  test.each([
    ['spike:1%', 'faults', 'must be a list'],
    [[1], 'faults.0', 'must be a text in quotes'],
    [['gap:1%', 'spike:1'], 'faults.1', 'neither a chance nor a duration'],
  ])('%j is refused at its place', (faults, path, words) => {
    expect(parseConfig({ faults }).issues).toEqual([{ path, message: expect.stringContaining(words) }]);
  });
});

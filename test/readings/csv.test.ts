import { describe, expect, it } from 'vitest';
import { parseReplay } from '../../src/readings/csv.ts';
import { type Reading, takeReading } from '../../src/readings/generator.ts';
import type { Replay } from '../../src/readings/replay.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

const environment: ThingModel = PRESETS['environment-float'];
const allTypes = readModel(fixture('tsl/all-types.json'));
const week = fixture('jfk-2013-week.csv').replaceAll('\r\n', '\n');

function replayOf(text: string, model = environment): Replay {
  const result = parseReplay(model, text);
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.replay;
}

function readings(text: string, model = environment): Reading[] {
  const { generators, count } = replayOf(text, model);
  return Array.from({ length: count }, (_, index) => takeReading(generators, { timeMs: 0, index }));
}

const objects = (text: string, model = environment) =>
  readings(text, model).map((reading) => Object.fromEntries(reading));

function issues(text: string, model = environment): string[] {
  const result = parseReplay(model, text);
  return 'issues' in result ? result.issues.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe('a recorded week', () => {
  const recorded = objects(week);

  it('has a reading for each of its rows', () => {
    expect(replayOf(week).count).toBe(168);
  });

  it('starts and ends as recorded', () => {
    expect([recorded[0], recorded[167]]).toEqual([
      { temperature: 3.9, humidity: 59.4 },
      { temperature: 0, humidity: 81.4 },
    ]);
  });

  it('gives every value as it stands in the file', () => {
    const cells = week
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1).map(Number));
    expect(recorded.map(({ temperature, humidity }) => [temperature, humidity])).toEqual(cells);
  });

  it('names the column that is no property', () => {
    expect(replayOf(week).unused).toEqual(['time']);
  });

  it.each([
    ['a byte order mark', `\ufeff${week}`],
    ['line ends of Windows', week.replaceAll('\n', '\r\n')],
    ['both', `\ufeff${week.replaceAll('\n', '\r\n')}`],
    ['no line end at its end', week.trimEnd()],
    ['empty lines', week.replaceAll('\n', '\n\n')],
    ['quoted cells', week.replaceAll(/[^,\n]+/g, '"$&"')],
    ['blanks around its cells', week.replaceAll(',', ' , ')],
  ])('is read the same with %s', (_, text) => {
    expect(objects(text)).toEqual(recorded);
  });

  it('is over after its last row', () => {
    const { generators } = replayOf(week);
    expect(takeReading(generators, { timeMs: 0, index: 168 }).size).toBe(0);
  });
});

describe('a file of readings', () => {
  it('reports nothing for an empty cell', () => {
    expect(objects('temperature,humidity\n1,\n,2\n0,0\n')).toEqual([
      { temperature: 1 },
      { humidity: 2 },
      { temperature: 0, humidity: 0 },
    ]);
  });

  it('may have its columns in any order', () => {
    expect(objects('humidity,temperature\n60,20\n')).toEqual([{ humidity: 60, temperature: 20 }]);
  });

  it('may have numbers in any decimal form, without a limit of its own', () => {
    expect(objects('temperature\n-1.50\n1e3\n.5\n')).toEqual([
      { temperature: -1.5 },
      { temperature: 1000 },
      { temperature: 0.5 },
    ]);
  });

  it('may have bool, enum, text and date', () => {
    const text =
      'Power,Mode,Label,LastService\n1,-1,"hall, left",1524448722000\n0,10,,2018-04-23T01:58:42Z\n';
    expect(objects(text, allTypes)).toEqual([
      { Power: 1, Mode: -1, Label: 'hall, left', LastService: '1524448722000' },
      { Power: 0, Mode: 10, LastService: '1524448722000' },
    ]);
  });

  it('may have blanks around any kind of cell', () => {
    expect(objects('Power, Mode , Label\n 1 , -1 , hall \n', allTypes)).toEqual([
      { Power: 1, Mode: -1, Label: 'hall' },
    ]);
  });

  it('names all columns that are no property', () => {
    expect(replayOf('time,temperature,rain\n1,2,3\n').unused).toEqual(['time', 'rain']);
  });
});

describe('a file with problems', () => {
  it('names every cell that is no value of its property, with its line', () => {
    expect(issues('time,temperature,humidity\n1,warm,60\n2,20,60\n3,"1,5",60 %\n')).toEqual([
      'line 2, temperature: "warm" is not a number',
      'line 4, temperature: "1,5" is not a number',
      'line 4, humidity: "60 %" is not a number',
    ]);
  });

  it.each(['NaN', 'Infinity', '0x10', '1 2', '1_000', '--1', 'null', '1e999', '-1e400'])(
    'does not take %s for a number',
    (cell) => {
      expect(issues(`temperature\n${cell}\n`)).toEqual([
        expect.stringContaining(`line 2, temperature: "${cell}"`),
      ]);
    },
  );

  it.each([
    ['Power', '2', '"2" is none of 0, 1'],
    ['Power', 'true', '"true" is none of 0, 1'],
    ['Mode', 'auto', '"auto" is none of -1, 0, 1, 10'],
    ['LastService', 'yesterday', '"yesterday" is no time: write 2026-01-31T12:00:00Z'],
    ['Location', '1', 'a property of type struct cannot be replayed from a CSV'],
    ['Samples', '1', 'a property of type array cannot be replayed from a CSV'],
  ])('does not take for %s the cell %s', (column, cell, problem) => {
    expect(issues(`${column}\n${cell}\n`, allTypes)).toEqual([`line 2, ${column}: ${problem}`]);
  });

  it.each(['hall 5', '5 %', '-5', '1960-01-01T00:00:00Z', '12345678901234567890'])(
    'does not take %s for a time that a date can be',
    (cell) => {
      expect(issues(`LastService\n${cell}\n`, allTypes)).toEqual([
        expect.stringContaining(`line 2, LastService: "${cell}"`),
      ]);
    },
  );

  it.each([
    ['LF', 'temperature\n1\n\n\nwarm\n'],
    ['CR LF', 'temperature\r\n1\r\n\r\n\r\nwarm\r\n'],
    ['LF after a byte order mark', '\ufefftemperature\n1\n\n\nwarm\n'],
  ])('counts lines as an editor does, empty ones too: %s', (_, text) => {
    expect(issues(text)).toEqual(['line 5, temperature: "warm" is not a number']);
  });

  it.each([
    ['too few', 'time,temperature,humidity\n1,20,60\n2,20\n'],
    ['too many', 'time,temperature,humidity\n1,20,60\n2,20,60,7\n'],
  ])('names the line of a row with %s cells', (_, text) => {
    const found = issues(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('line 3');
  });

  it('names every row with a wrong number of cells', () => {
    const found = issues('temperature,humidity\n1\n2,2\n3,3,3\n').join('\n');
    expect(found).toContain('line 2');
    expect(found).toContain('line 4');
  });

  it('names every row without a value', () => {
    expect(issues('time,temperature,humidity\n1,,\n2,20,60\n3,,\n')).toEqual([
      'line 2: has no value for any property',
      'line 4: has no value for any property',
    ]);
  });

  it('names a column that stands twice', () => {
    expect(issues('temperature,temperature\n1,2\n').join('\n')).toContain('temperature');
  });

  it.each([
    ['an open quote', 'temperature\n"20\n'],
    ['text behind a quote', 'temperature\n"20"x\n'],
  ])('reports %s', (_, text) => {
    expect(issues(text)).toHaveLength(1);
  });

  it.each([
    ['an empty file', '', ': the file is empty'],
    ['a byte order mark alone', '\ufeff', ': the file is empty'],
    ['empty lines alone', '\n\n', ': the file is empty'],
    ['a header alone', 'time,temperature,humidity\n', ': there are no rows below the header'],
    [
      'a header that names no property',
      'time,Temperature\n1,2\n',
      'line 1: no column is a property of the model, which has temperature, humidity',
    ],
    [
      'rows without a header',
      '3.9,59.4\n3.9,59.4\n',
      'line 1: no column is a property of the model, which has temperature, humidity',
    ],
  ])('reports %s', (_, text, issue) => {
    expect(issues(text)).toEqual([issue]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { readRecording } from '../../src/readings/read-recording.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';
import {
  recordedIssues as issues,
  openRecording,
  recordedRows,
  recordedValues as values,
} from '../helpers/recordings.ts';

const model = readModel(fixture('tsl/all-types.json'));
const week = fixture('jfk-2013-week.csv').replaceAll('\r\n', '\n');
const HOUR_MS = 3_600_000;

describe('a recorded week', () => {
  let recorded: object[];
  beforeAll(async () => {
    recorded = await values(week);
  });

  it('has a reading for each of its rows', () => {
    expect(recorded).toHaveLength(168);
  });

  it('gives every value as it stands in the file', () => {
    const lines = week.trim().split('\n').slice(1);
    const cells = lines.map((line) => line.split(',').slice(1).map(Number));
    expect(recorded.map((row) => Object.values(row))).toEqual(cells);
    expect(recorded[0]).toEqual({ temperature: 3.9, humidity: 59.4 });
  });

  it('gives every time as it stands in the file, where it is asked for', async () => {
    const rows = await recordedRows(week, { needsTime: true });
    const times = week
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Date.parse(line.split(',')[0] ?? ''));
    expect(rows.map(({ timeMs }) => timeMs)).toEqual(times);
  });

  it.each([
    ['a byte order mark', `\ufeff${week}`],
    ['line ends of Windows', week.replaceAll('\n', '\r\n')],
    ['both', `\ufeff${week.replaceAll('\n', '\r\n')}`],
    ['no line end at its end', week.trimEnd()],
    ['empty lines', week.replaceAll('\n', '\n\n')],
    ['quoted cells', week.replaceAll(/[^,\n]+/g, '"$&"')],
    ['blanks around its cells', week.replaceAll(',', ' , ')],
    ['UTF-16, as Excel writes it', Buffer.from(`\ufeff${week.replaceAll('\n', '\r\n')}`, 'utf16le')],
  ])('is read the same with %s', async (_, content) => {
    expect(await values(content)).toEqual(recorded);
  });

  it('is read the same in pieces that end anywhere', async () => {
    for (const pieceBytes of [7, 1000]) expect(await values(week, { pieceBytes })).toEqual(recorded);
  });
});

describe('a CSV of readings', () => {
  it.each(['\n', '\r\n'])('gives a row once its line has come, with the line end %j', async (end) => {
    async function* pieces(): AsyncGenerator<string> {
      for (const line of ['time,temperature', '1,20.5', '2,21', ' 3,22']) yield line + end;
      await new Promise(() => {}); // no more comes, nor an end
    }
    const options = { name: 'june.csv', model: PRESETS['environment-float'], names: new Map() };
    const { rows } = await readRecording(pieces(), { ...options, needsTime: true });
    const iterator = rows[Symbol.asyncIterator]();
    const seen: unknown[] = [];
    for (let count = 0; count < 3; count++) {
      const { value } = await iterator.next();
      seen.push([value?.line, value?.timeMs, value?.values.get('temperature')]);
    }
    expect(seen).toEqual([
      [2, 1_000, 20.5],
      [3, 2_000, 21],
      [4, 3_000, 22],
    ]);
  });

  it('has texts as they stand in quotes, wherever a piece of the file ends', async () => {
    const text = 'Label,Counter\nplain,1\n"two\n\nlines",2\n';
    const whole = await values(text, { model });
    expect(whole).toEqual([
      { Label: 'plain', Counter: 1 },
      { Label: 'two\n\nlines', Counter: 2 },
    ]);
    for (let pieceBytes = 1; pieceBytes < text.length; pieceBytes++)
      expect(await values(text, { model, pieceBytes })).toEqual(whole);
  });

  it('reports nothing for an empty cell, and has an empty reading where a row has no value', async () => {
    const text = 'time,temperature,humidity\n1,1,\n2,,2\n3,,\n4,0,0\n,,\n';
    expect(await values(text)).toEqual([
      { temperature: 1 },
      { humidity: 2 },
      {},
      { temperature: 0, humidity: 0 },
      {},
    ]);
    expect(await issues(text)).toEqual([]);
  });

  it('may have numbers in any decimal form, without a limit of its own', async () => {
    expect(await values('temperature\n-1.50\n1e3\n.5\n')).toEqual([
      { temperature: -1.5 },
      { temperature: 1000 },
      { temperature: 0.5 },
    ]);
  });

  it('may have every type of the model, struct and array as JSON', async () => {
    const text = [
      'Power,Mode,Label,LastService,Location,Samples',
      '1,-1,"hall, left",1524448722000,"{""Longitude"":1.5,""System"":1}","[1,2]"',
      ' 0 , 10 , hall ,2018-04-23T01:58:42Z,,[]',
    ].join('\n');
    const readings = await values(text, { model });
    expect(readings[0]).toMatchObject({
      Power: 1,
      Mode: -1,
      Label: 'hall, left',
      LastService: '1524448722000',
    });
    expect(readings[0]).toHaveProperty('Location.Longitude', 1.5);
    expect(readings[0]).toHaveProperty('Samples', [1, 2]);
    expect(readings[1]).toEqual({
      Power: 0,
      Mode: 10,
      Label: 'hall',
      LastService: '1524448722000',
      Samples: [],
    });
  });

  it('takes an empty text in quotes for a text, blanks in quotes for a part of it, and empty quotes elsewhere for nothing', async () => {
    expect(await values('Power,Label\n1,""\n"",""\n1,\n1," x "\n', { model })).toEqual([
      { Power: 1, Label: '' },
      { Label: '' },
      { Power: 1 },
      { Power: 1, Label: ' x ' },
    ]);
  });

  it('may have its columns in any order and under other names', async () => {
    const names = { temperature: 'temp c', time: 'ts' };
    const rows = await recordedRows('humidity,ts,temp c,temperature\n60,1357002000,20,99\n', {
      names,
      needsTime: true,
    });
    expect(rows).toMatchObject([{ timeMs: Date.UTC(2013, 0, 1, 1), issues: [] }]);
    expect(Object.fromEntries(rows[0]?.values ?? [])).toEqual({ humidity: 60, temperature: 20 });
  });

  it('names the columns that are not used', async () => {
    const unused = async (text: string) => (await openRecording(text)).unused;
    expect(await unused('time,temperature,rain,wind\n1,2,3,4\n')).toEqual(['rain', 'wind']);
    expect(await unused('timestamp,temperature\n1,2\n')).toEqual([]);
  });

  it('gives rows as they come, without waiting for the end of the file', async () => {
    const name = 'june.csv';
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('temperature\n');
      for (;;) yield Buffer.from('1\n2\n3\n');
    }
    const recording = await readRecording(endless(), {
      name,
      model: PRESETS.environment,
      names: new Map(),
      needsTime: false,
    });
    let rows = 0;
    for await (const _ of recording.rows) if (++rows === 10_000) break;
    expect(rows).toBe(10_000);
  });
});

describe('a bad row', () => {
  it('is named with every cell that is no value of its property, and the others are read', async () => {
    const text = 'time,temperature,humidity\n1,warm,60\n2,20,60\n3,"1,5",60 %\n';
    expect(await issues(text)).toEqual([
      'line 2, temperature: "warm" is not a number',
      'line 4, temperature: "1,5" is not a number',
      'line 4, humidity: "60 %" is not a number',
    ]);
    expect(await values(text)).toEqual([{ temperature: 20, humidity: 60 }]);
  });

  it.each(['NaN', 'Infinity', '0x10', '1 2', '1_000', '--1', 'null', '1e999', '-1e400', '5"x'])(
    'has %s for a number',
    async (cell) => {
      expect(await issues(`temperature\n1\n${cell}\n`)).toEqual([
        `line 3, temperature: ${JSON.stringify(cell)} is not a number`,
      ]);
    },
  );

  it.each([
    ['Power', '2', '"2" is none of 0, 1'],
    ['Power', 'true', '"true" is none of 0, 1'],
    ['Mode', 'auto', '"auto" is none of -1, 0, 1, 10'],
    ['LastService', 'yesterday', '"yesterday" is no time: write 2026-01-31T12:00:00Z'],
    ['Location', '1', '1 is no struct: write {"member":1}'],
    ['Location', '"{""x"":1}"', 'has no member x'],
    ['Location', '{', 'is no JSON of a struct: unexpected the end at offset 1'],
    ['Samples', '1', '1 is no array: write [1,2]'],
  ])('has for %s the cell %s', async (column, cell, problem) => {
    expect(await issues(`${column}\n${cell}\n`, { model })).toEqual([`line 2, ${column}: ${problem}`]);
  });

  it.each(['hall 5', '5 %', '-5', '1960-01-01T00:00:00Z', '12345678901234567890'])(
    'has for a date %s',
    async (cell) => {
      expect(await issues(`LastService\n${cell}\n`, { model })).toEqual([
        expect.stringContaining(`line 2, LastService: "${cell}"`),
      ]);
    },
  );

  it.each([
    ['LF', 'temperature\n1\n\n\nwarm\n'],
    ['CR LF', 'temperature\r\n1\r\n\r\n\r\nwarm\r\n'],
    ['LF after a byte order mark', '\ufefftemperature\n1\n\n\nwarm\n'],
  ])('is named with its line as an editor counts, empty ones too: %s', async (_, text) => {
    expect(await issues(text)).toEqual(['line 5, temperature: "warm" is not a number']);
  });

  it('has too few or too many cells', async () => {
    expect(await issues('temperature,humidity\n1\n2,2\n3,3,3\n')).toEqual([
      'line 2: has 1 cells, the header 2',
      'line 4: has 3 cells, the header 2',
    ]);
  });

  it('has no time, where one is asked for', async () => {
    const text = 'time,temperature\n,20\nlately,20\n2013-01-01,20\n,\n';
    expect(await issues(text, { needsTime: true })).toEqual([
      'line 2, time: "" is no time',
      'line 3, time: "lately" is no time',
    ]);
    expect(await issues(text)).toEqual([]);
    const [row] = await recordedRows('time,temperature\n2013-01-01 01:00,20\n', { needsTime: true });
    expect(row?.timeMs).toBe(Date.UTC(2013, 0, 1) + HOUR_MS);
  });
});

describe('a file that cannot be replayed', () => {
  it.each([
    ['an empty file', '', 'the file is empty'],
    ['a byte order mark alone', '\ufeff', 'the file is empty'],
    ['empty lines alone', '\n\n', 'the file is empty'],
    ['a header alone', 'time,temperature,humidity\n', 'there are no rows below the header'],
    ['no row with a value', 'time,temperature\n1,\n2,\n', 'no row has a value of a property'],
    ['a column twice', 'temperature,temperature\n1,2\n', 'line 1: the column temperature stands twice'],
    [
      'a header that names no property',
      'time,Temperature\n1,2\n',
      'line 1: no column is a property of the model, which has temperature, humidity; there are "time", "Temperature"',
    ],
    [
      'other separators than commas',
      'time;temperature\n1;2\n',
      'line 1: no column is a property of the model, which has temperature, humidity; there are "time;temperature"; commas must stand between columns',
    ],
    [
      'rows without a header',
      '3.9,59.4\n3.9,59.4\n',
      'line 1: no column is a property of the model, which has temperature, humidity; there are "3.9", "59.4"',
    ],
  ])('has %s', async (_, text, issue) => {
    await expect(openRecording(text)).rejects.toMatchObject({
      code: 'REPLAY_INVALID',
      message: `june.csv cannot be replayed:\n  ${issue}`,
    });
  });

  it('has no column that --map names', async () => {
    const names = { temperature: 'temp_c', time: 'ts' };
    await expect(openRecording('humidity\n1\n', { names })).rejects.toThrow(
      /no column temp_c, which --map says is the temperature\n.*no column ts, which --map says is the time/,
    );
  });

  it('has no column of times, where they are asked for', async () => {
    await expect(openRecording('temperature\n1\n', { needsTime: true })).rejects.toThrow('the time');
  });

  it('has bad rows alone: the first twenty are named', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `bad${index}`);
    const opened = openRecording(`temperature\n${rows.join('\n')}\n`);
    await expect(opened).rejects.toThrow(/line 21, temperature: "bad19".*\n {2}and 10 more$/);
  });

  it.each([
    ['a quote that is never closed', 'temperature\n20\n"21\n22\n'],
    ['text behind a quote', 'temperature\n20\n"21"x\n22\n'],
    ['a quote that is not closed for a megabyte', `temperature\n20\n"${'21\n'.repeat(500_000)}`],
  ])('ends at %s, with what stands before it read', async (_, text) => {
    const read: unknown[] = [];
    const reading = (async () => {
      const { rows } = await openRecording(text);
      for await (const { values: row } of rows) read.push(Object.fromEntries(row));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'REPLAY_INVALID' });
    expect(read).toEqual([{ temperature: 20 }]);
  });
});

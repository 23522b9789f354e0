import { describe, expect, it } from 'vitest';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';
import {
  recordedIssues as issues,
  openRecording,
  recordedRows,
  recordedValues as values,
} from '../helpers/recordings.ts';

const model = readModel(fixture('tsl/all-types.json'));

describe('a recording of one JSON object a line', () => {
  it('has the properties in the object itself or in its values', async () => {
    const text = '{"time":1,"temperature":20,"rain":1}\n{"time":2,"values":{"humidity":50.5}}\n';
    expect(await values(text)).toEqual([{ temperature: 20 }, { humidity: 50.5 }]);
  });

  it('may be the events of --json: those that are no readings are passed over', async () => {
    const text = [
      '{"type":"auth","at":1767000000000,"ok":true}',
      '{"type":"reading","at":1767000000001,"id":"1","values":{"temperature":21.0,"humidity":50.0}}',
      '{"type":"sent","at":1767000000002,"id":"1"}',
    ].join('\n');
    const rows = await recordedRows(text, { needsTime: true });
    expect(rows).toMatchObject([{ line: 2, timeMs: 1767000000001, issues: [] }]);
    expect(Object.fromEntries(rows[0]?.values ?? [])).toEqual({ temperature: 21, humidity: 50 });
  });

  it('may have other names for properties and time', async () => {
    const names = { temperature: 't', timestamp: 'ts' };
    const rows = await recordedRows('{"ts":"2013-01-01T01:00:00Z","t":20}\n', { names, needsTime: true });
    expect(rows).toMatchObject([{ timeMs: Date.UTC(2013, 0, 1, 1) }]);
    expect(rows[0]?.values.get('temperature')).toBe(20);
  });

  it('has every type of the model, and nothing for null', async () => {
    const object = {
      Power: true,
      Mode: -1,
      Label: '',
      LastService: 1524448722000,
      Location: { Longitude: 1.5, System: 1 },
      Samples: [1, 2],
      Temperature: null,
    };
    const [read] = await values(JSON.stringify(object), { model });
    expect(read).toEqual({
      Power: 1,
      Mode: -1,
      Label: '',
      LastService: '1524448722000',
      Location: { Longitude: 1.5, System: 1 },
      Samples: [1, 2],
    });
  });

  it.each([
    ['{"Power":2}', 'Power: "2" is none of 0, 1'],
    ['{"Temperature":"warm"}', 'Temperature: "warm" is not a number'],
    ['{"Label":5}', 'Label: 5 is no text'],
    ['{"Location":{"Longitude":"far"}}', 'Location: Longitude: "far" is not a number'],
    ['{"Samples":[1,null]}', 'Samples: element 1: has no value'],
    ['{"Temperature":[1]}', 'Temperature: an array is no float'],
  ])('names what is no value: %s', async (line, problem) => {
    expect(await issues(`{"Power":1}\n${line}\n`, { model })).toEqual([`line 2, ${problem}`]);
  });

  it('names lines that are no object, as an editor counts, and reads the others', async () => {
    const text = `{"temperature":1}\r\n\r\n{"temperature":2\n[1]\n{"temperature":3}\n"${'x'.repeat(1_000_001)}"\n{"temperature":4}`;
    const options = { pieceBytes: 1000 };
    expect(await issues(text, options)).toEqual([
      'line 3: is no JSON: unexpected the end at offset 16',
      'line 4: is no JSON object',
      'line 6: is too long',
    ]);
    expect(await values(text, options)).toEqual([1, 3, 4].map((temperature) => ({ temperature })));
  });

  it('names a line without a time, where one is asked for', async () => {
    const text = '{"temperature":1}\n{"time":{},"temperature":1}\n{"time":5,"temperature":1}\n';
    expect(await issues(text, { needsTime: true })).toEqual([
      'line 1, time: there is none',
      'line 2, time: this is no time',
    ]);
  });

  it('is told by its name, or else by its first character', async () => {
    const text = '\n {"temperature":1}\n';
    expect(await values(text)).toEqual([{ temperature: 1 }]);
    await expect(openRecording(text, { format: 'csv' })).rejects.toThrow('no column is a property');
    await expect(openRecording('temperature\n1\n', { format: 'ndjson' })).rejects.toThrow('is no JSON');
  });

  it('is refused where no line has a property of the model', async () => {
    await expect(openRecording('{"a":1}\n{"b":2}\n')).rejects.toThrow('no row has a value of a property');
    await expect(openRecording('\n\n', { format: 'ndjson' })).rejects.toThrow('the file is empty');
  });
});

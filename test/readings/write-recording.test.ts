import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordingFormat } from '../../src/readings/recording.ts';
import { recordingWriter } from '../../src/readings/write-recording.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { type Value, writeValue } from '../../src/tsl/write.ts';
import { modelOf, numberType } from '../helpers/model.ts';
import { recordedRows } from '../helpers/recordings.ts';

const labels = new Map([
  [0, 'off'],
  [1, 'on'],
]);

const model = modelOf({
  whole: numberType('int'),
  real: numberType('float'),
  label: { type: 'text', length: 100 },
  since: { type: 'date' },
  isOn: { type: 'bool', labels },
  place: {
    type: 'struct',
    members: [{ identifier: 'x', name: 'x', dataType: numberType('double') }],
  },
  notes: { type: 'array', size: 5, item: { type: 'text', length: 100 } },
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const readings = fc.array(
  fc.record({
    takenAtMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    values: fc.record(
      {
        whole: fc.integer(),
        real: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), // no -0
        label: fc.oneof(text, fc.constantFrom('', ' ', '"', ',', 'a\nb', ' x', '""', '#', '1', '\ufeff')),
        since: fc.integer({ min: 0, max: 4_000_000_000_000 }).map(String),
        isOn: fc.constantFrom(0, 1),
        place: fc.record({ x: fc.integer() }),
        notes: fc.array(text, { maxLength: 5 }),
      },
      { requiredKeys: ['whole'] },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

function sentAs(of: ThingModel, values: Readonly<Record<string, Value>>): Map<string, string> {
  const params = new Map<string, string>();
  for (const { identifier, dataType } of of.properties.values()) {
    const value = values[identifier];
    if (value !== undefined) params.set(identifier, writeValue(dataType, value));
  }
  return params;
}

function record(
  of: ThingModel,
  format: RecordingFormat,
  sent: readonly { takenAtMs: number; params: ReadonlyMap<string, string> }[],
): string {
  const writer = recordingWriter(of, format);
  return (writer?.head ?? '') + sent.map((reading) => writer?.line(reading)).join('');
}

describe.each<RecordingFormat>(['csv', 'ndjson'])('a recording as %s', (format) => {
  test('is replayed with the same times, and values that are sent the same, letter for letter', async () => {
    await fc.assert(
      fc.asyncProperty(readings, async (taken) => {
        const sent = taken.map(({ takenAtMs, values }) => ({ takenAtMs, params: sentAs(model, values) }));
        const rows = await recordedRows(record(model, format, sent), { model, needsTime: true, format });
        const again = rows.map(({ timeMs, values, issues }) => {
          expect(issues).toEqual([]);
          return { takenAtMs: timeMs, params: sentAs(model, Object.fromEntries(values)) };
        });
        expect(again).toEqual(sent);
      }),
      { numRuns: 200 },
    );
  });
});

test('a recording is plain to read', () => {
  const sent = [
    { takenAtMs: 0, params: new Map([['temperature', '22.0'], ['humidity', '50.5']]) }, // biome-ignore format: a row
    { takenAtMs: 1500, params: new Map([['humidity', '51.0']]) },
  ];
  const float = PRESETS['environment-float'];
  expect(record(float, 'csv', sent)).toBe(
    'time,temperature,humidity\n1970-01-01T00:00:00.000Z,22.0,50.5\n1970-01-01T00:00:01.500Z,,51.0\n',
  );
  expect(record(float, 'ndjson', sent)).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","values":{"temperature":22.0,"humidity":50.5}}\n' +
      '{"time":"1970-01-01T00:00:01.500Z","values":{"humidity":51.0}}\n',
  );
});

test('a column of times gives way to properties of its name', async () => {
  const named = modelOf({ time: numberType('int') });
  const sent = [{ takenAtMs: 5, params: new Map([['time', '7']]) }];
  const csv = record(named, 'csv', sent);
  expect(csv.startsWith('timestamp,time\n')).toBe(true);
  const rows = await recordedRows(csv, { model: named, needsTime: true });
  expect(rows).toMatchObject([{ timeMs: 5, values: new Map([['time', 7]]) }]);
  const both = modelOf({ time: numberType('int'), timestamp: numberType('int') });
  expect(recordingWriter(both, 'csv')).toBeUndefined();
});

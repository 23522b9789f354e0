import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber } from '../../src/json.ts';
import { decodePropertyPost, encodePropertyPost, type PropertyPost } from '../../src/protocol/alink.ts';

function decoded(body: string): PropertyPost {
  const result = decodePropertyPost(body);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return result.post;
}

function problemCode(body: string): number | undefined {
  const result = decodePropertyPost(body);
  return 'problem' in result ? result.problem.code : undefined;
}

const envelope = (params: string) =>
  `{"id":"123","version":"1.0","params":${params},"method":"thing.event.property.post"}`;

describe('writing a property report', () => {
  it('has id, version, params and method', () => {
    const params = new Map([
      ['temperature', '22'],
      ['humidity', '61.0'],
    ]);
    expect(encodePropertyPost({ id: '123', params })).toBe(envelope('{"temperature":22,"humidity":61.0}'));
  });

  it('gives each value the time it was taken, where there is one', () => {
    const report = { id: '123', params: new Map([['temperature', '22.0']]), timeMs: 1524448722000 };
    expect(encodePropertyPost(report)).toBe(envelope('{"temperature":{"value":22.0,"time":1524448722000}}'));
  });

  it('stays JSON whatever the identifiers', () => {
    const params = new Map([['a"b\\c\n', '"x"']]);
    expect(JSON.parse(encodePropertyPost({ id: '1"', params }))).toMatchObject({
      id: '1"',
      params: { 'a"b\\c\n': 'x' },
    });
  });

  it('is read back the same, without a warning', () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const params = fc.array(fc.tuple(fc.string(), numbers), { minLength: 1, maxLength: 20 });
    const time = fc.option(fc.nat({ max: 2 ** 43 }), { nil: undefined });
    fc.assert(
      fc.property(params, time, (entries, timeMs) => {
        const written = new Map(entries.map(([name, number]) => [name, JSON.stringify(number)]));
        const {
          id,
          params: read,
          warnings,
        } = decoded(encodePropertyPost({ id: '7', params: written, timeMs }));
        const texts = [...read].map(([name, { value, time }]) => [
          name,
          value instanceof JsonNumber ? value.text : String(value),
          time,
        ]);
        expect(texts).toEqual([...written].map(([name, text]) => [name, text, timeMs]));
        expect({ id, warnings }).toEqual({ id: '7', warnings: [] });
      }),
    );
  });
});

describe('reading a property report', () => {
  it('takes both documented forms of a value', () => {
    const body =
      '{"id":"123","version":"1.0","sys":{"ack":0},"params":{"Power":{"value":"on","time":1524448722000},' +
      '"WIFI":{"value":"x"},"temperature":21},"method":"thing.event.property.post"}';
    expect(decoded(body).params).toEqual(
      new Map([
        ['Power', { value: 'on', time: 1524448722000 }],
        ['WIFI', { value: 'x', time: undefined }],
        ['temperature', { value: 21, time: undefined }],
      ]),
    );
  });

  it('keeps 22.0 and 22 apart', () => {
    const { params } = decoded(envelope('{"whole":22,"float":22.0}'));
    expect(params.get('whole')?.value).toBe(22);
    expect(params.get('float')?.value).toEqual(new JsonNumber('22.0'));
  });

  it('takes an object with other members for the value of a struct', () => {
    const { params } = decoded(envelope('{"place":{"lon":1,"lat":2},"odd":{"value":1,"unit":"m"}}'));
    expect(params.get('place')).toEqual({
      value: new Map([
        ['lon', 1],
        ['lat', 2],
      ]),
      time: undefined,
    });
    expect(params.get('odd')?.value).toBeInstanceOf(Map);
  });

  it('takes the value of a struct with a time', () => {
    const { params } = decoded(envelope('{"place":{"value":{"lon":1},"time":5}}'));
    expect(params.get('place')).toEqual({ value: new Map([['lon', 1]]), time: 5 });
  });

  it('takes __proto__ for an identifier like any other', () => {
    expect([...decoded(envelope('{"__proto__":1}')).params.keys()]).toEqual(['__proto__']);
  });

  it('never throws, whatever the text', () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.json().map(envelope));
    fc.assert(
      fc.property(text, (body) => {
        expect(() => decodePropertyPost(body)).not.toThrow();
      }),
    );
  });
});

describe('what other clients send is noted, not refused', () => {
  const noId = 'id is missing';
  const numericId = 'id is a number; the documents want text';
  const wideId = 'id is not in 0..4294967295';
  const noVersion = 'version is missing; the documents want "1.0"';
  const noMethod = 'method is missing; the documents want "thing.event.property.post"';
  const post = '"params":{"temperature":22},"method":"thing.event.property.post"}';

  it.each([
    [
      'the tutorial’s clock as id',
      `{"id":1518700327741,${post}`,
      '1518700327741',
      [numericId, wideId, noVersion],
    ],
    ['a small number as id', `{"id":7,"version":"1.0",${post}`, '7', [numericId]],
    [
      '19 digits as id',
      `{"id":"1518700327741000000","version":"1.0",${post}`,
      '1518700327741000000',
      [wideId],
    ],
    [
      '19 digits as a bare number',
      `{"id":1207967842654323713,"version":"1.0",${post}`,
      '1207967842654323713',
      [numericId, wideId],
    ],
    ['words as id', `{"id":"abc","version":"1.0",${post}`, 'abc', [wideId]],
    ['the greatest id', `{"id":"4294967295","version":"1.0",${post}`, '4294967295', []],
    ['one more than the greatest id', `{"id":"4294967296","version":"1.0",${post}`, '4294967296', [wideId]],
    ['no id', `{"version":"1.0",${post}`, undefined, [noId]],
    ['the C SDK 4’s demo', '{"id":"1","version":"1.0","params":{"LightSwitch":0}}', '1', [noMethod]],
    [
      'another method',
      '{"id":"1","version":"1.0","params":{"a":0},"method":"thing.event.a.post"}',
      '1',
      ['method is not "thing.event.property.post"'],
    ],
    ['the C SDK 3’s NUL', `{"id":"1","version":"1.0",${post}\u0000`, '1', ['a NUL byte follows the JSON']],
  ])('%s', (_, body, id, warnings) => {
    const post = decoded(body);
    expect({ id: post.id, warnings: post.warnings }).toEqual({ id, warnings });
  });
});

describe('a report that cannot be checked', () => {
  it.each([
    ['text that is not JSON', 'temperature=22', 6207],
    ['an empty body', '', 6207],
    ['an array', '[]', 6207],
    ['no params', '{"id":"1"}', 460],
    ['params of null', envelope('null'), 460],
    ['params that are an array', envelope('[{"a":1}]'), 460],
    ['empty params', envelope('{}'), 460],
  ])('%s', (_, body, code) => {
    expect(problemCode(body)).toBe(code);
  });

  it('has more than 200 properties', () => {
    const params = (count: number) =>
      envelope(
        JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]))),
      );
    expect(problemCode(params(200))).toBeUndefined();
    expect(problemCode(params(201))).toBe(6106);
  });
});

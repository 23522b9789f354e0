import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostProblem, Uplink } from '../../src/protocol/alink.ts';
import { decodeUplink } from '../../src/protocol/alink-decode.ts';
import type { UplinkKind } from '../../src/protocol/topic.ts';

const device = { productKey: 'pk', deviceName: 'dn' };
const topics: Record<UplinkKind, string> = {
  'property-post': '/sys/pk/dn/thing/event/property/post',
  'property-batch': '/sys/pk/dn/thing/event/property/batch/post',
  'property-history': '/sys/pk/dn/thing/event/property/history/post',
  'event-post': '/sys/pk/dn/thing/event/alarm/post',
};
const methods: Record<UplinkKind, string> = {
  'property-post': 'thing.event.property.post',
  'property-batch': 'thing.event.property.batch.post',
  'property-history': 'thing.event.property.history.post',
  'event-post': 'thing.event.alarm.post',
};
const kinds = Object.keys(topics) as UplinkKind[];

const decode = (kind: UplinkKind, body: string) => decodeUplink(kind, { topic: topics[kind], body, device });

function envelope(kind: UplinkKind, params: unknown): string {
  return JSON.stringify({ id: '1', version: '1.0', params, method: methods[kind] });
}

function uplinkOf(kind: UplinkKind, params: unknown): Uplink {
  const result = decode(kind, envelope(kind, params));
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return result.uplink;
}

function problemOf(kind: UplinkKind, params: unknown): PostProblem | undefined {
  const result = decode(kind, envelope(kind, params));
  return 'problem' in result ? result.problem : undefined;
}

const value = (identifier: string, given: unknown, time?: number) => ({ identifier, value: given, time });
const nothing = { id: '1', warnings: [], properties: [], events: [] };
const timed = { value: 1, time: 5 };

describe('the documented form', () => {
  it('of a property report is read in its order', () => {
    expect(uplinkOf('property-post', { b: { value: 2, time: 5 }, a: 1 })).toEqual({
      ...nothing,
      properties: [value('b', 2, 5), value('a', 1)],
    });
  });

  it('of an event is read with its time', () => {
    expect(uplinkOf('event-post', { value: { Power: 'on' }, time: 1524448722000 })).toEqual({
      ...nothing,
      events: [value('alarm', new Map([['Power', 'on']]), 1524448722000)],
    });
  });

  it('of an event may have neither outputs nor time', () => {
    expect(uplinkOf('event-post', { value: {} })).toEqual({
      ...nothing,
      events: [value('alarm', new Map())],
    });
  });

  it('of a batch is read in its order, several values of one identifier', () => {
    const params = {
      properties: {
        Power: [
          { value: 'on', time: 1 },
          { value: 'off', time: 2 },
        ],
        WIFI: [{ value: 3 }],
      },
      events: { alarm: [{ value: { a: 1 }, time: 3 }] },
    };
    expect(uplinkOf('property-batch', params)).toEqual({
      ...nothing,
      properties: [value('Power', 'on', 1), value('Power', 'off', 2), value('WIFI', 3)],
      events: [value('alarm', new Map([['a', 1]]), 3)],
    });
  });

  it('of a history is read in its order, across entries', () => {
    const entry = {
      identity: device,
      properties: [
        { Power: { value: 'on', time: 1 }, WIFI: { value: 3, time: 1 } },
        { Power: { value: 'off', time: 2 } },
      ],
      events: [{ alarm: { value: {}, time: 3 } }],
    };
    const later = { identity: device, properties: [{ Power: { value: 'on', time: 4 } }] };
    expect(uplinkOf('property-history', [entry, later])).toEqual({
      ...nothing,
      properties: [
        value('Power', 'on', 1),
        value('WIFI', 3, 1),
        value('Power', 'off', 2),
        value('Power', 'on', 4),
      ],
      events: [value('alarm', new Map(), 3)],
    });
  });
});

describe('the form of an event in the vendor’s C SDKs', () => {
  it('has the outputs themselves as params, which is noted', () => {
    const { events, warnings } = uplinkOf('event-post', { ErrorCode: 0 });
    expect(events).toEqual([value('alarm', new Map([['ErrorCode', 0]]))]);
    expect(warnings).toEqual(['params holds the outputs; the documents want {"value":…,"time":…}']);
  });
});

describe('the envelope', () => {
  it.each(kinds)('of a %s is noted where it names another method', (kind) => {
    const params = { properties: { a: [timed] }, value: {} };
    const body = envelope(
      kind,
      kind === 'property-history' ? [{ identity: device, properties: [{ a: timed }] }] : params,
    );
    const noted = (changed: string) => {
      const result = decode(kind, changed);
      return 'uplink' in result ? result.uplink.warnings : result.problem;
    };
    expect(noted(body)).toEqual([]);
    expect(noted(body.replace(`,"method":"${methods[kind]}"`, ''))).toEqual([
      `method is missing; the documents want "${methods[kind]}"`,
    ]);
    expect(noted(body.replace(methods[kind], 'x'))).toEqual([`method is not "${methods[kind]}"`]);
    expect(noted(`${body}\u0000`)).toEqual(['a NUL byte follows the JSON']);
  });
});

describe('a message that cannot be checked', () => {
  it.each(kinds)('is a %s that is not JSON, or no object', (kind) => {
    for (const body of ['', 'x', '[]', '"params"']) {
      expect(decode(kind, body)).toMatchObject({ problem: { code: 6207 } });
    }
  });

  it.each(kinds)('is a %s with params that are missing, empty or of another kind', (kind) => {
    for (const params of [undefined, null, 5, 'x', [], {}]) expect(problemOf(kind, params)?.code).toBe(460);
  });

  it.each<[UplinkKind, unknown]>([
    ['event-post', [{ value: {} }]],
    ['event-post', { time: 5 }],
    ['property-batch', { properties: {} }],
    ['property-batch', { properties: { a: [] }, events: {} }],
    ['property-batch', { properties: [timed] }],
    ['property-batch', { properties: null }],
    ['property-batch', { properties: { a: timed } }],
    ['property-batch', { properties: { a: [1] } }],
    ['property-batch', { properties: { a: [{ time: 5 }] } }],
    ['property-batch', { properties: { a: [timed] }, events: { alarm: [null] } }],
    ['property-history', { identity: device, properties: [{ a: timed }] }],
    ['property-history', [{ identity: device }]],
    ['property-history', [{ identity: device, properties: [] }]],
    ['property-history', [{ identity: device, properties: { a: timed } }]],
    ['property-history', [{ identity: device, properties: [[timed]] }]],
    ['property-history', [{ identity: device, properties: [{ a: [timed] }] }]],
    ['property-history', [{ properties: [{ a: timed }] }]],
    ['property-history', [null]],
  ])('is a %s with params %j', (kind, params) => {
    expect(problemOf(kind, params)?.code).toBe(460);
  });

  it.each([
    { productKey: 'pk', deviceName: 'another' },
    { productKey: 'another', deviceName: 'dn' },
    { deviceName: 'dn' },
    'pk/dn',
  ])('is a history with an entry of %j, which is not the device that reports', (identity) => {
    const properties = [{ a: timed }];
    expect(
      problemOf('property-history', [
        { identity: device, properties },
        { identity, properties },
      ]),
    ).toEqual({
      code: 460,
      detail: 'params[1].identity is not the device that reports; it may report itself alone',
    });
  });

  it('has more than 200 values, of properties and events together', () => {
    const list = (count: number) => Array.from({ length: count }, () => timed);
    const batch = (properties: number, events: number) =>
      problemOf('property-batch', { properties: { a: list(properties) }, events: { alarm: list(events) } })
        ?.code;
    const history = (properties: number, events: number) => {
      const samples = (count: number) => list(count).map((sample) => ({ a: sample }));
      const entry = { identity: device, properties: samples(properties), events: samples(events) };
      return problemOf('property-history', [entry])?.code;
    };
    for (const count of [batch, history]) {
      expect([count(200, 0), count(100, 100)]).toEqual([undefined, undefined]);
      expect([count(201, 0), count(0, 201), count(100, 101)]).toEqual([6106, 6106, 6106]);
    }
  });

  it('is told of in few words, however long its identifiers', () => {
    const detail = problemOf('property-batch', { properties: { ['\u0000x'.repeat(50_000)]: [1] } })?.detail;
    expect(detail?.length).toBeLessThan(500);
  });
});

describe('any text', () => {
  it('is read or reported, never thrown at', () => {
    const item = fc.oneof(fc.jsonValue(), fc.constant(timed), fc.constant([timed]), fc.constant(device));
    const name = fc.constantFrom('properties', 'events', 'value', 'time', 'identity', '__proto__', 'a');
    const level = fc.dictionary(name, item, { maxKeys: 3 });
    const params = fc.oneof(
      level,
      fc.array(level, { maxLength: 3 }),
      fc.dictionary(name, fc.oneof(level, fc.array(level, { maxLength: 3 })), { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), params, (kind, given) => {
        const result = decode(kind, envelope(kind, given));
        if ('problem' in result) return;
        const { properties, events } = result.uplink;
        const values = [...properties, ...events];
        expect(values.length).toBeGreaterThan(0);
        for (const { value: read } of values) expect(read).not.toBeUndefined();
      }),
    );
  });
});

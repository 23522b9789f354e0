import { describe, expect, test } from 'vitest';
import type { CheckMode } from '../../src/tsl/check.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { writeThingModel } from '../../src/tsl/write-model.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { POST_TOPIC, platformUnderTest } from '../helpers/platforms.ts';

const DAY_MS = 24 * 3_600_000;

/** A property report as the documents want it. */
function report(
  params: string,
  rest = '"id":"1","version":"1.0","method":"thing.event.property.post"',
): string {
  return `{${rest},"params":${params}}`;
}

type Platform = ReturnType<typeof platformUnderTest>;

/** What became of each property of the last message. */
async function outcomes({ last }: Platform): Promise<Record<string, string>> {
  return Object.fromEntries(
    [...(await last())!.properties].map(([identifier, { outcome }]) => [identifier, outcome]),
  );
}

/** The code that one property of the last message got, where it got one. */
async function refusal({ last }: Platform, identifier: string): Promise<number | undefined> {
  const verdict = (await last())?.properties.get(identifier);
  return verdict === undefined || verdict.outcome === 'kept' ? undefined : verdict.refusal.code;
}

describe('a property report that fits the model', () => {
  test('is among the messages with device, topic, time, ids and body', async () => {
    const platform = platformUnderTest();
    const body = report('{"temperature":22,"humidity":55}');
    const { messageId } = await platform.post(POST_TOPIC, body);
    expect(await platform.last()).toEqual({
      at: START_MS,
      device: 'iot-sim-demo/demo-sensor',
      topic: POST_TOPIC,
      messageId,
      body,
      id: '1',
      properties: new Map([
        ['temperature', { outcome: 'kept', value: 22, timeMs: START_MS }],
        ['humidity', { outcome: 'kept', value: 55, timeMs: START_MS }],
      ]),
      events: [],
      notes: [],
    });
  });

  test('may give each property a time of its own', async () => {
    const platform = platformUnderTest();
    const params = `{"temperature":{"value":22,"time":${START_MS - DAY_MS}},"humidity":55}`;
    await platform.post(POST_TOPIC, report(params));
    expect((await platform.last())?.properties.get('temperature')).toEqual({
      outcome: 'kept',
      value: 22,
      timeMs: START_MS - DAY_MS,
    });
    expect((await platform.last())?.properties.get('humidity')?.timeMs).toBe(START_MS);
  });

  test('of float values keeps their digits', async () => {
    const tsl = writeThingModel(PRESETS['environment-float'], 'iot-sim-demo');
    const platform = platformUnderTest({ tsl, mode: 'strong' });
    await platform.post(POST_TOPIC, report('{"temperature":22.0,"humidity":55.55}'));
    expect(await outcomes(platform)).toEqual({ temperature: 'kept', humidity: 'kept' });
    expect((await platform.last())?.properties.get('temperature')?.value).toEqual({ text: '22.0' });
  });
});

describe('the platform says code 0 and then', () => {
  test.each<[string, { params: string; code: number; strong: string; weak: string; none: string }]>([
    [
      'a value above its range',
      {
        params: '{"temperature":51}',
        code: 6306,
        strong: 'filtered',
        weak: 'outside-model',
        none: 'outside-model',
      },
    ],
    [
      'a value below its range',
      {
        params: '{"temperature":-11}',
        code: 6306,
        strong: 'filtered',
        weak: 'outside-model',
        none: 'outside-model',
      },
    ],
    [
      'a number written as text',
      {
        params: '{"temperature":"15"}',
        code: 6306,
        strong: 'filtered',
        weak: 'filtered',
        none: 'outside-model',
      },
    ],
    [
      'a fraction for a whole number',
      {
        params: '{"temperature":21.5}',
        code: 6306,
        strong: 'filtered',
        weak: 'filtered',
        none: 'outside-model',
      },
    ],
    [
      'a property that the model does not have',
      {
        params: '{"pressure":1013}',
        code: 6304,
        strong: 'filtered',
        weak: 'filtered',
        none: 'outside-model',
      },
    ],
    [
      'a time more than 24 hours ahead',
      {
        params: `{"temperature":{"value":20,"time":${START_MS + DAY_MS + 1}}}`,
        code: 6326,
        strong: 'filtered',
        weak: 'filtered',
        none: 'filtered',
      },
    ],
  ])('treats %s as the mode says', async (_what, { params, code, ...expected }) => {
    for (const mode of ['strong', 'weak', 'none'] satisfies CheckMode[]) {
      const platform = platformUnderTest({ mode });
      expect((await platform.post(POST_TOPIC, report(params))).code).toBe(0);
      const [identifier] = [...(await platform.last())!.properties.keys()];
      expect([mode, Object.values(await outcomes(platform))]).toEqual([mode, [expected[mode]]]);
      expect(await refusal(platform, identifier!)).toBe(code);
    }
  });

  test('keeps the good properties of a report and filters the bad ones', async () => {
    const platform = platformUnderTest({ mode: 'strong' });
    await platform.post(POST_TOPIC, report('{"temperature":80,"humidity":55,"pressure":1013}'));
    expect(await outcomes(platform)).toEqual({
      temperature: 'filtered',
      humidity: 'kept',
      pressure: 'filtered',
    });
  });

  test('checks weakly where no mode is said', async () => {
    const platform = platformUnderTest();
    await platform.post(POST_TOPIC, report('{"temperature":80,"humidity":"wet"}'));
    expect(await outcomes(platform)).toEqual({ temperature: 'outside-model', humidity: 'filtered' });
  });

  test('tells in its notes what was filtered and what was kept outside the model', async () => {
    const platform = platformUnderTest();
    await platform.post(POST_TOPIC, report('{"temperature":80,"humidity":"wet"}'));
    const notes = platform.notes().join('\n');
    expect(notes).toMatch(/temperature kept outside the model: 6306 .*bigger than max 50/);
    expect(notes).toMatch(/humidity filtered: 6306 tsl parse: data type is not int -> humidity/);
  });

  test.each<[string, string, number]>([
    ['no JSON', 'temperature=22', 6207],
    ['nothing', '', 6207],
    ['a list', '[]', 6207],
    ['no params', '{"id":"1"}', 460],
    ['params that are a list', report('[]'), 460],
    ['empty params', report('{}'), 460],
    ['201 properties', report(`{${Array.from({ length: 201 }, (_, i) => `"p${i}":1`).join()}}`), 6106],
  ])('filters a whole report of %s', async (_what, body, code) => {
    const platform = platformUnderTest();
    expect((await platform.post(POST_TOPIC, body)).code).toBe(0);
    expect((await platform.last())?.problem?.code).toBe(code);
    expect((await platform.last())?.properties.size).toBe(0);
    expect(platform.notes().join()).toContain(`filtered: ${code}`);
  });

  test('takes 200 properties', async () => {
    const platform = platformUnderTest({ mode: 'none' });
    const params = `{${Array.from({ length: 200 }, (_, i) => `"p${i}":1`).join()}}`;
    await platform.post(POST_TOPIC, report(params));
    expect((await platform.last())?.properties.size).toBe(200);
  });
});

describe('what known clients send although the documents say otherwise is taken, with a warning:', () => {
  const version = '"version":"1.0"';
  const method = '"method":"thing.event.property.post"';

  test.each<[string, string, string | undefined, RegExp]>([
    ['an id that is a number', `"id":1768471200000,${version},${method}`, '1768471200000', /id is a number/],
    ['an id beyond 4294967295', `"id":"4294967296",${version},${method}`, '4294967296', /0\.\.4294967295/],
    ['an id of 19 digits', `"id":"1207967842654323713",${version},${method}`, '1207967842654323713', /0\.\./],
    [
      'an id of 19 bare digits',
      `"id":1207967842654323713,${version},${method}`,
      '1207967842654323713',
      /number/,
    ],
    ['no id', `${version},${method}`, undefined, /id is missing/],
    ['no version', `"id":"1",${method}`, '1', /version is missing/],
    ['no method', `"id":"1",${version}`, '1', /method is missing/],
    ['another method', `"id":"1",${version},"method":"thing.event.post"`, '1', /method is not/],
  ])('%s', async (_what, envelope, id, warning) => {
    const platform = platformUnderTest({ mode: 'strong' });
    expect((await platform.post(POST_TOPIC, report('{"temperature":22}', envelope))).code).toBe(0);
    expect((await platform.last())?.notes.join('\n')).toMatch(warning);
    expect((await platform.last())?.id).toBe(id);
    expect(await outcomes(platform)).toEqual({ temperature: 'kept' });
    expect(platform.notes().join()).toMatch(warning);
  });

  test('a NUL after the JSON', async () => {
    const platform = platformUnderTest();
    await platform.post(POST_TOPIC, `${report('{"temperature":22}')}\0`);
    expect((await platform.last())?.notes).toEqual([expect.stringContaining('NUL')]);
    expect(await outcomes(platform)).toEqual({ temperature: 'kept' });
  });
});

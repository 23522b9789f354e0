import { describe, expect, test } from 'vitest';
import { readState } from '../../../src/emulator/state-file/read-state.ts';
import { SimError } from '../../../src/errors.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { writeThingModel } from '../../../src/tsl/write-model.ts';
import { START_MS } from '../../helpers/fake-clock.ts';
import { useFolder } from '../../helpers/memory-io.ts';
import { all, exported, PARAMS, report, useKeptPlatform } from '../kept-platform.ts';

/** A small state that is right in every part, to be made wrong. */
function smallState() {
  const time = { createdAtMs: START_MS };
  const draft = writeThingModel(PRESETS.environment, 'a1b2c3d4e5f');
  const refusal = { code: 6306, message: 'text' };
  const value = { identifier: 'temperature', outcome: 'kept', value: 22, timeMs: START_MS };
  return {
    format: 'iot-sim emulator state',
    version: 1,
    products: [
      {
        productKey: 'a1b2c3d4e5f',
        productSecret: 'secret',
        order: 1,
        productName: 'name',
        description: '',
        netType: 'WIFI',
        ...time,
        mode: 'weak',
        isDynamicRegistration: false,
        draft,
        release: { version: 'v1', description: '', atMs: START_MS, tsl: draft },
      },
    ],
    devices: [
      {
        productKey: 'a1b2c3d4e5f',
        deviceName: 'sensor',
        deviceSecret: 'f'.repeat(32),
        iotId: 'abc000100',
        order: 2,
        nickname: '',
        isEnabled: true,
        ...time,
        activatedAtMs: START_MS,
      },
    ],
    tokens: [
      {
        token: 'a'.repeat(32),
        productKey: 'a1b2c3d4e5f',
        deviceName: 'sensor',
        expiresAtMs: START_MS + 60_000,
      },
    ],
    history: [
      {
        device: 'a1b2c3d4e5f/sensor',
        timeMs: START_MS,
        seq: '000100000001.0001',
        refusals: { temperature: refusal },
        values: { temperature: 22, 'module:humidity': 60 },
      },
    ],
    log: [
      {
        seq: '000100000002',
        at: START_MS,
        path: '/topic/a',
        device: 'a1b2c3d4e5f/sensor',
        code: 0,
        messageId: '892687627916247040',
        notes: ['note'],
        fault: 'latency',
        message: {
          topic: '/a',
          id: '1',
          body: '{}',
          problem: { code: 460, detail: 'text' },
          properties: [value, { ...value, outcome: 'filtered', refusal }],
          events: [{ ...value, name: 'event', eventType: 'alert' }],
        },
      },
    ],
  };
}

/** The small state with one place set to something; undefined removes it. */
function stateWith(place: string, value: unknown): string {
  const state = smallState();
  const steps = place.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let part = state as unknown as Record<string, unknown>;
  for (const step of steps) part = part[step] as Record<string, unknown>;
  part[last] = value;
  return JSON.stringify(state);
}

/** What is said of a state that cannot be imported. */
function refusalOf(text: string): SimError {
  try {
    readState(text);
  } catch (error) {
    if (error instanceof SimError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('an import', () => {
  test('that fails leaves an empty folder behind, into which a right one goes', async () => {
    const place = useKeptPlatform();
    const text = await exported(await place.open());
    const data = useFolder();
    await expect(
      place.open({ data, state: stateWith('devices[0].productKey', 'other') }),
    ).rejects.toMatchObject({
      code: 'STATE_INVALID',
    });
    expect(await exported(await place.open({ data, state: text }))).toBe(text);
  });

  test('takes the small state that the cases below make wrong', async () => {
    expect(readState(JSON.stringify(smallState()))).toHaveLength(6);
    expect(readState(`\uFEFF${JSON.stringify(smallState(), null, 2)}`)).toHaveLength(6);
    const { format, version } = smallState();
    expect(readState(JSON.stringify({ format, version }))).toEqual([]);
    const platform = await useKeptPlatform().open({ state: JSON.stringify(smallState()) });
    expect(
      await report(platform, {
        token: 'a'.repeat(32),
        params: PARAMS,
        device: { productKey: 'a1b2c3d4e5f', deviceName: 'sensor', deviceSecret: '' },
      }),
    ).toBe(0);
    const [value] = await all(
      platform.history.values({
        device: { productKey: 'a1b2c3d4e5f', deviceName: 'sensor' },
        identifier: 'temperature',
        toMs: START_MS,
        isNewestFirst: false,
      }),
    );
    expect(value).toEqual({ timeMs: START_MS, value: 22, refusal: { code: 6306, message: 'text' } });
  });

  test.each<[place: string, value: unknown]>([
    ['format', 'something else'],
    ['format', undefined],
    ['version', 2],
    ['version', '1'],
    ['products', {}],
    ['devices', null],
    ['divices', []],
    ['products[0]', null],
    ['products[0]', 'text'],
    ['products[0].productKey', 'a/b'],
    ['products[0].productKey', ''],
    ['products[0].productSecret', ''],
    ['products[0].order', -1],
    ['products[0].order', 1.5],
    ['products[0].productName', undefined],
    ['products[0].netType', 5],
    ['products[0].createdAtMs', '2026'],
    ['products[0].mode', 'strict'],
    ['products[0].isDynamicRegistration', 'yes'],
    ['products[0].draft', '{}'],
    ['products[0].draft', undefined],
    ['products[0].release', 'v1'],
    ['products[0].release.tsl', 'no JSON'],
    ['products[0].release.version', undefined],
    ['devices[0]', []],
    ['devices[0].productKey', 'another'],
    ['devices[0].deviceName', 'abc'],
    ['devices[0].deviceName', 'a/b/c'],
    ['devices[0].deviceSecret', undefined],
    ['devices[0].iotId', 7],
    ['devices[0].isEnabled', undefined],
    ['devices[0].nickname', null],
    ['devices[0].activatedAtMs', 'never'],
    ['tokens[0].token', 'short'],
    ['tokens[0].token', undefined],
    ['tokens[0].deviceName', '../up'],
    ['tokens[0].expiresAtMs', 10 ** 15],
    ['history[0].device', 'a1b2c3d4e5f'],
    ['history[0].device', 'a1b2c3d4e5f/sensor/more'],
    ['history[0].timeMs', -1],
    ['history[0].timeMs', 10 ** 15],
    ['history[0].seq', '1'],
    ['history[0].seq', undefined],
    ['history[0].values', [22]],
    ['history[0].refusals.temperature', 6306],
    ['log[0].seq', '000100000001/1'],
    ['log[0].at', undefined],
    ['log[0].path', undefined],
    ['log[0].device', 'nobody'],
    ['log[0].code', '0'],
    ['log[0].messageId', 'many'],
    ['log[0].notes', 'note'],
    ['log[0].notes[0]', 1],
    ['log[0].fault', {}],
    ['log[0].message', 'text'],
    ['log[0].message.topic', undefined],
    ['log[0].message.properties', undefined],
    ['log[0].message.properties[0].value', undefined],
    ['log[0].message.properties[0].outcome', 'lost'],
    ['log[0].message.properties[1].refusal', undefined],
    ['log[0].message.events[0].eventType', 'warning'],
    ['log[0].message.problem.code', undefined],
  ])('of a state with %s set to %j is refused, and the place is named', (place, value) => {
    const { code, message } = refusalOf(stateWith(place, value));
    expect(code).toBe('STATE_INVALID');
    expect(message).toMatch(/^The state cannot be imported:\n/);
    // One mistake may make another: a token of a device that is another one now.
    const [first, second, ...more] = message.split('\n').slice(1);
    expect(first).toContain(`  ${place}`);
    expect([second === undefined || place.includes(']'), more]).toEqual([true, []]);
  });

  test.each([
    ['an identifier is none', stateWith('history[0].values', { 'a b': 1 }), 'history[0].values'],
    ['a device is there twice', stateWith('devices[1]', smallState().devices[0]), 'devices[1]'],
    ['a token is there twice', stateWith('tokens[1]', smallState().tokens[0]), 'tokens[1]'],
    ['an exchange is there twice', stateWith('log[1]', smallState().log[0]), 'log[1]'],
    [
      'two devices share an IotId',
      stateWith('devices[1]', { ...smallState().devices[0], deviceName: 'sensor2' }),
      'devices[1].iotId',
    ],
    [
      'a token is of no device',
      stateWith('tokens[1]', { ...smallState().tokens[0], token: 'b'.repeat(32), deviceName: 'none' }),
      'tokens[1]',
    ],
  ])('of a state in which %s is refused', (_what, text, place) => {
    const { message } = refusalOf(text);
    expect(message.split('\n')[1]).toContain(`  ${place}: `);
  });

  test.each([
    ['', 'is not JSON'],
    ['[]', 'format'],
    ['null', 'format'],
    ['{"format":"iot-sim emulator state"', 'is not JSON'],
    [JSON.stringify(smallState()).slice(0, -10), 'is not JSON'],
    ['time,temperature\n1,2', 'is not JSON'],
  ])('of %j is refused', (text, words) => {
    expect(refusalOf(text).message).toContain(words);
  });

  test('names twenty places at most, and how many more there are', () => {
    const state = { ...smallState(), tokens: Array(50).fill(null), log: 5 };
    const lines = refusalOf(JSON.stringify(state)).message.split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(1)).toBe('  tokens[0]: is not an object');
    expect(lines.at(-1)).toBe('  and 31 more');
  });
});

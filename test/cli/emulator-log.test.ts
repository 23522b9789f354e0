import { describe, expect, test } from 'vitest';
import { type LogReader, localReader, openEmulatorLog, remoteReader } from '../../src/cli/emulator-log.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { type Json, JsonNumber, parseJson } from '../../src/json.ts';
import type { Received } from '../../src/protocol/forwarded.ts';
import { httpSend } from '../helpers/http-send.ts';
import { POST_TOPIC, platformUnderTest, said } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

const SYS = '/sys/iot-sim-demo/demo-sensor/thing';
const identity = { productKey: DEMO_DEVICE.productKey, deviceName: DEMO_DEVICE.deviceName };

async function all(received: AsyncIterable<Received>): Promise<Received[]> {
  const list: Received[] = [];
  for await (const report of received) list.push(report);
  return list;
}

/** An exchange as the emulator writes it. */
function exchange(index: number, { path = '/topic/x', code = 0, at = index } = {}): Json {
  const message = `{"topic":"${POST_TOPIC}","id":"${index}","body":"","properties":[{"identifier":"temperature","outcome":"kept","value":1,"timeMs":${at}}],"events":[]}`;
  const seq = String(index).padStart(12, '0');
  return parseJson(
    `{"seq":"${seq}","at":${at},"path":"${path}","code":${code},"notes":[],"message":${message}}`,
  );
}

/** A reader of a log with these exchanges. */
function readerOf(exchanges: readonly Json[], activatedAtMs: number | undefined = 0): LogReader {
  return {
    device: identity,
    activatedAtMs: async () => activatedAtMs,
    async exchanges(after = '') {
      const seqOf = (item: Json): string => String((item as ReadonlyMap<string, Json>).get('seq'));
      return exchanges.filter((item) => seqOf(item) > after).slice(0, 1000);
    },
  };
}

describe('the log of an emulator', () => {
  test.each([0, 1, 999, 1000, 1001, 2000, 2500])('of %d exchanges is read whole', async (count) => {
    const reader = readerOf(Array.from({ length: count }, (_, index) => exchange(index)));
    const { received } = await openEmulatorLog(reader);
    expect((await all(received)).map(({ id }) => Number(id))).toEqual([...Array(count).keys()]);
  });

  const auth = { path: '/auth?_v=x', at: 10 };
  test.each([
    ['begins with the first authentication', [exchange(1, auth), exchange(2)], 10, undefined],
    [
      'begins with a refusal before it',
      [exchange(1, { ...auth, code: 20000, at: 5 }), exchange(2, auth)],
      10,
      undefined,
    ],
    ['begins with a report', [exchange(1, { at: 70 }), exchange(2)], 10, 70],
    ['begins with a later authentication', [exchange(1, { ...auth, at: 5000 }), exchange(2)], 10, 5000],
    ['has nothing', [], undefined, undefined],
  ])('that %s says since when it is whole', async (_words, exchanges, activatedAtMs, since) => {
    const { heldSinceMs } = await openEmulatorLog(readerOf(exchanges, activatedAtMs));
    expect(heldSinceMs).toBe(since);
  });
});

describe('the log of a platform', () => {
  test('has every report with its values, exactly, and what was filtered', async () => {
    const { platform, post, clock } = platformUnderTest();
    const at = clock.now();
    await post(
      POST_TOPIC,
      `{"id":"1","params":{"temperature":22,"humidity":{"value":50.0,"time":${at - 5}}}}`,
    );
    await post(POST_TOPIC, '{"id":"2","params":{"temperature":"x"}}');
    await post('/iot-sim-demo/demo-sensor/user/raw', 'anything');
    await post(`${SYS}/event/alarm/post`, '{"id":"3","params":{"value":{"x":1},"time":1}}');
    await post(POST_TOPIC, 'no JSON');
    const log = await openEmulatorLog(localReader(platform, identity));
    expect(log.heldSinceMs).toBeUndefined();
    expect(await all(log.received)).toEqual([
      {
        id: '1',
        atMs: at,
        values: [
          { identifier: 'temperature', value: 22, timeMs: at },
          { identifier: 'humidity', value: new JsonNumber('50.0'), timeMs: at - 5, code: 6306 },
        ],
      },
      { id: '2', atMs: at, values: [{ identifier: 'temperature', value: 'x', timeMs: at, code: 6306 }] },
    ]);
  });

  test('has the values of a message that was filtered as a whole', async () => {
    const { platform, post } = platformUnderTest();
    const params = Array.from({ length: 201 }, (_, index) => `"p${index}":{"value":${index},"time":7}`);
    await post(POST_TOPIC, `{"id":"1","params":{${params.join(',')}}}`);
    const [report] = await all((await openEmulatorLog(localReader(platform, identity))).received);
    expect(report).toMatchObject({ id: '1', code: 6106 });
    expect(report?.values).toHaveLength(201);
    expect(report?.values[200]).toEqual({ identifier: 'p200', value: 200, timeMs: 7 });
  });

  test('has a history report without an id, since it is that of its first reading alone', async () => {
    const { platform, post } = platformUnderTest();
    const samples = '{"temperature":{"value":1,"time":5}},{"temperature":{"value":2,"time":6}}';
    const params = `[{"identity":${JSON.stringify(identity)},"properties":[${samples}]}]`;
    await post(`${SYS}/event/property/history/post`, `{"id":"1","params":${params}}`);
    const [report] = await all((await openEmulatorLog(localReader(platform, identity))).received);
    expect(report?.id).toBeUndefined();
    expect(report?.values.map(({ value, timeMs }) => [value, timeMs])).toEqual([
      [1, 5],
      [2, 6],
    ]);
  });

  test('is the same read from outside', async () => {
    const emulator = await startEmulator({ port: 0 });
    try {
      const { send, close } = httpSend(emulator.url);
      const { token = '' } = said(await send(authRequest(signedFields(DEMO_DEVICE))));
      for (let id = 0; id < 1005; id++) {
        await send(topicRequest(POST_TOPIC, token, `{"id":"${id}","params":{"temperature":22}}`));
      }
      close();
      const place = { endpoint: emulator.url, ca: undefined, signal: undefined };
      const outside = await openEmulatorLog(remoteReader(place, identity));
      const inside = await openEmulatorLog(localReader(emulator, identity));
      const reports = await all(outside.received);
      expect(reports).toHaveLength(1005);
      expect(reports).toEqual(await all(inside.received));
      expect([outside.heldSinceMs, inside.heldSinceMs]).toEqual([undefined, undefined]);
    } finally {
      await emulator.close();
    }
  });
});

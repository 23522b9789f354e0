import { describe, expect, test } from 'vitest';
import { demoDevices } from '../../../src/emulator/demo.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';
import { rawConnection } from '../../helpers/raw-http.ts';
import { authRequest, signedFields, topicRequest } from '../../helpers/signed.ts';
import { DEMO_DEVICE, emulatorUnderTest, named, POST_TOPIC } from '../emulator-under-test.ts';
import { eventsIn, listenTo } from './listener.ts';

const OF_DEMO = `?device=${named('demo-sensor')}`;

describe('whoever listens', () => {
  test('gets a stream of events that no cache keeps, and is told when to come back', async () => {
    const { url } = await emulatorUnderTest();
    const { status, headers, text } = await listenTo(url);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await expect.poll(text).toBe('retry: 1000\n\n');
  });

  test('for a device hears of its requests, as the log has them, and of no other’s', async () => {
    const { url, api, ask, token, post } = await emulatorUnderTest({ devices: 1 });
    const [other] = demoDevices(1);
    const passwords = [await token(), await token(other)];
    const { hears, text } = await listenTo(url, OF_DEMO);
    await post(passwords[1]!, { device: other! });
    const body = '{"params":{"temperature":10.0,"humidity":12345678901234567890.10}}';
    await ask(topicRequest(POST_TOPIC, passwords[0]!, body));
    await ask({ path: '/topic/nobody' });
    await post(passwords[0]!, { id: 'last' });
    const events = await hears(2);
    const { json } = await api('GET', `log?device=${named('demo-sensor')}&order=newest&limit=2`);
    expect(events).toEqual(json.exchanges.toReversed().map((data: unknown) => ({ name: 'exchange', data })));
    expect(text()).toContain('"value":12345678901234567890.10,');
  });

  test('for no device hears of no requests, and of whatever device comes and goes', async () => {
    const { url, api, token, post } = await emulatorUnderTest({ devices: 1 });
    const { hears, events } = await listenTo(url);
    await post(await token());
    await token(demoDevices(1)[0]);
    await api('PATCH', 'devices/iot-sim-demo/demo-sensor', { isEnabled: false });
    await hears(4);
    const states = events().filter(({ name }) => name === 'status');
    expect(states.map(({ data }) => [data['deviceName'], data['state']])).toEqual([
      ['demo-sensor', 'online'],
      ['demo-sensor-00001', 'online'],
      ['demo-sensor', 'disabled'],
    ]);
    expect(events().some(({ name }) => name === 'exchange')).toBe(false);
  });

  test('for a device that is not there yet hears of its requests once it is', async () => {
    const { url, api, ask } = await emulatorUnderTest();
    const { hears } = await listenTo(url, `?device=${named('later')}`);
    await api('POST', 'devices', { productKey: 'iot-sim-demo', deviceName: 'later' });
    await hears(1);
    const { json } = await api('GET', 'devices/iot-sim-demo/later/secret');
    const { deviceSecret } = json as { deviceSecret: string };
    await ask(authRequest(signedFields({ ...DEMO_DEVICE, deviceName: 'later', deviceSecret })));
    const events = await hears(3);
    expect(events.map(({ name }) => name)).toContain('exchange');
  });

  test('hears of each change of products, models, devices, faults and settings', async () => {
    const clock = fakeClock({ byHand: true });
    const { url, api } = await emulatorUnderTest({ clock });
    const { hears, events } = await listenTo(url);
    let count = 0;
    const changes = async (...change: Parameters<typeof api>) => {
      const { status, json } = await api(...change);
      expect([change, status < 300]).toEqual([change, true]);
      count += 1;
      expect((await hears(count)).at(-1)).toEqual({ name: 'changed', data: {} });
      await clock.advance(250);
      return json;
    };
    const { productKey } = await changes('POST', 'products', { productName: 'heard' });
    await changes('PATCH', `products/${productKey}`, { description: 'x' });
    await changes('PUT', `products/${productKey}/model`, { properties: [] });
    await changes('POST', `products/${productKey}/release`);
    await changes('POST', 'devices', { productKey, deviceName: 'name' });
    await changes('PATCH', `devices/${productKey}/name`, { nickname: 'nick' });
    await changes('DELETE', `devices/${productKey}/name`);
    await changes('DELETE', `products/${productKey}`);
    await changes('PATCH', 'settings', { clockOffsetMs: 1000 });
    const { id } = await changes('POST', 'faults', { type: 'html' });
    await changes('DELETE', `faults/${id}`);
    await changes('DELETE', 'faults');
    expect(events()).toHaveLength(count);
    await api('POST', 'reset');
    await hears(count + 1);
  });

  test('on a connection on which nothing happens gets a comment every 15 seconds', async () => {
    const clock = fakeClock({ byHand: true });
    const { url } = await emulatorUnderTest({ clock });
    const { text } = await listenTo(url);
    await expect.poll(text).toBe('retry: 1000\n\n');
    for (let comments = 1; comments <= 3; comments++) {
      await clock.advance(15_000);
      await expect.poll(text).toBe(`retry: 1000\n\n${':\n\n'.repeat(comments)}`);
    }
  });

  test('for what is no name of a device, or from another site, is refused', async () => {
    const { ask, api } = await emulatorUnderTest();
    for (const name of ['', 'ghost', 'a1/', 'a1/ghost/x']) {
      expect((await api('GET', `events?device=${name}`)).status).toBe(400);
    }
    expect((await api('GET', 'events?product=a1')).status).toBe(400);
    for (const path of [
      'events',
      'products/iot-sim-demo/triples',
      'devices/iot-sim-demo/demo-sensor/secret',
    ]) {
      const foreign: Record<string, string>[] = [
        { Host: 'attacker.example' },
        { Origin: 'https://attacker.example' },
        { 'Sec-Fetch-Site': 'cross-site' },
      ];
      for (const headers of foreign) {
        const { status, body } = await ask({ method: 'GET', path: `/_emulator/${path}`, headers });
        expect([path, status, body.includes(DEMO_DEVICE.deviceSecret)]).toEqual([path, 403, false]);
      }
    }
  });

  test('is one of 50 at most; who leaves makes room', async () => {
    const { url, api } = await emulatorUnderTest();
    const listeners = await Promise.all(Array.from({ length: 50 }, () => listenTo(url)));
    expect(await api('GET', 'events')).toEqual({
      status: 503,
      json: { error: '50 listen already; close one of them.' },
    });
    for (const { stop } of listeners.slice(0, 2)) stop();
    await expect.poll(async () => (await listenTo(url)).status).toBe(200);
  });

  test('too slowly is told once that something is missing, and then what comes', async () => {
    const { port, handle, token, device } = await emulatorUnderTest();
    const password = await token();
    const connection = await rawConnection(port);
    await connection.write(`GET /_emulator/events${OF_DEMO} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await connection.answer();
    connection.socket.pause();
    const received: string[] = [];
    connection.socket.on('data', (bytes: Buffer) => received.push(bytes.toString()));
    connection.socket.pause();
    const topic = `/${device.productKey}/${device.deviceName}/user/x`;
    const publish = async (body: string) => {
      expect(JSON.parse((await handle(topicRequest(topic, password, body))).body).code).toBe(0);
    };
    for (let number = 0; number < 1500; number++) await publish(`${number} ${'x'.repeat(50_000)}`);
    connection.socket.resume();
    // Chunked, and cut where the kernel likes: the names of events are short enough to be found.
    const gaps = () => received.join('').split('event: gap').length - 1;
    await expect.poll(gaps, { timeout: 10_000 }).toBe(1);
    await publish('the last');
    await expect.poll(() => received.join('').includes('the last'), { timeout: 10_000 }).toBe(true);
    expect(gaps()).toBe(1);
    expect(received.join('').split('event: exchange').length).toBeLessThan(1400);
  });

  test('is left when the emulator closes', async () => {
    const { url, close } = await emulatorUnderTest();
    const { ended } = await listenTo(url);
    await close();
    await ended;
  });

  test('leaves room for others, at whatever moment it goes', async () => {
    const { url, port, token, post, works } = await emulatorUnderTest();
    const password = await token();
    for (let round = 0; round < 60; round++) {
      const connection = await rawConnection(port);
      await connection.write(`GET /_emulator/events${OF_DEMO} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      if (round % 3 === 1) await connection.answer();
      if (round % 3 === 2) await post(password);
      connection.socket.destroy();
    }
    await expect
      .poll(async () => {
        const listeners = await Promise.all(Array.from({ length: 50 }, () => listenTo(url)));
        for (const { stop } of listeners) stop();
        return listeners.filter(({ status }) => status === 200).length;
      })
      .toBe(50);
    expect(await works()).toBe(true);
  });
});

test('an event is one line of data, whatever a device wrote', async () => {
  const { url, token, ask } = await emulatorUnderTest({ mode: 'none' });
  const password = await token();
  const { hears, text } = await listenTo(url, OF_DEMO);
  await ask(
    topicRequest(POST_TOPIC, password, '{"params":{"temperature":"a\\r\\n\\ndata: {}\\u2028\\n\\n"}}'),
  );
  const [event] = await hears(1);
  expect(event?.name).toBe('exchange');
  expect(eventsIn(text())).toHaveLength(1);
  expect(text().match(/^data: /gm)).toHaveLength(1);
});

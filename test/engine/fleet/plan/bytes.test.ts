import { expect, test } from 'vitest';
import { createFleetDevice } from '../../../../src/engine/fleet/device.ts';
import { measureMessages, planBytes } from '../../../../src/engine/fleet/plan/bytes.ts';
import { PRESETS } from '../../../../src/tsl/presets.ts';

/** A device that always reports this temperature and humidity. */
const device = (temperature: number, deviceName = 'd1') =>
  createFleetDevice({
    triple: { productKey: 'pk', deviceName, deviceSecret: 's' },
    model: PRESETS.environment,
    generators: new Map([
      ['temperature', () => temperature],
      ['humidity', () => 60],
    ]),
    intervalMs: 1_000,
    dueMs: 0,
  });
const nowMs = Date.UTC(2026, 0, 15, 10);
const server = { host: 'example.com', prefix: '' };

test('messages are measured as they would be sent, byte for byte', () => {
  const { sampled, body, request, properties } = measureMessages([device(22), device(-5)], { nowMs, server });
  const written =
    '{"id":"1789202000","version":"1.0","params":{"temperature":22,"humidity":60},"method":"thing.event.property.post"}';
  expect({ sampled, properties }).toEqual({ sampled: 2, properties: 2 });
  expect(body).toEqual({ min: written.length, mean: written.length, max: written.length });
  const head =
    'POST /topic/sys/pk/d1/thing/event/property/post HTTP/1.1\r\nHost: example.com\r\n' +
    `Content-Type: application/octet-stream\r\npassword: ${'0'.repeat(32)}\r\nContent-Length: ${written.length}\r\n\r\n`;
  expect(request.max).toBe(head.length + written.length);
});

test('sizes differ where the readings do, and there are none of no device', () => {
  const { body } = measureMessages([device(5), device(-10)], { nowMs, server });
  expect(body.max - body.min).toBe(2);
  expect(body.mean).toBe(body.min + 1);
  expect(measureMessages([], { nowMs, server })).toMatchObject({ sampled: 0, body: { max: 0 } });
});

test('what they come to is counted in seconds, hours and days, and billed by 512 bytes', () => {
  const same = (value: number) => ({ min: value, mean: value, max: value });
  const sizes = {
    sampled: 1,
    body: same(600),
    request: same(800),
    outbox: same(700),
    units: same(2),
    properties: 9,
  };
  expect(planBytes(sizes, { perSecond: 10, answerBytes: 200 })).toEqual({
    upPerSecond: 8_000,
    upPerDay: 691_200_000,
    downPerSecond: 2_000,
    downPerDay: 172_800_000,
    unitsPerDay: 1_728_000,
    outboxPerHour: 25_200_000,
  });
});

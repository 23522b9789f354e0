import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { emulatorUnderTest } from '../emulator/emulator-under-test.ts';
import { fixture } from './servers.ts';
import { topicRequest } from './signed.ts';

/** An emulator that a page is looked at with. */
export type EmulatorUnderTest = Awaited<ReturnType<typeof emulatorUnderTest>>;

/** A device of it. */
export interface Named {
  readonly productKey: string;
  readonly deviceName: string;
}

/** Every address of the console, with a product and a device to be shown. */
export function viewsOf({ productKey, deviceName }: Named): string[] {
  const product = `#/products/${productKey}`;
  const device = `#/devices/${productKey}/${deviceName}`;
  return [
    '#/products',
    `${product}/info`,
    `${product}/features`,
    `${product}/topics`,
    '#/devices',
    `#/devices?product=${productKey}&state=online&search=nothing`,
    `${device}/status`,
    `${device}/status?property=Temperature&range=all`,
    `${device}/log`,
    `${device}/information`,
    `${device}/tsl`,
    '#/faults',
    '#/nowhere',
  ];
}

/** Goes to an address of the console, and waits until all that it asked for is there. */
export async function openView(page: Page, hash: string): Promise<void> {
  await page.evaluate(async (address) => {
    location.hash = address;
    // It is drawn anew with the next picture, and by the one after that it has asked for what it shows.
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  }, hash);
  await page.waitForFunction(() => document.querySelector('main .state[role=status]') === null);
}

/** A product without a model, and a device that never reported. */
export async function makeBlank({ api }: EmulatorUnderTest): Promise<Named> {
  const product = await api('POST', 'products', { productName: 'blank_product' });
  const device = { productKey: product.json.productKey, deviceName: 'blank_device' };
  expect((await api('POST', 'devices', device)).status).toBe(201);
  return device;
}

/** A product with every data type and changes in its draft, values of every verdict, a disabled device, faults. */
export async function makeBusy(emulator: EmulatorUnderTest): Promise<Named> {
  const { api } = emulator;
  const { productKey } = (await api('POST', 'products', { productName: 'every_type' })).json;
  const device = { productKey, deviceName: 'busy_device' };
  const tsl = { ...JSON.parse(fixture('tsl/all-types.json')), profile: { productKey } };
  const [first, second, ...others] = tsl.properties;
  const draft = {
    ...tsl,
    properties: [{ ...first, name: 'Counted' }, ...others, { ...second, identifier: 'Inside' }],
  };
  for (const [method, path, body] of [
    ['PUT', `products/${productKey}/model`, tsl],
    ['POST', `products/${productKey}/release`, {}],
    ['PUT', `products/${productKey}/model`, draft],
    ['POST', 'devices', device],
    ['POST', 'devices', { productKey, deviceName: 'silent_device', nickname: 'nobody_home' }],
    ['PATCH', `devices/${productKey}/silent_device`, { isEnabled: false }],
  ] as const) {
    expect((await api(method, path, body)).status, `${method} ${path}`).toBeLessThan(300);
  }
  const report = await reporterOf(emulator, device);
  await report({ Counter: 1, Temperature: 20.5, Label: 'hall', Power: 1, Mode: 10, Samples: [1, 2] });
  await report({ Temperature: 22.5, Mode: 1 });
  await report({ Temperature: 99, Pressure: 'high', odd_one: true });
  await report('no JSON at all', 'user/update');
  await api('POST', 'faults', { type: 'code', code: 40000, count: 1, on: 'topic' });
  await report({ Temperature: 23 });
  await api('POST', 'faults', {
    type: 'latency',
    delayMs: 1,
    jitterMs: 1,
    device: `${productKey}/busy_device`,
  });
  await api('POST', 'faults', { type: 'http', status: 503, probability: 0.5, count: 9, when: 'after' });
  await api('PATCH', 'settings', { clockOffsetMs: 1_800_000 });
  return device;
}

/** Authenticates a device, and gives what publishes as it: properties, or a text to a topic of its own. */
export async function reporterOf(
  { api, token, ask }: EmulatorUnderTest,
  { productKey, deviceName }: Named,
): Promise<(body: Readonly<Record<string, unknown>> | string, topic?: string) => Promise<void>> {
  const { json } = await api('GET', `devices/${productKey}/${deviceName}/secret`);
  const password = await token({ productKey, deviceName, ...json });
  return async (body, topic = 'user/update') => {
    const isText = typeof body === 'string';
    const path = isText
      ? `/${productKey}/${deviceName}/${topic}`
      : `/sys/${productKey}/${deviceName}/thing/event/property/post`;
    const text = isText ? body : JSON.stringify({ id: '1', version: '1.0', params: body });
    expect((await ask(topicRequest(path, password, text))).status).toBe(200);
  };
}

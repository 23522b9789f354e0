import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE, emulatorUnderTest } from '../emulator/emulator-under-test.ts';
import { useBrowser } from '../helpers/browser.ts';
import { openView, reporterOf, viewsOf } from '../helpers/console-views.ts';

const { usePage } = useBrowser();

/** Text that would run where it is taken for markup. */
const MARKUP = `<img src="x" onerror="document.body.dataset.owned='yes'"><script>document.body.dataset.owned='yes'</script>`;
/** It turns the direction of what follows, and is never ended. */
const TURNED = '\u202Eevil\u2067\u200F';
const LONG = 'x'.repeat(10_240);

const HOSTILE_TSL = {
  properties: [
    {
      identifier: 'note',
      name: '<b>note</b>',
      desc: MARKUP,
      accessMode: 'r',
      required: false,
      dataType: { type: 'text', specs: { length: '10240' } },
    },
  ],
};

test('text of devices and files is shown as text, wherever it is shown', async () => {
  const emulator = await emulatorUnderTest();
  const { api } = emulator;
  const body = { productName: 'hostile_text', description: MARKUP.slice(0, 100), mode: 'none' };
  const { productKey } = (await api('POST', 'products', body)).json;
  const device = { productKey, deviceName: 'hostile_device' };
  const tsl = { ...HOSTILE_TSL, profile: { productKey } };
  expect((await api('PUT', `products/${productKey}/model`, tsl)).status).toBe(200);
  expect((await api('POST', `products/${productKey}/release`)).status).toBe(200);
  expect((await api('POST', 'devices', device)).status).toBe(201);
  const report = await reporterOf(emulator, device);
  await report({ note: LONG });
  await report(`${MARKUP}${TURNED}${LONG}`);
  await report({ '<b>odd</b>': MARKUP });
  await report({ note: `${MARKUP}${TURNED}` });

  const page = await usePage(emulator, { width: 360, height: 740 });
  for (const view of viewsOf(device)) {
    await openView(page, view.replace('property=Temperature', 'property=note'));
    await expectHarmless(page, view);
  }

  await openView(page, `#/devices/${productKey}/hostile_device/log`);
  const rows = await page.locator('.exchanges > li > button').all();
  expect(rows.length).toBeGreaterThanOrEqual(5);
  for (const [index, row] of rows.entries()) {
    await row.click();
    await page.locator('.exchange-details').waitFor();
    await expectHarmless(page, `row ${index}`);
  }
  for (const view of [`products/${productKey}/features`, `devices/${productKey}/hostile_device/status`]) {
    await openView(page, `#/${view}`);
    expect(await page.locator('main').innerText(), view).toContain(MARKUP);
  }
});

/** Nothing that was reported became an element, ran, or made the page wider than it is. */
async function expectHarmless(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => ({
    owned: document.body.dataset['owned'],
    elements: document.querySelectorAll('main :is(img, script, b)').length,
    hidden: Math.max(0, (document.scrollingElement?.scrollWidth ?? 0) - innerWidth),
  }));
  expect([where, found]).toEqual([where, { owned: undefined, elements: 0, hidden: 0 }]);
}

describe('the DeviceSecret', () => {
  const SECRET = DEMO_DEVICE.deviceSecret;
  const INFORMATION = `#/devices/${DEMO_DEVICE.productKey}/${DEMO_DEVICE.deviceName}/information`;

  test('is asked for when somebody wants to see it, and stands in no address', async () => {
    const emulator = await emulatorUnderTest();
    const page = await usePage(emulator);
    const asked: string[] = [];
    const answers: Promise<string>[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('response', (response) => {
      if (!response.url().includes('/events')) answers.push(response.text().catch(() => ''));
    });
    for (const view of viewsOf(DEMO_DEVICE)) {
      await openView(page, view);
      expect(await page.content(), view).not.toContain(SECRET);
    }
    expect(asked.filter((url) => url.includes('secret'))).toEqual([]);
    expect((await Promise.all(answers)).filter((text) => text.includes(SECRET))).toEqual([]);

    await openView(page, INFORMATION);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('.facts').getByText(SECRET).waitFor();
    expect(asked.filter((url) => url.endsWith('/secret'))).toHaveLength(1);
    expect([...asked, page.url()].filter((url) => url.includes(SECRET))).toEqual([]);
  });

  test('is hidden again with a button, and when the page is left', async () => {
    const page = await usePage(await emulatorUnderTest());
    await openView(page, INFORMATION);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('.facts').getByText(SECRET).waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByRole('button', { name: 'Show' }).waitFor();
    expect(await page.content()).not.toContain(SECRET);

    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('.facts').getByText(SECRET).waitFor();
    await openView(page, INFORMATION.replace('information', 'tsl'));
    await openView(page, INFORMATION);
    await page.getByRole('button', { name: 'Show' }).waitFor();
    expect(await page.content()).not.toContain(SECRET);
  });

  test('is copied without being shown', async () => {
    const page = await usePage(await emulatorUnderTest());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openView(page, INFORMATION);
    await page.getByRole('button', { name: 'Copy: DeviceSecret' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SECRET);
    expect(await page.content()).not.toContain(SECRET);
  });
});

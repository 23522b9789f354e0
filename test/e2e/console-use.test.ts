import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { emulatorUnderTest } from '../emulator/emulator-under-test.ts';
import { useBrowser } from '../helpers/browser.ts';
import { openView } from '../helpers/console-views.ts';

const { usePage } = useBrowser();

/** No page has more places for the focus on the way to what these tests want. */
const MOST_TABS = 60;

/** Goes on with the tab key until a control has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The tab key does not lead to ${control}.`);
}

test('the keyboard is enough to make a product and a device', async () => {
  const emulator = await emulatorUnderTest();
  const page = await usePage(emulator);
  const { keyboard } = page;
  await page.getByRole('heading', { name: 'Products' }).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Skip to the content', exact: true }));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Create product', exact: true }));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: 'Product name', exact: true }));
  await keyboard.type('by_keyboard');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'by_keyboard' }).waitFor();

  await tabTo(page, page.getByRole('link', { name: 'Devices', exact: true }));
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Devices' }).waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Add devices', exact: true }));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('dialog').getByRole('combobox', { name: 'Product' }));
  await keyboard.type('by_keyboard');
  await tabTo(page, page.getByRole('textbox', { name: 'DeviceName', exact: true }));
  await keyboard.type('by_keyboard_1');
  await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }));
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'by_keyboard_1' }).waitFor();

  const { json } = await emulator.api('GET', 'devices?search=by_keyboard_1');
  expect(page.url()).toContain(`/devices/${json.devices[0].productKey}/by_keyboard_1`);
  const product = await emulator.api('GET', `products/${json.devices[0].productKey}`);
  expect(product.json.productName).toBe('by_keyboard');
});

describe('the language', () => {
  test.each([
    ['en-GB', 'en', 'Products'],
    ['zh-CN', 'zh-CN', '产品'],
    ['de-DE', 'en', 'Products'],
  ])('is at first that of the browser: %s', async (locale, lang, title) => {
    const page = await usePage(await emulatorUnderTest(), { locale });
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
  });

  test('is changed with one button, and stays', async () => {
    const page = await usePage(await emulatorUnderTest());
    await page.getByRole('button', { name: '切换到中文' }).click();
    await page.getByRole('heading', { name: '产品' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await openView(page, '#/faults');
    await page.reload();
    await page.getByRole('heading', { name: '故障注入' }).waitFor();
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('heading', { name: 'Faults', exact: true }).waitFor();
  });
});

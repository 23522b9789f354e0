import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { emulatorUnderTest } from '../emulator/emulator-under-test.ts';
import { expectNoSeriousFindings, useBrowser } from '../helpers/browser.ts';
import { makeBlank, makeBusy, openView, viewsOf } from '../helpers/console-views.ts';

const { usePage } = useBrowser();

const FILLED = [
  ['with next to nothing to show', makeBlank],
  ['with all kinds of things to show', makeBusy],
] as const;

/** Some thirty looks at pages are in one test; machines may be busy. */
const MANY_LOOKS_MS = 60_000;

/** Both schemes of colour; the page need not be opened again. */
async function expectUsableByAll(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoSeriousFindings(page);
  }
}

/** How many pixels of a page cannot be seen without scrolling sideways. */
function hiddenWidth(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, (document.scrollingElement?.scrollWidth ?? 0) - innerWidth));
}

describe.each(FILLED)('every page, %s', (_, fill) => {
  test('can be used by all, in the light and in the dark', { timeout: MANY_LOOKS_MS }, async () => {
    const emulator = await emulatorUnderTest();
    const views = viewsOf(await fill(emulator));
    const page = await usePage(emulator);
    for (const view of views) {
      await openView(page, view);
      await expectUsableByAll(page);
    }
  });

  test.each(['en-US', 'zh-CN'])('never scrolls sideways on a phone: %s', async (locale) => {
    const emulator = await emulatorUnderTest();
    const views = viewsOf(await fill(emulator));
    const page = await usePage(emulator, { width: 360, height: 740, locale });
    for (const view of views) {
      await openView(page, view);
      expect([view, await hiddenWidth(page)]).toEqual([view, 0]);
    }
  });
});

test('a product or a device that is not there is told of, with a way on', async () => {
  const emulator = await emulatorUnderTest();
  const page = await usePage(emulator, { tolerates: /status of 404/ });
  for (const view of ['#/products/none', '#/devices/none/none', '#/devices/iot-sim-demo/none']) {
    await openView(page, view);
    await page.getByText('There is no').waitFor();
    await page.locator('main .state').getByRole('link').waitFor();
    await expectNoSeriousFindings(page);
  }
});

test('an emulator without products says what to do first', async () => {
  const emulator = await emulatorUnderTest();
  const { json } = await emulator.api('GET', 'products');
  for (const { productKey } of json.products) {
    await emulator.api('DELETE', `products/${productKey}?devices=delete`);
  }
  const page = await usePage(emulator);
  await page.getByText('There is no product yet.').waitFor();
  await expectUsableByAll(page);
  await openView(page, '#/devices');
  await page.getByText('Create one first.').waitFor();
});

/** Where a dialog is, the button that opens it, and what is chosen in it before it is looked at. */
const DIALOGS: readonly (readonly [view: string, button: string, choose?: readonly [string, string]])[] = [
  ['#/products', 'Create product'],
  ['info', 'Edit name and description'],
  ['info', 'Delete product'],
  ['features', 'Add property'],
  ['features', 'Add property', ['Data type', 'bool']],
  ['features', 'Add property', ['Data type', 'enum']],
  ['features', 'Edit: Location'],
  ['features', 'Import TSL'],
  ['features', 'Release'],
  ['#/devices', 'Add devices'],
  ['information', 'Edit: Nickname'],
  ['information', 'Delete device'],
  ['#/faults', 'Add fault'],
  ['#/faults', 'Add fault', ['What happens', 'code']],
  ['#/faults', 'Add fault', ['What happens', 'refuse']],
];

test('every dialog can be used by all, fits a phone, and leads back', {
  timeout: MANY_LOOKS_MS,
}, async () => {
  const emulator = await emulatorUnderTest();
  const views = viewsOf(await makeBusy(emulator));
  const page = await usePage(emulator);
  for (const [place, name, choice] of DIALOGS) {
    const which = [place, name, choice];
    await openView(page, views.find((view) => view.endsWith(place)) ?? '');
    const button = page.getByRole('button', { name, exact: true });
    await button.click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    if (choice !== undefined) await dialog.getByLabel(choice[0]).selectOption(choice[1]);
    await expectUsableByAll(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect([...which, await hiddenWidth(page)]).toEqual([...which, 0]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === document.activeElement), String(which)).toBe(true);
  }
});

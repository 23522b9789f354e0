import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE, emulatorUnderTest, read } from '../emulator/emulator-under-test.ts';
import { expectNoSeriousFindings, useBrowser } from '../helpers/browser.ts';
import { openView } from '../helpers/console-views.ts';

const { usePage } = useBrowser();

/** What a browser complains of while nobody listens. */
const UNREACHABLE = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/;

describe('the page of faults', () => {
  test('sets a fault as it is filled in, says what is wrong at the field, and counts what it strikes', async () => {
    const emulator = await emulatorUnderTest();
    const page = await usePage(emulator);
    await openView(page, '#/faults');
    await page.getByRole('button', { name: 'Add fault' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What happens').selectOption('code');
    await dialog.getByLabel('Kind of request').selectOption('topic');
    await dialog.getByLabel('Code').selectOption('30001');
    await dialog.getByLabel('Next requests only').fill('two');
    await dialog.getByRole('button', { name: 'Set' }).click();
    await dialog.getByText('A whole number from 1 to 1,000,000,000.').waitFor();
    await expectNoSeriousFindings(page);
    await dialog.getByLabel('Next requests only').fill('2');
    await dialog.getByLabel('Device').fill(`${DEMO_DEVICE.productKey}/${DEMO_DEVICE.deviceName}`);
    await dialog.getByRole('button', { name: 'Set' }).click();

    const row = page.getByRole('row', { name: 'Code 30001 publish message error' });
    await row.getByRole('cell', { name: '2 of 2 requests', exact: true }).waitFor();
    expect(emulator.faults.list()).toMatchObject([
      { type: 'code', code: 30001, count: 2, on: 'topic', device: 'iot-sim-demo/demo-sensor' },
    ]);
    const token = await emulator.token();
    expect(await emulator.postCode(token)).toBe(30001);
    await row.getByRole('cell', { name: '1 of 2 requests', exact: true }).waitFor();
    expect(await emulator.postCode(token)).toBe(30001);
    await row.getByRole('cell', { name: 'over', exact: true }).waitFor();
    expect(await row.getByRole('cell').nth(3).innerText()).toBe('2');

    await row.getByRole('button', { name: 'Remove f1' }).click();
    await page.getByText('No fault is set.').waitFor();
    expect(emulator.faults.list()).toEqual([]);
  });

  test('sets common ones with one press, and takes all away', async () => {
    const emulator = await emulatorUnderTest();
    const page = await usePage(emulator);
    const token = await emulator.token();
    await openView(page, '#/faults');
    await page.getByRole('button', { name: 'Slow network' }).click();
    await page.getByRole('button', { name: 'Rate limit' }).click();
    await page.getByRole('row', { name: 'f2' }).getByText('50 % of requests').waitFor();
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('No fault is set.').waitFor();
    await page.getByRole('button', { name: 'Revoke all tokens' }).click();
    await page.getByText('Tokens revoked: 1.').waitFor();
    expect(await emulator.postCode(token)).toBe(20003);
  });

  test('changes the clock, the limits and the switches', async () => {
    const emulator = await emulatorUnderTest();
    const { settings } = emulator;
    const page = await usePage(emulator);
    const save = async (label: string, value: string): Promise<void> => {
      const form = page.locator('form', { has: page.getByLabel(label, { exact: true }) });
      await form.getByLabel(label, { exact: true }).fill(value);
      await form.getByRole('button', { name: 'Save' }).click();
    };
    await openView(page, '#/faults');
    await page.getByLabel('Clock ahead by: unit').selectOption('h');
    await save('Clock ahead by', '-2');
    await expect.poll(() => settings.clockOffsetMs).toBe(-7_200_000);
    await page.getByRole('button', { name: 'Back to this machine’s time' }).click();
    await expect.poll(() => settings.clockOffsetMs).toBe(0);
    await save('Life of a token', '0');
    await page.getByText('A time from 1 ms to 3,650 d.').waitFor();
    await save('Life of a token', '1.5');
    await expect.poll(() => settings.tokenTtlMs).toBe(1.5 * 86_400_000);
    await save('Messages a second and device', '30');
    await expect.poll(() => settings.rateLimit).toBe(30);
    await save('Messages a second and device', '');
    await expect.poll(() => settings.rateLimit).toBeUndefined();
    await page.getByLabel('Signatures cover every field').check();
    await page.getByLabel('A new token ends').check();
    await expect.poll(() => settings).toMatchObject({ signsEveryField: true, revokesEarlierTokens: true });
  });

  test('a switch shows what was chosen while the emulator is told, whatever else changes', async () => {
    const emulator = await emulatorUnderTest();
    const page = await usePage(emulator);
    let release = (): void => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/settings', async (route) => {
      if (route.request().postData()?.includes('signsEveryField')) await isReleased;
      await route.continue();
    });
    await openView(page, '#/faults');
    const box = page.getByLabel('Signatures cover every field');
    await box.check();
    const limit = page.locator('form', { has: page.getByLabel('Messages a second and device') });
    await limit.getByLabel('Messages a second and device').fill('30');
    const isShown = page.waitForResponse(
      (response) => response.request().method() === 'GET' && response.url().endsWith('/settings'),
    );
    await limit.getByRole('button', { name: 'Save' }).click();
    await (await isShown).finished();
    await page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 100)));
    expect(emulator.settings.rateLimit).toBe(30);
    expect(await box.isChecked()).toBe(true);
    release();
    await expect.poll(() => emulator.settings.signsEveryField).toBe(true);
    expect(await box.isChecked()).toBe(true);
  });

  test('says calmly that nobody listens, and goes on by itself', async () => {
    const emulator = await emulatorUnderTest();
    const page = await usePage(emulator, { tolerates: UNREACHABLE });
    await openView(page, '#/faults');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add fault' }).click();
    await page.getByLabel('What happens').selectOption('refuse');
    await page.getByLabel('For', { exact: true }).fill('3');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Connections are refused on purpose').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    const row = page.getByRole('row', { name: 'Connections refused for 3 s' });
    await row.getByRole('cell', { name: 'over', exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByText('Connections are refused on purpose').count()).toBe(0);
  });
});

test('live values come again after nobody listened for a while', async () => {
  const emulator = await emulatorUnderTest();
  const page = await usePage(emulator, { tolerates: UNREACHABLE });
  await openView(page, `#/devices/${DEMO_DEVICE.productKey}/${DEMO_DEVICE.deviceName}/status`);
  await page.getByText('Live', { exact: true }).waitFor();
  const token = await emulator.token();
  const reading = page.locator('.reading').first();
  await emulator.post(token, { temperature: 21 });
  await reading.getByText('21').waitFor();

  await emulator.refuse(1000);
  // Nobody tells the page of this one: it reads it once it is connected again.
  expect(read(await emulator.post(token, { temperature: 31 })).code).toBe(0);
  await reading.getByText('31').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await emulator.post(token, { temperature: 41 });
  await reading.getByText('41').waitFor();
});

test('a page that is opened while nobody listens fills itself afterwards', async () => {
  const emulator = await emulatorUnderTest();
  const page = await usePage(emulator, { tolerates: UNREACHABLE });
  await page.getByText('Live', { exact: true }).waitFor();
  const refusing = emulator.refuse(1500);
  await page.getByText('Connecting…').waitFor();
  await openView(page, `#/devices/${DEMO_DEVICE.productKey}/${DEMO_DEVICE.deviceName}/status`);
  await page.getByText('The emulator does not answer.').first().waitFor();
  await refusing;
  await page.getByText('This device has not reported anything yet.').waitFor();
  await page.getByText('The emulator does not answer.').first().waitFor({ state: 'detached' });
});

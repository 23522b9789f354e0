import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { emulatorUnderTest } from '../emulator/emulator-under-test.ts';
import { useBrowser } from '../helpers/browser.ts';
import { type Sandbox, useSandbox } from '../helpers/run-program.ts';

const { usePage } = useBrowser();

/** The two properties of the vendor's tutorial. */
const PROPERTIES = [
  { name: 'Temperature', identifier: 'temperature', min: '-10', max: '50', unit: '°C' },
  { name: 'Humidity', identifier: 'humidity', min: '1', max: '100', unit: '%RH' },
];

test('the vendor’s tutorial is done in the page, and the values of the program move in it', async () => {
  const emulator = await emulatorUnderTest();
  const page = await usePage(emulator);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

  await createProduct(page);
  for (const property of PROPERTIES) await addProperty(page, property);
  await release(page);
  await addDevice(page);
  const { environment, flags } = await copyCommand(page);
  expect(environment).toMatchObject({
    IOT_SIM_ENDPOINT: emulator.url,
    IOT_SIM_DEVICE_NAME: 'sensor_01',
    IOT_SIM_DEVICE_SECRET: await revealSecret(page),
  });
  expect(flags).toEqual(['publish', '--interval', '5s']);

  await openTab(page, 'Status');
  await page.getByText('This device has not reported anything yet.').waitFor();
  const sandbox = useSandbox();
  const program = sandbox.start(['publish', '--interval', '1s'], { env: environment });
  await program.waitForOutput('publish success');
  await page.locator('.page-head').getByText('Online').waitFor();

  const posted = (): unknown[] =>
    emulator.exchanges.flatMap(({ message }) => {
      const temperature = message?.properties.find(({ identifier }) => identifier === 'temperature');
      return temperature === undefined ? [] : [Number(temperature.value)];
    });
  for (const count of [1, 2, 3]) {
    await expect.poll(() => posted().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
    const isShown = async (): Promise<boolean> => (await shownValue(page, 'Temperature')) === posted().at(-1);
    await expect.poll(isShown, { timeout: 2000, interval: 20 }).toBe(true);
  }
  await tile(page, 'Humidity').getByText('%RH').waitFor();

  await tile(page, 'Temperature').getByRole('link', { name: 'Temperature' }).click();
  await page.getByRole('heading', { name: 'Temperature (°C)' }).waitFor();
  await page.locator('.chart-box canvas').waitFor();
  await page.getByText(/^[1-9]\d* values/).waitFor();
  await page.locator('.history tbody tr').nth(2).waitFor();
  expect(page.url()).toContain('property=temperature');

  await openTab(page, 'Log');
  const row = page.getByRole('button', { name: 'Property post' }).first();
  await row.getByText('kept 2').waitFor();
  await row.click();
  await page.getByText('"method": "thing.event.property.post"').waitFor();
  program.child.kill();
  await program.ended;

  await checkStrictly(page);
  await reportTooWarm(sandbox, environment);
  await page.goto(new URL(`#${devicePath(environment)}/status`, emulator.url).href);
  await tile(page, 'Temperature').getByText('6306').waitFor();
  await tile(page, 'Temperature').getByRole('link', { name: 'See the log' }).click();
  await page.getByRole('button', { name: 'filtered 1' }).getByText('6306').waitFor();
});

async function createProduct(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create product' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Product name').fill('environment_sensor');
  for (const fixed of [
    'Directly connected device',
    'ICA standard data format (Alink JSON)',
    'Device secret',
  ]) {
    await dialog.getByText(fixed).waitFor();
  }
  expect(await dialog.getByLabel('Network connection').inputValue()).toBe('WIFI');
  await dialog.getByRole('button', { name: 'Create product' }).click();
  await page.getByRole('heading', { name: 'environment_sensor' }).waitFor();
}

async function addProperty(page: Page, property: (typeof PROPERTIES)[number]): Promise<void> {
  await page.getByRole('button', { name: 'Add property' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(property.name);
  await dialog.getByLabel('Identifier').fill(property.identifier);
  await dialog.getByLabel('Data type').selectOption('int');
  await dialog.getByLabel('Minimum').fill(property.min);
  await dialog.getByLabel('Maximum').fill(property.max);
  await dialog.getByLabel('Step').fill('1');
  await dialog.getByLabel('Unit', { exact: true }).fill(property.unit);
  await dialog.getByLabel('Access').selectOption('r');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: property.name }).getByText('New').waitFor();
}

async function release(page: Page): Promise<void> {
  await page.getByText('The draft has 2 changes.').waitFor();
  await page.getByRole('button', { name: 'Release' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
  await page.getByText('Devices are checked against').waitFor();
}

async function addDevice(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('button', { name: 'Add devices' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Product').selectOption('environment_sensor');
  await dialog.getByLabel('DeviceName').fill('sensor_01');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('heading', { name: 'sensor_01' }).waitFor();
  await page.locator('.page-head').getByText('Inactive').waitFor();
}

/** What "Report from a terminal" copies, as the shell would read it. */
async function copyCommand(page: Page): Promise<{ environment: Record<string, string>; flags: string[] }> {
  await page.getByRole('button', { name: 'Copy: Report from a terminal' }).click();
  await page.getByText('Copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const environment = [...command.matchAll(/^ export (\w+)=(\S+)$/gm)].map(([, name, value]) => [
    name,
    value,
  ]);
  const flags = /^ iot-sim (.*)$/m.exec(command)?.[1]?.split(' ') ?? [];
  return { environment: Object.fromEntries(environment), flags };
}

async function revealSecret(page: Page): Promise<string> {
  const fact = page.locator('.facts > div', { hasText: 'DeviceSecret' });
  await fact.getByRole('button', { name: 'Show' }).click();
  return fact.locator('code').innerText();
}

/** Everything that reports is checked against the model from now on. */
async function checkStrictly(page: Page): Promise<void> {
  await page.locator('.path').getByRole('link', { name: 'environment_sensor' }).click();
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByLabel('Strong').check();
  expect((await saved).ok()).toBe(true);
}

async function reportTooWarm(sandbox: Sandbox, env: Record<string, string>): Promise<void> {
  const { output } = await sandbox.run(['once', '--temp', '80', '--hum', '60', '--no-clamp'], { env });
  expect(output).toContain('publish success');
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.locator('.tabs').getByRole('link', { name }).click();
}

function tile(page: Page, name: string) {
  return page.locator('.tile', { has: page.getByRole('link', { name, exact: true }) });
}

async function shownValue(page: Page, name: string): Promise<number> {
  return Number.parseFloat(await tile(page, name).locator('.reading').innerText());
}

function devicePath(environment: Record<string, string>): string {
  return `/devices/${environment['IOT_SIM_PRODUCT_KEY']}/${environment['IOT_SIM_DEVICE_NAME']}`;
}

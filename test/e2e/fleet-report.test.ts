import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { expectNoSeriousFindings, type PageOptions, useBrowser } from '../helpers/browser.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

const { usePage } = useBrowser();

const CHARTS = ['Readings a second over time', 'Latency percentiles over time', 'Durations by percentile'];

test('the page of a fleet opens without a network, narrow and wide, in the light and in the dark', async () => {
  const cwd = useFolder();
  const run = ['fleet', '--local', '--devices', '50', '--interval', '100ms', '--duration', '2s'];
  const { code } = await runMain([...run, '--report', 'run.html', '--fail-if', 'error_rate>1%'], { cwd });
  expect(code).toBe(0);
  const { href: url, pathname: path } = pathToFileURL(join(cwd, 'run.html'));

  const looks: PageOptions[] = [
    { width: 360, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'light' },
  ];
  for (const look of looks) {
    const page = await usePage({ url }, { ...look, path });
    await page.context().setOffline(true);
    await page.reload();
    expect(await page.title()).toMatch(/^Fleet of 50 devices, .* UTC – iot-sim$/);
    for (const name of CHARTS) await page.getByRole('img', { name, exact: true }).waitFor();
    await page.getByText('All figures over time').click();
    await page.getByText('Defaults, and what was not set').click();
    await expectNoSeriousFindings(page);
    const findings =
      'axe.run({ resultTypes: ["violations"] }).then((all) => all.violations.map(({ id }) => id))';
    expect(await page.evaluate(findings)).toEqual([]);
    const headings = await page.locator('h1, h2, h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect(headings.join(' ')).toMatch(/^H1(?: H2(?: H3)*)*$/);
    // The style sheet was let in, and nothing else is there to be let in.
    expect(await page.locator('main').evaluate((main) => getComputedStyle(main).display)).toBe('grid');
    expect(await page.locator('script, link, img, iframe').count()).toBe(0);
    for (const width of [320, 640, 1280, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
  }
});

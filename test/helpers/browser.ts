import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { findBrowser } from '../../.config/chromium.js';

/** How a page is looked at. */
export interface PageOptions {
  /** @default 1280 */
  readonly width?: number;
  /** @default 800 */
  readonly height?: number;
  /** @default 'light' */
  readonly colorScheme?: 'light' | 'dark';
  /** @default 'en-US' */
  readonly locale?: string;
  /** What is opened first. @default '/' */
  readonly path?: string;
  /** Problems that the test is about: their text matches. */
  readonly tolerates?: RegExp;
}

/** A browser of a test file. */
export interface TestBrowser {
  /**
   * Opens a page of an emulator in a window of its own, closed with the test. Whatever the page complains of, fails to
   * load or asks of anybody else makes the test fail. Its time zone is UTC.
   */
  usePage(emulator: { readonly url: string }, options?: PageOptions): Promise<Page>;
}

/** What a page is waited for fails sooner than the whole test, so that it is known what it was. */
const STEP_MS = 10_000;

/** Names ending in .example lead to this machine, as a name of an attacker may; no other leads anywhere. */
const NAMES =
  '--host-resolver-rules=MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';

/** Chromium for the tests of a file. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const executablePath = findBrowser(process.env);
    if (executablePath === undefined) throw new Error('There is no browser: npm run browser');
    const isRoot = process.getuid?.() === 0; // for whom Chromium has no sandbox
    browser = await chromium.launch({ executablePath, chromiumSandbox: !isRoot, args: [NAMES] });
  });
  afterAll(() => browser?.close());

  return {
    async usePage({ url }, { width = 1280, height = 800, path = '/', tolerates, ...look } = {}) {
      if (browser === undefined) throw new Error('There is a browser in tests alone.');
      const context = await browser.newContext({
        viewport: { width, height },
        locale: 'en-US',
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
        ...look,
      });
      context.setDefaultTimeout(STEP_MS);
      const page = await context.newPage();
      const problems = watch(page, url);
      onTestFinished(async () => {
        const found = problems.filter((problem) => tolerates?.test(problem) !== true);
        await context.close();
        expect(found).toEqual([]);
      });
      await page.goto(new URL(path, url).href);
      return page;
    },
  };
}

/** Gathers what goes wrong in a page. */
function watch(page: Page, url: string): readonly string[] {
  const problems: string[] = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning';
    if (isBad) problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const isOwn = new URL(request.url()).origin === origin || /^(?:data|blob):/.test(request.url());
    if (!isOwn) problems.push(`request to somebody else: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'unknown';
    // The page itself called it off, or was left.
    if (reason !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.url()} (${reason})`);
  });
  return problems;
}

/** Fails where axe finds something on the page that keeps people from using it. */
export async function expectNoSeriousFindings(page: Page): Promise<void> {
  const isThere = await page.evaluate(() => 'axe' in globalThis);
  if (!isThere) await page.evaluate(axe.source); // past the page's policy, which lets no script in
  const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    })),
  ).toEqual([]);
}

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../../../src/cli/fleet/outputs/html/render-report.ts';
import type { ReportLine } from '../../../../../src/cli/fleet/outputs/html/report-line.ts';
import { againCommand } from '../../../../../src/cli/fleet/outputs/html/settings.ts';
import { mergeReports } from '../../../../../src/engine/fleet/report/report.ts';
import { decodeReport, encodeReport } from '../../../../../src/engine/fleet/report/report-json.ts';
import { madeLine } from './made-line.ts';

const render = (line: ReportLine): string => renderReport(line, { version: '1.2.3', nodeVersion: 'v24.0.0' });

/** Text that would run where it is taken for markup, and would close whatever it stands in. */
const EVIL = `"'></title></desc></svg></style><script>alert(1)</script><img src=x onerror=alert(1)>&lt;\u202E`;

const VOID = ['meta'];
const KNOWN = [
  ...[
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'main',
    'header',
    'section',
    'figure',
    'footer',
    'div',
  ],
  ...['h1', 'h2', 'h3', 'p', 'ul', 'li', 'dl', 'dt', 'dd', 'pre', 'code', 'strong', 'span', 'bdi', 'time'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary'],
  ...['svg', 'g', 'line', 'text', 'path', 'rect', 'desc'],
];

/** Reads the page as strictly as XML: every element known and closed in turn, every attribute quoted. */
function expectWellFormed(page: string): void {
  const open: string[] = [];
  const markup = page.replace(/^<!doctype html>\n/, '').replace(/<style>[^<]*<\/style>/, '');
  const rest = markup.replace(
    /<(\/?)([a-z0-9]+)((?: [a-z][a-zA-Z0-9-]*="[^"<>]*")*)(\/?)>/g,
    (_, end: string, name: string, __, isEmpty: string) => {
      expect(KNOWN).toContain(name);
      if (end === '/') expect(open.pop()).toBe(name);
      else if (isEmpty === '' && !VOID.includes(name)) open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(rest).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
}

/** The text of the page, without markup. */
const textOf = (page: string): string => page.replace(/<style>[^<]*<\/style>/, '').replace(/<[^>]*>/g, ' ');

describe('the page of a run', () => {
  test.each<[string, ReportLine, RegExp[]]>([
    ['in which nothing happened', madeLine({ seconds: 0 }), [/Nothing happened/, /The run had no length/]],
    [
      'in which nothing was sent',
      madeLine({ seconds: 20, perSecond: 0 }, { pending: 9, taken: 9 }),
      [/Not all arrived/, /9 still waiting/, /Nothing was answered, so nothing could be measured/],
    ],
    ['of a second', madeLine({ seconds: 1 }), [/All arrived/, /The platform took 4 readings/, /\+200ms/]],
    ['of ten hours', madeLine({ seconds: 36_000, perSecond: 1 }), [/\+2h/, /22:31:05/, /36,000/]],
    [
      'of 100,000 devices',
      madeLine({ seconds: 5, perSecond: 5000 }, { devices: 100_000, shard: '3/16' }),
      [/Fleet of 100,000 devices/, /3\/16/, /100,000 {2}/],
    ],
  ])('%s is whole', (_, line, texts) => {
    const page = render(line);
    expectWellFormed(page);
    for (const text of texts) expect(textOf(page)).toMatch(text);
  });

  test('shows what devices, files and answers say as text, wherever it stands', () => {
    const device = { device: EVIL, taken: 1, refused: 1, dropped: 1, pending: 1, failed: 1, slowestMs: 12 };
    const line = madeLine(
      { seconds: 3 },
      {
        seed: EVIL,
        shard: EVIL,
        settings: { [EVIL]: { value: EVIL, from: EVIL }, tsl: { value: EVIL, from: '--tsl' } },
        codes: { [EVIL]: 3 },
        errors: { [EVIL]: { count: 2, example: EVIL } },
        failed: 2,
        shutOut: [{ device: EVIL, reason: EVIL }],
        shutOutCount: 7,
        worst: [device],
        thresholds: [{ text: EVIL, isCrossed: true, actual: EVIL }],
      },
    );
    const page = render(line);
    expectWellFormed(page);
    expect(page.split('&lt;script&gt;alert(1)&lt;/script&gt;').length - 1).toBeGreaterThanOrEqual(14);
    expect(textOf(page)).toContain('And 6 devices more.');
  });

  test('says whether its thresholds held', () => {
    const held = { text: 'p99>800ms', isCrossed: false, actual: '12 ms' };
    const crossed = { text: 'error_rate>1%', isCrossed: true, actual: '2.3 %' };
    expect(textOf(render(madeLine({ seconds: 2 }, { thresholds: [held] })))).toMatch(
      /Passed\. +1 threshold held/,
    );
    const failed = textOf(render(madeLine({ seconds: 2 }, { thresholds: [held, crossed] })));
    expect(failed).toMatch(/Failed\. +1 of 2 thresholds crossed/);
    expect(failed).toMatch(/error_rate&gt;1% +2\.3 % +✗ Crossed/);
  });

  test('names codes with the words of the platform, and failures with an example', () => {
    const page = render(
      madeLine(
        { seconds: 2 },
        { codes: { 0: 8, 40000: 2 }, failed: 5, errors: { TIMED_OUT: { count: 5, example: 'no answer' } } },
      ),
    );
    expect(textOf(page)).toMatch(/40000 +request too many +throttled +2 +20 %/);
    expect(textOf(page)).toMatch(/TIMED_OUT +5 +no answer/);
  });

  test('lets nothing in but its own style, and asks nobody for anything', () => {
    const page = render(madeLine({ seconds: 3 }));
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`,
    );
    expect(page).not.toMatch(
      /<script|<link|<img| (?:src|href|on\w+|style)=|url\(|@import|https?:\/\/(?!iot-as-http)/,
    );
  });

  test('shows no secret, even where the data has one', () => {
    const settings = {
      'device.deviceSecret': { value: 'open sesame', from: 'file' },
      deviceSecret: { value: 'open sesame', from: '--device-secret' },
    };
    const line = madeLine({ seconds: 1 }, { settings });
    expect(render(line)).not.toContain('open sesame');
    expect(textOf(render(line))).toContain('****');
    expect(againCommand(line)).toBe('iot-sim fleet --seed demo');
  });

  test('is as good of several shards that were merged', () => {
    const lines = [madeLine({ seconds: 4 }), madeLine({ seconds: 9, still: (second) => second < 5 })];
    const report = mergeReports(lines.map((line) => decodeReport({ ...line, restored: 0 })));
    const page = render({ ...madeLine({ seconds: 0 }), ...encodeReport(report), seed: 'demo, other' });
    expectWellFormed(page);
    expect(textOf(page)).toMatch(/Fleet of 6 devices.*The platform took 32 readings/s);
    expect(page).toContain('Half of the answers came within');
  });

  test('marks where nothing happened as nothing, and not by a line across', () => {
    const page = render(madeLine({ seconds: 10, still: (second) => second >= 3 && second < 6 }));
    expect(page).toMatch(/\+2\.8s to \+5\.8s \(20:31:08 UTC\): 0\/s taken, 0\/s sent/);
    expect(/class="stroke s-p50" d="(M[^M]*M[^M]*)"/.exec(page)).not.toBeNull();
  });
});

describe('the command that runs it again', () => {
  test('has the flags that were given, as a shell takes them, and the seed', () => {
    const settings = {
      interval: { value: '100ms', from: '--interval' },
      grace: { value: '5s', from: 'default' },
      endpoint: { value: 'https://example.com', from: 'IOT_SIM_ENDPOINT' },
      local: { value: 'true', from: '--local' },
      outbox: { value: 'false', from: '--no-outbox' },
      devices: { value: "it's/fleet $1.csv:1-200", from: '--devices' },
      shard: { value: 'auto', from: '--shard' },
      startAt: { value: '+30s', from: '--start-at' },
    };
    const thresholds = [{ text: 'p99>800ms', isCrossed: false, actual: '12 ms' }];
    expect(againCommand({ settings, seed: 'a b', shard: '3/16', thresholds })).toBe(
      `iot-sim fleet --interval 100ms --local --no-outbox --devices 'it'\\''s/fleet $1.csv:1-200' --shard 3/16 --fail-if 'p99>800ms' --seed 'a b'`,
    );
  });
});

import { createHash } from 'node:crypto';
import { type AxisTick, timeTicks } from './axes.ts';
import { distributionChart } from './distribution-chart.ts';
import { html, type Markup, type Piece } from './markup.ts';
import type { ReportLine } from './report-line.ts';
import { againCommand, settingTables } from './settings.ts';
import { runTime } from './stretches.ts';
import { STYLE } from './style.ts';
import { facts, totals, verdict } from './summary.ts';
import { codeTable, errorTable, shutOutTable, stretchTable, thresholdTable, worstTable } from './tables.ts';
import { backlogChart, errorChart, latencyChart, rateChart } from './time-charts.ts';
import { countText, utcText } from './words.ts';

/** Which program wrote the page. */
export interface Writer {
  /** Of iot-sim. */
  readonly version: string;
  /** Of Node.js, such as `v24.0.0`. @default not said */
  readonly nodeVersion?: string;
}

/** Nothing but the one style sheet inside the page: no script, no picture, no connection of any kind. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A fleet's run as one HTML file that needs nothing else. What devices, files and answers say is shown as text. */
export function renderReport(line: ReportLine, { version, nodeVersion }: Writer): string {
  const name = `Fleet of ${countText(line.devices, 'device')}`;
  const node = nodeVersion === undefined ? '' : ` on Node.js ${nodeVersion}`;
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: POLICY }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name}, ${utcText(line.startedAtMs)} UTC – iot-sim</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
<header>
<p class="brand">iot-sim fleet</p>
<h1>${name}</h1>
${verdict(line)}
${facts(line)}
</header>
${thresholdSection(line)}
${section('Totals', totals(line))}
${section('Over time', timeCharts(line))}
${section('How long it took', html`<figure>${distributionChart(line)}</figure>`)}
${section('Answers', codeTable(line))}
${section('Failed tries', errorTable(line))}
${section('Devices not let in', shutOutTable(line))}
${section('Worst devices', html`<p class="dim">Those with the most trouble, and then the slowest.</p>`, worstTable(line))}
${runAgain(line)}
${section('Settings', settingTables(line))}
<footer><p>Written by iot-sim ${version}${node}, ${utcText(line.at)} UTC. Times are UTC.</p></footer>
</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.markup}`;
}

/** How to run it again; nothing of runs with seeds of their own, which no one command makes. */
function runAgain(line: ReportLine): Piece {
  if (line.seed.includes(', ')) return '';
  return section(
    'Run it again',
    html`<pre><code>${againCommand(line)}</code></pre>
<p class="dim">The seed makes the same readings of the same devices. What came from the environment or a file has to be there again.</p>`,
  );
}

function section(title: string, ...content: Piece[]): Markup {
  return html`<section>\n<h2>${title}</h2>\n${content}\n</section>`;
}

function thresholdSection(line: ReportLine): Markup | undefined {
  const table = thresholdTable(line);
  return table && section('Thresholds', table);
}

function timeCharts(line: ReportLine): Markup {
  const time = runTime(line);
  if (time.stretches.length === 0)
    return html`<p class="dim">The run had no length, so nothing is drawn.</p>`;
  const ticks: readonly AxisTick[] = timeTicks(time);
  const run = { line, time, ticks };
  const charts: [string, Markup][] = [
    ['Rate', rateChart(run)],
    ['Latency', latencyChart(run)],
    ['Errors', errorChart(run)],
    ['Backlog', backlogChart(run)],
  ];
  return html`${charts.map(
    ([title, chart]) => html`<section><h3>${title}</h3><figure>${chart}</figure></section>\n`,
  )}<details><summary>All figures over time (${time.stretches.length})</summary>${stretchTable(run)}</details>`;
}

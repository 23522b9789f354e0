import { createLatencies, type Histogram } from '../../../../engine/latency.ts';
import { type AxisTick, durationAxis, isMinor, type ValueAxis } from './axes.ts';
import { html, type Markup } from './markup.ts';
import { durationsAt, placeOfShare, shareOfPlace, totalOf } from './percentiles.ts';
import type { ReportLine } from './report-line.ts';
import { drawChart, steps } from './svg.ts';
import { dataTable, numberHeads } from './table.ts';
import { msText, numberText } from './words.ts';

const KINDS = [
  { key: 'latency', name: 'Latency', meaning: 'from when a reading was due to its answer' },
  { key: 'service', name: 'Service', meaning: 'from the request to its answer' },
  { key: 'lateness', name: 'Lateness', meaning: 'from when a reading was due to when it was taken' },
] as const;

/** Nobody reads further than one in ten millions. */
const MOST_NINES = 7;
const COLUMNS = 240;
/** With more nines than these, marks are long. */
const LONGEST_SHORT = 4;
const PARTS = 48;

/** Shorter durations are not told apart. */
const LEAST_MS = 0.001;

/** All durations by percentile, so that the rare long ones have as much room as the many short ones. */
export function distributionChart({ histograms, ...figures }: ReportLine): Markup {
  const measured = KINDS.map((kind) => ({ ...kind, histogram: histograms[kind.key] })).filter(
    ({ histogram }) => totalOf(histogram) > 0,
  );
  if (measured.length === 0)
    return html`<p class="dim">No reading was taken, so nothing could be measured.</p>`;
  const ends = measured.map(({ histogram }) => placeOfShare(1 - 1 / totalOf(histogram)));
  const width = Math.min(Math.max(Math.ceil(Math.max(...ends)), 1), MOST_NINES);
  const least = Math.min(...measured.map(({ histogram }) => durationsAt(histogram, [0.01])[0] ?? 0));
  const most = Math.max(...measured.map(({ histogram }) => histogram.at(-1)?.[0] ?? 0));
  const values = durationAxis(Math.max(least, LEAST_MS), Math.max(most, LEAST_MS));
  const { latency } = figures;
  const said =
    latency === null
      ? 'Nothing was answered.'
      : `Half of the answers came within ${msText(latency.p50)}, 99 % within ${msText(latency.p99)}, all within ${msText(latency.max)}.`;
  const chart = drawChart({
    id: 'distribution',
    title: 'Durations by percentile',
    description: `${said}${values.isLog ? ' The upright axis is logarithmic.' : ''}`,
    values,
    ticks: percentTicks(width),
    lines: measured.map(({ key, name, meaning, histogram }) => ({
      style: `s-${key}`,
      name: `${name}, ${meaning}`,
      path: curve(histogram, width, values),
    })),
    parts: partsOf(measured, width),
  });
  return html`${chart}<p class="dim">How to read it: above 99% stands the time within which 99 of 100 were done. What lies between two marks from 90% on is ten times rarer than what lies between the two before, so a long tail rises at the right.</p>
${percentileTable({ ...figures, histograms })}`;
}

/** A curve as steps: it ends where one of all is left. */
function curve(histogram: Histogram, width: number, axis: ValueAxis): string {
  const end = Math.min(placeOfShare(1 - 1 / totalOf(histogram)), width) || width / COLUMNS;
  const columns = Array.from({ length: Math.max(Math.ceil((end / width) * COLUMNS), 1) }, (_, index) => ({
    from: index / COLUMNS,
    to: Math.min((index + 1) / COLUMNS, end / width),
  }));
  const durations = durationsAt(
    histogram,
    columns.map(({ to }) => shareOfPlace(to * width)),
  );
  const drawn = columns.map((column, index) => ({ ...column, value: durations[index] }));
  const slowest = {
    from: end / width,
    to: Math.min(end / width + 1 / COLUMNS, 1),
    value: histogram.at(-1)?.[0],
  };
  return steps([...drawn, slowest], axis).path;
}

function percentTicks(width: number): AxisTick[] {
  const shares = [0, 0.5, ...Array.from({ length: width }, (_, index) => shareOfPlace(index + 1))];
  return shares.map((share, index) => ({
    place: placeOfShare(share) / width,
    label: `${Number((100 * share).toFixed(5))}%`,
    note: '',
    isMinor:
      share === 0.5
        ? width > 2
        : isMinor(Math.max(index - 1, 0), { count: width + 1, isLong: width > LONGEST_SHORT }),
  }));
}

function partsOf(
  kinds: readonly { readonly name: string; readonly histogram: Histogram }[],
  width: number,
): { from: number; to: number; text: string }[] {
  const places = Array.from({ length: PARTS }, (_, index) => (index + 0.5) / PARTS);
  const shares = places.map((place) => shareOfPlace(place * width));
  const columns = kinds.map(({ name, histogram }) => ({ name, durations: durationsAt(histogram, shares) }));
  return shares.map((share, index) => ({
    from: index / PARTS,
    to: (index + 1) / PARTS,
    text: `${Number((100 * share).toPrecision(Math.max(3, Math.ceil(placeOfShare(share)) + 1)))} % within: ${columns
      .map(({ name, durations }) => `${name.toLowerCase()} ${msText(durations[index] ?? 0)}`)
      .join(', ')}`,
  }));
}

const RARE = [99.9, 99.99];

function percentileTable(line: ReportLine): Markup {
  const numbers = [
    'Shortest',
    'Mean',
    'p50',
    'p90',
    'p99',
    ...RARE.map((percent) => `p${percent}`),
    'Longest',
  ];
  return dataTable({
    label: 'Durations by percentile',
    head: ['Duration', ...numberHeads(...numbers, 'Measured')],
    rows: KINDS.map(({ key, name }) => {
      const figures = line[key];
      const histogram = line.histograms[key];
      if (figures === null) return [name, ...numbers.map(() => '–'), '0'];
      const latencies = createLatencies();
      latencies.add(histogram);
      const { min, mean, p50, p90, p99, max } = figures;
      const rare = RARE.map((percent) => latencies.percentile(percent) ?? max);
      return [name, ...[min, mean, p50, p90, p99, ...rare, max].map(msText), numberText(totalOf(histogram))];
    }),
  });
}

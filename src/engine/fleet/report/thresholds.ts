import type { Latencies } from '../../latency.ts';
import type { FleetReport } from './report.ts';

/** What a figure is measured in: a share of 0 to 1, milliseconds, messages a second, or a number of things. */
export type FigureUnit = 'share' | 'ms' | 'perSecond' | 'count';

/** How a figure is compared with a limit. */
export const COMPARISONS = ['>=', '<=', '>', '<'] as const;

/** What a run must not come to. */
export interface Threshold {
  /** As it was written, such as `p99>800ms`. */
  readonly text: string;
  /** One of {@link FIGURES}. */
  readonly figure: string;
  readonly comparison: (typeof COMPARISONS)[number];
  /** In the unit of the figure. */
  readonly limit: number;
}

/** What a run has come to, beside a threshold. */
export interface ThresholdResult {
  readonly text: string;
  readonly isCrossed: boolean;
  /** The figure, for people. */
  readonly actual: string;
}

/** A figure of a run that a threshold may be set for. */
interface Figure {
  readonly unit: FigureUnit;
  /** @returns undefined where the run has no such figure */
  readonly read: (report: FleetReport) => number | undefined;
  /** What a share is taken of, for people. */
  readonly parts?: (report: FleetReport) => readonly [part: number, whole: number];
}

const SPANS: Readonly<Record<string, (latencies: Latencies) => number | undefined>> = {
  p50: (latencies) => latencies.percentile(50),
  p90: (latencies) => latencies.percentile(90),
  p95: (latencies) => latencies.percentile(95),
  p99: (latencies) => latencies.percentile(99),
  'p99.9': (latencies) => latencies.percentile(99.9),
  max: (latencies) => latencies.percentile(100),
  mean: (latencies) => latencies.figures()?.mean,
};

/** Every figure that a threshold may be set for, by its name. */
export const FIGURES: ReadonlyMap<string, Figure> = new Map([
  ['error_rate', share(({ sent, refused, failed }) => [failed + refused, sent + refused + failed])],
  ['refused_rate', share(({ sent, refused }) => [refused, sent + refused])],
  ...spans('', ({ latency }) => latency),
  ...spans('service_', ({ service }) => service),
  ...spans('lateness_', ({ lateness }) => lateness),
  ['rate', { unit: 'perSecond', read: ({ sent, durationMs }) => (1000 * sent) / Math.max(durationMs, 1) }],
  ...(['sent', 'taken', 'refused', 'dropped', 'pending', 'failed', 'auths'] as const).map(
    (name): [string, Figure] => [name, { unit: 'count', read: (report) => report[name] }],
  ),
  ['shut_out', { unit: 'count', read: ({ shutOutCount }) => shutOutCount }],
]);

/**
 * Compares a run with thresholds. One for a figure that the run does not have, such as a latency where nothing was
 * answered, is crossed whatever it says: what was not measured has not passed.
 */
export function checkThresholds(
  thresholds: readonly Threshold[],
  report: FleetReport,
): readonly ThresholdResult[] {
  return thresholds.map(({ text, figure, comparison, limit }) => {
    const known = FIGURES.get(figure);
    const value = known?.read(report);
    if (known === undefined || value === undefined) return { text, isCrossed: true, actual: 'not measured' };
    return { text, isCrossed: compare(value, comparison, limit), actual: describe(known, value, report) };
  });
}

function compare(value: number, comparison: Threshold['comparison'], limit: number): boolean {
  switch (comparison) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}

function describe({ unit, parts }: Figure, value: number, report: FleetReport): string {
  const short = (exact: number): string => String(Number(exact.toPrecision(4)));
  switch (unit) {
    case 'share': {
      const of = parts?.(report).map((count) => count.toLocaleString('en-US'));
      return `${short(100 * value)}%${of === undefined ? '' : ` (${of.join(' of ')})`}`;
    }
    case 'ms':
      return value < 10_000 ? `${short(value)}ms` : `${short(value / 1000)}s`;
    case 'perSecond':
      return `${Math.round(value * 10) / 10}/s`;
    case 'count':
      return value.toLocaleString('en-US');
  }
}

function share(parts: (report: FleetReport) => readonly [part: number, whole: number]): Figure {
  return {
    unit: 'share',
    parts,
    read(report) {
      const [part, whole] = parts(report);
      return whole === 0 ? undefined : part / whole;
    },
  };
}

function spans(prefix: string, of: (report: FleetReport) => Latencies): [string, Figure][] {
  return Object.entries(SPANS).map(([name, read]) => [
    prefix + name,
    { unit: 'ms', read: (report) => read(of(report)) },
  ]);
}

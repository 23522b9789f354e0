/** A metric, as both outputs are made from it. */
export type Metric = NumberMetric | HistogramMetric;

interface MetricWords {
  /** As OpenTelemetry names it: words with dots, without unit. */
  readonly name: string;
  readonly help: string;
}

/** Counts that only grow, or figures that go up and down. */
export interface NumberMetric extends MetricWords {
  readonly type: 'counter' | 'gauge';
  /** What is counted, as OpenTelemetry writes it, such as `{reading}`. */
  readonly unit: string;
  readonly points: readonly { readonly labels: Labels; readonly value: number }[];
}

/** How long something took. */
export interface HistogramMetric extends MetricWords {
  readonly type: 'histogram';
  /** Seconds. */
  readonly unit: 's';
  readonly value: Buckets;
}

/** What a figure is of. */
export type Labels = Readonly<Record<string, string>>;

/** How often durations fell between bounds. All in seconds. */
export interface Buckets {
  /** Upper ends, each of its own bucket. */
  readonly bounds: readonly number[];
  /** One more than there are bounds: the last is of what is longer than all. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  /** Undefined where there are none. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** A metric's name as Prometheus wants it: underscores, with the unit and, of a counter, `_total`. */
export function prometheusName({ name, type }: Pick<Metric, 'name' | 'type'>): string {
  const ends = { counter: '_total', gauge: '', histogram: '_seconds' } as const;
  return name.replaceAll('.', '_') + ends[type];
}

import { collectDefaultMetrics, type MetricObject, type Metric as OwnMetric, Registry } from 'prom-client';
import { type Buckets, type Metric, prometheusName } from './metric.ts';

/** Writes metrics as Prometheus reads them, with those of this process. */
export interface PrometheusText {
  readonly contentType: string;
  write(metrics: readonly Metric[]): Promise<string>;
}

/** As rarely as makes sense: what is seen of the loop is left out. */
const LOOP_PRECISION_MS = 1_000;

/** Begins to watch this process. */
export function createPrometheusText(): PrometheusText {
  const ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: LOOP_PRECISION_MS });
  // It begins anew with each page, whoever asks, and is no number at first. How late a fleet is, its lateness says.
  for (const { name } of ofProcess.getMetricsAsArray())
    if (name.startsWith('nodejs_eventloop_lag')) ofProcess.removeSingleMetric(name);
  return {
    contentType: ofProcess.contentType,
    write(metrics) {
      const ofFleet = new Registry();
      for (const metric of metrics) ofFleet.registerMetric(registered(metric));
      return Registry.merge([ofFleet, ofProcess]).metrics();
    },
  };
}

/** A line of a metric; that of a bucket, a sum or a count has a name of its own. */
interface Line {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/**
 * A metric as a registry takes it. It asks for a class, of which it uses the name and what `get` gives; the classes count
 * themselves, and here all is counted.
 */
function registered(metric: Metric): OwnMetric {
  const name = prometheusName(metric);
  const { help, type } = metric;
  const values: readonly Line[] = type === 'histogram' ? bucketLines(name, metric.value) : metric.points;
  const found = { name, help, type, values, aggregator: 'sum' } as unknown as MetricObject;
  return { name, get: async () => found } as unknown as OwnMetric;
}

/** The lines of a histogram: each bucket holds all that is not longer. */
function bucketLines(name: string, { bounds, counts, count, sum }: Buckets): Line[] {
  let sofar = 0;
  const lines = bounds.map((bound, index): Line => {
    sofar += counts[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le: bound }, value: sofar };
  });
  return [
    ...lines,
    { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels: {}, value: sum },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}

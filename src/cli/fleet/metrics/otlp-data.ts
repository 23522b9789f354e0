import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type HistogramMetricData,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import type { Buckets, Metric } from './metric.ts';

/** When the counting began, and up to when it went, in ms since 1970. */
export interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** `ValueType.DOUBLE` of OpenTelemetry's API: a number, whole or not. */
type ValueType = MetricData['descriptor']['valueType'];
const DOUBLE = 1 as ValueType;

/** A metric as OpenTelemetry's SDK hands it to an exporter; counts are of the whole run. */
export function otlpData(metric: Metric, { startedAtMs, endedAtMs }: Span): MetricData {
  const { name, help, unit, type } = metric;
  const point = <T>(attributes: DataPoint<T>['attributes'], value: T): DataPoint<T> => ({
    startTime: highResolution(startedAtMs),
    endTime: highResolution(endedAtMs),
    attributes,
    value,
  });
  const common = {
    descriptor: { name, description: help, unit, valueType: DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === 'histogram') {
    return {
      ...common,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [point({}, histogramValue(metric.value))],
    };
  }
  const dataPoints = metric.points.map(({ labels, value }) => point({ ...labels }, value));
  return type === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

function histogramValue({
  bounds,
  counts,
  count,
  sum,
  min,
  max,
}: Buckets): HistogramMetricData['dataPoints'][number]['value'] {
  return {
    buckets: { boundaries: [...bounds], counts: [...counts] },
    count,
    sum,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

/** Seconds and nanoseconds. */
function highResolution(ms: number): [number, number] {
  const whole = Math.floor(ms);
  return [Math.floor(whole / 1000), (whole % 1000) * 1_000_000];
}

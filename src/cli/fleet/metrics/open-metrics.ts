import { formatDuration } from '../../../config/duration.ts';
import type { ListenAddress } from '../../../config/parse-listen-address.ts';
import type { FleetReport } from '../../../engine/fleet/report/report.ts';
import type { PrintOptions } from '../../flags.ts';
import type { Io } from '../../io.ts';
import { tell, warn } from '../../tell.ts';
import { fleetMetrics } from './fleet-metrics.ts';
import type { Metric } from './metric.ts';
import { type OtlpSettings, readOtlpSettings } from './otlp-settings.ts';

/** The metrics of a run, for others. */
export interface OpenedMetrics {
  /** Takes note of how the fleet stands. Nothing is made of it until somebody asks. */
  show(report: FleetReport): void;
  /** Sends a last time what is sent, within seconds, and serves no longer. */
  close(): Promise<void>;
}

/** Who prints, and how. */
interface Printing {
  readonly io: Io;
  readonly print: PrintOptions;
}

/**
 * Serves metrics to Prometheus where an address is given, and sends them by OTLP where the environment asks for it.
 * Neither is loaded otherwise.
 * @throws SimError PORT_UNAVAILABLE, USAGE
 */
export async function openMetrics(
  address: ListenAddress | undefined,
  { io, print }: Printing,
): Promise<OpenedMetrics> {
  const otlp = readOtlpSettings(io.env, (message) => warn(io, print, message));
  let report: FleetReport | undefined;
  let metrics: readonly Metric[] | undefined;
  const latest: Latest = () => {
    metrics ??= fleetMetrics(report); // once for each report, however many ask
    return { report, metrics };
  };
  const ends = [
    ...(address === undefined ? [] : [await servePrometheus(address, latest, { io, print })]),
    ...(otlp === undefined ? [] : [await sendOtlp(otlp, latest, { io, print })]),
  ];
  return {
    show(shown) {
      report = shown;
      metrics = undefined;
    },
    async close() {
      await Promise.all(ends.map((end) => end()));
    },
  };
}

/** How the fleet stands. */
type Latest = () => { readonly report: FleetReport | undefined; readonly metrics: readonly Metric[] };
type End = () => Promise<void>;

async function servePrometheus(
  address: ListenAddress,
  latest: Latest,
  { io, print }: Printing,
): Promise<End> {
  const [{ createPrometheusText }, { serveMetrics }] = await Promise.all([
    import('./prometheus-text.ts'),
    import('./serve-metrics.ts'),
  ]);
  const { contentType, write } = createPrometheusText();
  const served = await serveMetrics(address, {
    contentType,
    write: () => write(latest().metrics),
  });
  tell(io, print, `metrics at ${served.url}`);
  return served.close;
}

async function sendOtlp(settings: OtlpSettings, latest: Latest, { io, print }: Printing): Promise<End> {
  const [{ startOtlp }, { otlpData }] = await Promise.all([import('./otlp.ts'), import('./otlp-data.ts')]);
  const { close } = startOtlp({
    settings,
    collect() {
      const { report, metrics } = latest();
      if (report === undefined) return [];
      const { startedAtMs, durationMs } = report;
      const span = { startedAtMs, endedAtMs: startedAtMs + durationMs };
      return metrics.map((metric) => otlpData(metric, span));
    },
    onTrouble: (message) => warn(io, print, message),
    onRecovery: (message) => tell(io, print, message),
  });
  tell(io, print, `metrics go to ${settings.shownUrl} every ${formatDuration(settings.intervalMs)}`);
  return close;
}

import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { VERSION } from '../../version.ts';
import type { OtlpSettings } from './otlp-settings.ts';

/** What the end waits, and what its last export may take of that. */
const END_MS = 2_000;
const LAST_EXPORT_MS = 1_500;

/** What is sent by OTLP, and who is told of trouble. */
interface OtlpOptions {
  readonly settings: OtlpSettings;
  /** Makes the metrics, when it is time for an export. */
  readonly collect: () => MetricData[];
  /** Told once that the collector does not take them, until it has taken them again. */
  readonly onTrouble: (message: string) => void;
  readonly onRecovery: (message: string) => void;
}

/** Sends metrics in an interval; `close` sends them a last time. */
export function startOtlp({ settings, collect, onTrouble, onRecovery }: OtlpOptions): {
  close(): Promise<void>;
} {
  const { intervalMs, timeoutMs } = settings;
  const { exporter, beginLast, end } = watchExports(settings, { onTrouble, onRecovery });
  const resource = fleetResource();
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
    metricProducers: [
      {
        async collect() {
          const metrics = collect();
          const scopeMetrics =
            metrics.length === 0 ? [] : [{ scope: { name: 'iot-sim', version: VERSION }, metrics }];
          return { resourceMetrics: { resource, scopeMetrics }, errors: [] };
        },
      },
    ],
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  return {
    async close() {
      beginLast();
      await provider.shutdown({ timeoutMillis: END_MS }).catch(() => end());
    },
  };
}

/** Whose metrics they are: the environment has the last word, and each process a name of its own. */
function fleetResource(): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'iot-sim', 'service.version': VERSION }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }));
}

/** An exporter that tells how its exports go; the last one has its own, which gives up sooner. */
function watchExports(
  settings: OtlpSettings,
  { onTrouble, onRecovery }: Pick<OtlpOptions, 'onTrouble' | 'onRecovery'>,
): { exporter: PushMetricExporter; beginLast(): void; end(): void } {
  const { shownUrl, timeoutMs } = settings;
  const regular = createExporter(settings, timeoutMs);
  let current: PushMetricExporter | undefined = regular;
  let isInTrouble = false;
  const tell = (problem: string | undefined): void => {
    const hadTrouble = isInTrouble;
    isInTrouble = problem !== undefined;
    if (isInTrouble && !hadTrouble) onTrouble(`The metrics do not get to ${shownUrl} (${problem}).`);
    if (!isInTrouble && hadTrouble) onRecovery(`The metrics get to ${shownUrl} again.`);
  };
  const stopped: Parameters<Parameters<PushMetricExporter['export']>[1]>[0] = { code: 1 };
  return {
    exporter: {
      export(metrics, done) {
        if (current === undefined) return done(stopped);
        current.export(metrics, (result) => {
          if (current !== undefined) tell(result.code === 0 ? undefined : reasonOf(result.error));
          done(result);
        });
      },
      forceFlush: async () => current?.forceFlush(),
      shutdown: async () => current?.shutdown(),
    },
    beginLast() {
      current = createExporter(settings, Math.min(LAST_EXPORT_MS, timeoutMs));
    },
    end() {
      tell('the last export took too long');
      current = undefined;
    },
  };
}

function createExporter({ protocol, url }: OtlpSettings, timeoutMillis: number): PushMetricExporter {
  const options = { url, timeoutMillis };
  return protocol === 'http/json' ? new JsonExporter(options) : new ProtobufExporter(options);
}

/** Why an export failed: the code of a status or of the system, which a refused connection has instead of words. */
function reasonOf(error: (Error & { code?: unknown }) | undefined): string {
  const { code, message = '' } = error ?? {};
  const words = code === undefined || message.includes(String(code)) ? [message] : [code, message];
  return words.join(' ').trim() || 'no reason given';
}

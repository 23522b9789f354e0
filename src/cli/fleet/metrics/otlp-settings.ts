import { SimError } from '../../../errors.ts';
import type { Io } from '../../io.ts';

/** How metrics are sent by OTLP. Headers, compression and certificates are read by the exporter itself. */
export interface OtlpSettings {
  readonly protocol: (typeof PROTOCOLS)[number];
  /** Where they go. */
  readonly url: string;
  /** The same for people: without user and password. */
  readonly shownUrl: string;
  readonly intervalMs: number;
  /** What an export may take. */
  readonly timeoutMs: number;
}

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/** The defaults of OpenTelemetry’s specification. */
const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 10_000;
const METRICS_PATH = 'v1/metrics';

/**
 * Reads OpenTelemetry’s variables of the environment; one that is empty counts as not set.
 * @param warn told of what is not followed
 * @returns undefined where nothing is to be sent
 * @throws SimError USAGE
 */
export function readOtlpSettings(
  env: Io['env'],
  warn: (message: string) => void = () => {},
): OtlpSettings | undefined {
  const find = (name: string): string | undefined => env[`OTEL_${name}`]?.trim() || undefined;
  /** Of metrics alone, or else of all that is sent. */
  const ofMetrics = (name: string) =>
    [`EXPORTER_OTLP_METRICS_${name}`, `EXPORTER_OTLP_${name}`].find((each) => find(each) !== undefined);
  if (!isOn(find, ofMetrics('ENDPOINT') !== undefined)) return undefined;

  const ms = (name: string | undefined, fallback: number): number => {
    const text = name === undefined ? undefined : find(name);
    if (text === undefined) return fallback;
    if (/^\d+$/.test(text) && Number(text) > 0) return Math.min(Number(text), LONGEST_MS);
    warn(`OTEL_${name}=${JSON.stringify(text)} is no number of milliseconds above 0; it is ${fallback}.`);
    return fallback;
  };
  const preference = find('EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE') ?? 'cumulative';
  if (preference.toLowerCase() !== 'cumulative') {
    warn(
      `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=${preference} is not followed: counts are of the whole run.`,
    );
  }
  const intervalMs = ms('METRIC_EXPORT_INTERVAL', DEFAULT_INTERVAL_MS);
  const timeoutMs = ms(ofMetrics('TIMEOUT'), DEFAULT_TIMEOUT_MS);
  return {
    protocol: protocolOf(find, ofMetrics('PROTOCOL')),
    ...addressOf(find, ofMetrics('ENDPOINT')),
    intervalMs,
    // The next export says all that this one would have.
    timeoutMs: Math.min(timeoutMs, intervalMs),
  };
}

/** As long as a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

type Find = (name: string) => string | undefined;

function isOn(find: Find, hasEndpoint: boolean): boolean {
  if (find('SDK_DISABLED')?.toLowerCase() === 'true') return false;
  const exporters = find('METRICS_EXPORTER')
    ?.split(',')
    .map((each) => each.trim().toLowerCase());
  return exporters === undefined ? hasEndpoint : exporters.includes('otlp');
}

function protocolOf(find: Find, name: string | undefined): OtlpSettings['protocol'] {
  const text = (name === undefined ? undefined : find(name)) ?? PROTOCOLS[0];
  const protocol = PROTOCOLS.find((each) => each === text.toLowerCase());
  if (protocol !== undefined) return protocol;
  throw new SimError('USAGE', `OTEL_${name}=${text} is not spoken here; ${PROTOCOLS.join(' and ')} are.`, {
    likely: 'The variable was set for other programs.',
    hint: `Set OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=${PROTOCOLS[0]} and the collector’s port for it, most often 4318; or send nothing: OTEL_METRICS_EXPORTER=none`,
  });
}

function addressOf(find: Find, name: string | undefined): Pick<OtlpSettings, 'url' | 'shownUrl'> {
  const text = (name === undefined ? undefined : find(name)) ?? DEFAULT_ENDPOINT;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new SimError('USAGE', `OTEL_${name} is no address of a collector.`, {
      likely: 'It begins with neither http:// nor https://.',
      hint: `Write for example ${DEFAULT_ENDPOINT}`,
    });
  }
  // The variable of metrics alone is the whole address, the other one what all addresses begin with.
  if (name !== 'EXPORTER_OTLP_METRICS_ENDPOINT') {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${METRICS_PATH}`;
  }
  return { url: url.href, shownUrl: url.origin + url.pathname };
}

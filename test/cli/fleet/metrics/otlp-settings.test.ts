import { describe, expect, test } from 'vitest';
import { readOtlpSettings } from '../../../../src/cli/fleet/metrics/otlp-settings.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('OpenTelemetry’s variables', () => {
  test.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_SERVICE_NAME: 'x' }],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'True' }],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'none' }],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'prometheus' }],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ])('%j sends nothing', (env) => {
    expect(readOtlpSettings(env)).toBeUndefined();
  });

  test.each([
    [{ OTEL_METRICS_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/metrics'],
    [{ OTEL_METRICS_EXPORTER: 'prometheus, OTLP' }, 'http://localhost:4318/v1/metrics'],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }, 'http://collector:4318/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example/base/' }, 'https://c.example/base/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m:1' }, 'http://m:1/'],
    [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m:1/own' }, 'http://m:1/own'],
  ])('%j sends to %s', (env, url) => {
    expect(readOtlpSettings(env)).toMatchObject({ url, protocol: 'http/protobuf', intervalMs: 60_000 });
  });

  test('an address is shown without its user, its password and its query', () => {
    const env = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://user:pass@m:1/own?key=secret' };
    expect(readOtlpSettings(env)).toMatchObject({
      url: env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
      shownUrl: 'https://m:1/own',
    });
  });

  test('those of metrics alone come before those of all', () => {
    const env = {
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '2000',
      OTEL_METRIC_EXPORT_INTERVAL: '5000',
    };
    expect(readOtlpSettings(env)).toMatchObject({ protocol: 'http/json', timeoutMs: 2000, intervalMs: 5000 });
  });

  test('an export takes no longer than the time to the next', () => {
    expect(readOtlpSettings({ ...ENDPOINT, OTEL_METRIC_EXPORT_INTERVAL: '300' })).toMatchObject({
      intervalMs: 300,
      timeoutMs: 300,
    });
  });

  test.each([
    ['OTEL_METRIC_EXPORT_INTERVAL', 'soon', '"soon" is no number of milliseconds above 0; it is 60000.'],
    ['OTEL_METRIC_EXPORT_INTERVAL', '0', 'is no number of milliseconds'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '-1', 'is no number of milliseconds above 0; it is 10000.'],
    ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'delta', 'delta is not followed'],
  ])('%s=%s is told of and not followed', (name, value, words) => {
    const warnings: string[] = [];
    expect(readOtlpSettings({ ...ENDPOINT, [name]: value }, (text) => warnings.push(text))).toMatchObject({
      intervalMs: 60_000,
      timeoutMs: 10_000,
    });
    expect(warnings).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not spoken'],
    [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'x' }, 'http/protobuf and http/json are'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT is no address'],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'nowhere' }, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is no address'],
  ])('%j is refused: %s', (env, message) => {
    expect(() => readOtlpSettings(env)).toThrow(message);
  });
});

import { expect } from 'vitest';
import { httpServer } from '../../../helpers/servers.ts';

/** What a collector was sent. */
export interface Received {
  readonly path: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** A point of a metric in OTLP's JSON, as far as tests look. */
interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  readonly min?: number;
  readonly max?: number;
}

/** A metric in OTLP's JSON. */
export interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: {
    readonly dataPoints: Point[];
    readonly isMonotonic: boolean;
    readonly aggregationTemporality: number;
  };
  readonly gauge?: { readonly dataPoints: Point[] };
  readonly histogram?: { readonly dataPoints: Point[]; readonly aggregationTemporality: number };
}

/** A collector on a free port that keeps what it gets. @param answer the status to answer with; undefined for silence */
export async function useCollector(answer: () => number | undefined = () => 200) {
  const received: Received[] = [];
  const { url } = await httpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts) });
      const status = answer();
      if (status !== undefined) response.writeHead(status).end();
    });
  });
  return { url, received };
}

/** Reads what was sent as http/json: the attributes of whose metrics they are, and the metrics by name. */
export function readOtlpJson({ headers, body }: Received): {
  resource: Record<string, string>;
  metrics: Map<string, OtlpMetric>;
} {
  expect(headers['content-type']).toBe('application/json');
  const {
    resourceMetrics: [all],
  } = JSON.parse(body.toString()) as {
    resourceMetrics: [
      {
        resource: { attributes: Point['attributes'] };
        scopeMetrics: [{ scope: { name: string }; metrics: OtlpMetric[] }];
      },
    ];
  };
  const [{ scope, metrics }] = all.scopeMetrics;
  expect(scope.name).toBe('iot-sim');
  return {
    resource: Object.fromEntries(all.resource.attributes.map(({ key, value }) => [key, value.stringValue])),
    metrics: new Map(metrics.map((metric) => [metric.name, metric])),
  };
}

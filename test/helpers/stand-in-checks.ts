// The rules of the platform's documents, written down a second time: nothing here comes from src, so that a mistake
// there cannot hide itself here.
import { createHmac } from 'node:crypto';

/** A device's triple. */
export interface Triple {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

/** What a property's values may be. */
export interface Range {
  readonly type: 'int' | 'float';
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The properties of a product, by identifier. */
export type Ranges = Readonly<Record<string, Range>>;

/** The environmental sensor of the tutorial. */
export const INT_MODEL: Ranges = {
  temperature: { type: 'int', min: -10, max: 50, step: 1 },
  humidity: { type: 'int', min: 1, max: 100, step: 1 },
};

/** The environmental sensor of the article: float. */
export const FLOAT_MODEL: Ranges = {
  temperature: { type: 'float', min: -50, max: 100, step: 0.1 },
  humidity: { type: 'float', min: 0, max: 100, step: 0.1 },
};

/** Says what is wrong; the checks go on. */
export type Report = (problem: string) => void;

/** The text of a number as it stood in JSON. */
export interface RawNumber {
  readonly raw: string;
}

/** Reads JSON, every number as its raw text: `22` and `22.0` are different. @throws SyntaxError */
export function parseRaw(text: string): unknown {
  JSON.parse(text);
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `{"raw":"${token}"}`,
  );
  return JSON.parse(marked);
}

/** True for a JSON object that is no {@link RawNumber}. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value);
}

function isRaw(value: unknown): value is RawNumber {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'raw';
}

const WINDOW_MS = 15 * 60_000;
const HASHES: Readonly<Record<string, string>> = { hmacmd5: 'md5', hmacsha1: 'sha1', hmacsha256: 'sha256' };
const AUTH_FIELDS = ['version', 'clientId', 'signmethod', 'sign', 'productKey', 'deviceName', 'timestamp'];

/**
 * Checks the body of POST /auth.
 * @returns the answer's code, and the signature as sent
 */
export function checkAuthBody(body: unknown, { device, report }: { device: Triple; report: Report }) {
  if (!isRecord(body)) {
    report('/auth: the body is no JSON object');
    return { code: 10001 };
  }
  for (const name of Object.keys(body)) {
    if (!AUTH_FIELDS.includes(name)) report(`/auth: unknown field ${name}`);
  }
  const text = (name: string): string => {
    const value = body[name];
    if (typeof value === 'string' && value !== '') return value;
    report(`/auth: ${name} is no text`);
    return '';
  };
  const [clientId, productKey, deviceName] = [text('clientId'), text('productKey'), text('deviceName')];
  const signature = text('sign');
  if ([...clientId].length > 64) report(`/auth: clientId has ${[...clientId].length} characters`);
  if (body['version'] !== undefined && body['version'] !== 'default')
    report('/auth: version is not "default"');
  const method = body['signmethod'] === undefined ? 'hmacmd5' : text('signmethod');
  const hash = HASHES[method];
  if (hash === undefined) {
    report(`/auth: signmethod ${method}`);
    return { code: 10001 };
  }
  const timestamp = readTimestamp(body['timestamp'], report);
  if (isStale(timestamp)) {
    report(`/auth: timestamp ${timestamp} is out of its 15 minutes`);
    return { code: 20000, method, signature };
  }
  if (productKey !== device.productKey || deviceName !== device.deviceName) {
    report(`/auth: there is no device ${productKey}/${deviceName}`);
    return { code: 20000, method, signature };
  }
  const fields = { clientId, deviceName, productKey, ...(timestamp === undefined ? {} : { timestamp }) };
  const content = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('');
  const expected = createHmac(hash, device.deviceSecret).update(content).digest('hex');
  if (signature.toLowerCase() !== expected) {
    report(`/auth: sign is not the ${method} of the fields`);
    return { code: 20000, method, signature };
  }
  return { code: 0, method, signature };
}

function readTimestamp(value: unknown, report: Report): string | undefined {
  if (value === undefined) return undefined;
  const text = isRaw(value) ? value.raw : value;
  if (typeof text !== 'string' || !/^\d{13}$/.test(text)) {
    report(`/auth: timestamp ${JSON.stringify(text)} is not in milliseconds`);
    return String(text);
  }
  return text;
}

function isStale(timestamp: string | undefined): boolean {
  return timestamp !== undefined && Math.abs(Date.now() - Number(timestamp)) > WINDOW_MS;
}

/** A property as it was reported. */
export interface Reported {
  /** The number's text. */
  readonly raw: string;
  /** Its own time, where it had one. */
  readonly time: string | undefined;
}

/** What one property report said. */
export interface PostBody {
  readonly id: string;
  readonly values: Readonly<Record<string, Reported>>;
}

/** Checks the body of a property report against the Alink document and a model. */
export function checkPostBody(body: unknown, { model, report }: { model: Ranges; report: Report }): PostBody {
  if (!isRecord(body)) {
    report('post: the body is no JSON object');
    return { id: '', values: {} };
  }
  const { id, version, method, params, ...others } = body;
  for (const name of Object.keys(others)) if (name !== 'sys') report(`post: unknown field ${name}`);
  if (typeof id !== 'string' || !/^(?:0|[1-9]\d{0,9})$/.test(id) || Number(id) > 4_294_967_295) {
    report(`post: id ${JSON.stringify(id)} is not the text of a number in 0..4294967295`);
  }
  if (version !== '1.0') report(`post: version ${JSON.stringify(version)}`);
  if (method !== 'thing.event.property.post') report(`post: method ${JSON.stringify(method)}`);
  const values: Record<string, Reported> = {};
  if (!isRecord(params) || Object.keys(params).length === 0) report('post: params is empty or no object');
  else {
    for (const [identifier, item] of Object.entries(params)) {
      const reported = readProperty(item);
      if (reported === undefined) report(`post: ${identifier} is no number`);
      else {
        values[identifier] = reported;
        checkValue(identifier, reported, { range: model[identifier], report });
      }
    }
  }
  return { id: String(id), values };
}

function readProperty(item: unknown): Reported | undefined {
  if (isRaw(item)) return { raw: item.raw, time: undefined };
  if (!isRecord(item) || !isRaw(item['value'])) return undefined;
  const time = item['time'];
  return { raw: item['value'].raw, time: isRaw(time) ? time.raw : undefined };
}

function checkValue(
  identifier: string,
  { raw, time }: Reported,
  { range, report }: { range: Range | undefined; report: Report },
): void {
  if (range === undefined) {
    report(`post: the model has no ${identifier}`);
    return;
  }
  const form = range.type === 'int' ? /^-?\d+$/ : /^-?\d+\.\d+$/;
  if (!form.test(raw)) report(`post: ${identifier} ${raw} is not written as ${range.type}`);
  const value = Number(raw);
  if (value < range.min || value > range.max) report(`post: ${identifier} ${raw} is out of range`);
  const steps = (value - range.min) / range.step;
  if (Math.abs(steps - Math.round(steps)) > 1e-6) report(`post: ${identifier} ${raw} is between two steps`);
  if (time !== undefined && (!/^\d{13}$/.test(time) || Number(time) > Date.now() + 24 * 3_600_000)) {
    report(`post: ${identifier} has the time ${time}`);
  }
}

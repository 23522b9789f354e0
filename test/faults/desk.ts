import { createHmac, randomBytes } from 'node:crypto';
import { DEVICE } from '../helpers/stand-in.ts';
import { checkPostBody, INT_MODEL, isRecord, parseRaw, type Reported } from '../helpers/stand-in-checks.ts';

/** A property report that was processed, whatever the device was told. */
export interface Accepted {
  /** Empty where it came in a history report, which names its readings by their time alone. */
  readonly id: string;
  readonly values: Readonly<Record<string, Reported>>;
  /** The token it came with: another one for each run of `publish`. */
  readonly token: string;
  /** Whether the device could learn of it. */
  isAnswered: boolean;
  /** When it came by the device's clock, where that is known. */
  arrivedAtMs?: number;
}

/** What a platform does with a request that it processes: right answers, and a record of what was taken. */
export interface Desk {
  /** In the order they came. */
  readonly accepted: readonly Accepted[];
  /** What differed from the documents. Empty is right. */
  readonly problems: readonly string[];
  /** @returns the body of the answer */
  auth(body: string): string;
  /** @returns the body of the answer, and what was taken */
  post(request: { path: string; token: string; body: string }): { answer: string; copies: Accepted[] };
  /** Forgets all tokens. */
  expire(): void;
}

const WINDOW_MS = 15 * 60_000;
const HASHES: Readonly<Record<string, string>> = { hmacmd5: 'md5', hmacsha1: 'sha1', hmacsha256: 'sha256' };
const TOPIC = `/topic/sys/${DEVICE.productKey}/${DEVICE.deviceName}/thing/event/property`;

/**
 * Makes a desk. It uses nothing of src: what is right is not to be judged by the code under test.
 * @param now the platform's time
 */
export function createDesk(now: () => number): Desk {
  const accepted: Accepted[] = [];
  const problems: string[] = [];
  const tokens = new Set<string>();
  let lastMessageId = 1_207_967_842_654_323_713n;
  const report = (problem: string): void => void problems.push(problem);

  const isGenuine = (body: unknown): boolean => {
    if (!isRecord(body)) return false;
    const { clientId, productKey, deviceName, timestamp, sign, signmethod } = body;
    const hash = HASHES[String(signmethod)];
    if (hash === undefined) return false;
    const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}timestamp${timestamp}`;
    const expected = createHmac(hash, DEVICE.deviceSecret).update(content).digest('hex');
    return sign === expected && Math.abs(now() - Number(timestamp)) <= WINDOW_MS;
  };

  const readReport = (body: unknown) => [checkPostBody(body, { model: INT_MODEL, report })];
  /** Each member of a history report is laid out like the values of a report. */
  const readHistory = (body: unknown) => {
    const params = isRecord(body) && Array.isArray(body['params']) ? (body['params'] as unknown[]) : [];
    const [of] = params;
    const properties = isRecord(of) && Array.isArray(of['properties']) ? (of['properties'] as unknown[]) : [];
    if (properties.length === 0) report('history: there are no values');
    const shared = { id: '0', version: '1.0', method: 'thing.event.property.post' };
    return properties.map((values) => ({
      ...checkPostBody({ ...shared, params: values }, { model: INT_MODEL, report }),
      id: '',
    }));
  };

  return {
    accepted,
    problems,
    auth(body) {
      if (!isGenuine(parseRaw(body))) return '{"code":20000,"message":"auth check error"}';
      const token = randomBytes(16).toString('hex');
      tokens.add(token);
      return `{"code":0,"info":{"token":"${token}"},"message":"success"}`;
    },
    post({ path, token, body }) {
      if (!tokens.has(token)) return { answer: refusal(20001), copies: [] };
      const isReport = path === `${TOPIC}/post`;
      if (!isReport && path !== `${TOPIC}/history/post`) report(`path ${path}`);
      const read = isReport ? readReport : readHistory;
      const copies = read(parseRaw(body)).map((copy) => ({ ...copy, token, isAnswered: false }));
      accepted.push(...copies);
      const answer = `{"code":0,"info":{"messageId":${++lastMessageId}},"message":"success"}`;
      return { answer, copies };
    },
    expire: () => tokens.clear(),
  };
}

/** The platform's refusal of a request. */
export function refusal(code: number): string {
  return `{"code":${code},"info":{"messageId":1207967842654323714},"message":"words of the platform"}`;
}

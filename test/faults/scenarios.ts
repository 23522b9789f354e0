import type { Coming, Misdeed, Platform } from './platform.ts';
import type { Line } from './program.ts';

/** The commands that report readings. */
export const COMMANDS = ['once', 'publish'] as const;

/** One of {@link COMMANDS}. */
export type Command = (typeof COMMANDS)[number];

/** What one command meets, and how it has to end. */
export interface Ordeal {
  readonly misbehave?: (coming: Coming, platform: Platform) => Misdeed | undefined;
  /** Done before the program starts. */
  readonly prepare?: (platform: Platform) => Promise<void> | void;
  /** Told of each event of the program. */
  readonly onEvent?: (event: Line, platform: Platform) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** Its exit code. */
  readonly code: number;
  /** How many readings the platform is to have at the end of the run. @default all */
  readonly sent?: number;
  /** How many of them more than once. @default 0 */
  readonly duplicated?: number;
}

/** One kind of fault. */
export interface Scenario {
  readonly fault: string;
  readonly once: Ordeal;
  readonly publish: Ordeal;
  /** A script that Node runs before the program. */
  readonly preload?: string;
  /** How far the platform's clock is ahead. */
  readonly aheadMs?: number;
}

const auth = (...counts: number[]) => ({ kind: 'auth', counts });
const post = (...counts: number[]) => ({ kind: 'post', counts });

/** A misdeed for some requests, told by their kind and number. */
function at(hits: readonly { kind: string; counts: readonly number[] }[], misdeed: Misdeed) {
  return ({ kind, count }: Coming): Misdeed | undefined =>
    hits.some((hit) => hit.kind === kind && hit.counts.includes(count)) ? misdeed : undefined;
}

/** Both commands meet it for a moment and get over it; `once` has three tries in all. */
function momentary(
  fault: string,
  misdeed: Misdeed,
  duplicated: Record<Command, number> = { once: 0, publish: 0 },
) {
  return {
    fault,
    once: { code: 0, misbehave: at([auth(1), post(1)], misdeed), duplicated: duplicated.once },
    publish: { code: 0, misbehave: at([auth(1), post(3, 4, 8)], misdeed), duplicated: duplicated.publish },
  } satisfies Scenario;
}

/** The platform refuses reports with a code that a new token helps against. */
function refusedToken(fault: string, code: number) {
  const misdeed: Misdeed = { type: 'refuse', code };
  return {
    fault,
    once: { code: 0, misbehave: at([post(1)], misdeed) },
    publish: { code: 0, misbehave: at([post(3, 7)], misdeed) },
  } satisfies Scenario;
}

/** The token is over, and the device gets no other. */
const disabledFrom =
  (count: number) =>
  ({ kind, count: current }: Coming): Misdeed | undefined => {
    if (kind === 'post') return current === count ? { type: 'refuse', code: 20001 } : undefined;
    return current > 1 ? { type: 'refuse', code: 20000 } : undefined;
  };

const RESET: Misdeed = { type: 'reset', isProcessed: false };
const resetAt = (count: number) => at([post(count)], RESET);

/** Every fault that a network or a platform is known to have, for both commands. */
export const SCENARIOS: readonly Scenario[] = [
  {
    fault: 'connection refused',
    once: { code: 5, sent: 0, prepare: (platform) => platform.goDown() },
    publish: {
      code: 0,
      misbehave({ kind, count }, platform) {
        if (kind !== 'post' || count !== 3) return undefined;
        void platform.goDown();
        return RESET;
      },
      onEvent({ reason }, platform) {
        if (String(reason).includes('ECONNREFUSED')) void platform.comeUp();
      },
    },
  },
  momentary('reset before it was read', RESET),
  momentary('reset after it was processed', { type: 'reset', isProcessed: true }, { once: 1, publish: 2 }),
  {
    fault: 'hang',
    once: { code: 0, misbehave: at([post(1)], { type: 'hang' }), duplicated: 1 },
    publish: { code: 0, misbehave: at([post(3)], { type: 'hang' }), duplicated: 1 },
  },
  momentary('slow answer', { type: 'slow', ms: 300 }),
  momentary('5xx', { type: 'page', status: 503, contentType: 'text/plain', body: 'upstream connect error' }),
  momentary('HTML', { type: 'page', status: 200, contentType: 'text/html', body: '<html>Sign in</html>' }),
  momentary('truncated JSON', { type: 'truncated' }, { once: 1, publish: 2 }),
  {
    fault: 'code 0 without messageId',
    once: { code: 0, misbehave: at([post(1)], { type: 'bare' }) },
    publish: { code: 0, misbehave: at([post(1, 2, 3, 4, 5)], { type: 'bare' }) },
  },
  {
    fault: '40000 in bursts',
    once: { code: 0, misbehave: at([post(1, 2)], { type: 'refuse', code: 40000 }) },
    publish: { code: 0, misbehave: at([post(3, 4, 9)], { type: 'refuse', code: 40000 }) },
  },
  refusedToken('20001', 20001),
  refusedToken('20002', 20002),
  refusedToken('20003', 20003),
  {
    fault: '20000 in mid-run',
    once: { code: 3, sent: 0, misbehave: disabledFrom(1) },
    publish: { code: 3, sent: 2, misbehave: disabledFrom(3) },
  },
  {
    fault: 'DNS failure',
    preload: './dns.js',
    once: { code: 0, env: { IOT_SIM_TEST_LOOKUPS: '1' } },
    publish: { code: 0, env: { IOT_SIM_TEST_LOOKUPS: '2,3' }, misbehave: resetAt(3) },
  },
  {
    fault: 'certificate change',
    once: { code: 5, sent: 0, prepare: (platform) => platform.changeCertificate() },
    publish: {
      code: 0,
      misbehave({ kind, count }, platform) {
        if (kind !== 'post' || count !== 3) return undefined;
        platform.changeCertificate();
        return RESET;
      },
      onEvent({ reason }, platform) {
        if (String(reason).includes('certificate')) platform.restoreCertificate();
      },
    },
  },
  {
    fault: 'clock 3 hours off',
    aheadMs: 3 * 3_600_000,
    once: { code: 0 },
    publish: { code: 0 },
  },
];

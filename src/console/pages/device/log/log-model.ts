import type { ExchangeJson, JudgedJson } from '../../../../emulator/api/shapes.ts';

/** What a request was for. */
export type Kind =
  | 'auth'
  | 'register'
  | 'property'
  | 'batch'
  | 'history'
  | 'event'
  | 'custom'
  | 'system'
  | 'other';

const SYSTEM_TOPICS: readonly (readonly [Kind, RegExp])[] = [
  ['property', /^event\/property\/post$/],
  ['batch', /^event\/property\/batch\/post$/],
  ['history', /^event\/property\/history\/post$/],
  ['event', /^event\/[^/]+\/post$/],
];

/** What a request was for, by its path. */
export function kindOf(path: string): Kind {
  const [plain = ''] = path.split('?', 1);
  if (plain === '/auth') return 'auth';
  if (plain === '/auth/register/device') return 'register';
  if (!plain.startsWith('/topic/')) return 'other';
  const topic = plain.slice('/topic'.length);
  const name = /^\/sys\/[^/]+\/[^/]+\/thing\/(.+)$/.exec(topic)?.[1];
  if (name !== undefined) return SYSTEM_TOPICS.find(([, form]) => form.test(name))?.[0] ?? 'system';
  return /^\/(sys|ota)\//.test(topic) ? 'system' : 'custom';
}

/** The platform's words for the codes of its answers. */
const CODE_WORDS: Readonly<Record<number, string>> = {
  0: 'success',
  200: 'success',
  460: 'request parameter error',
  500: 'unknown error',
  6250: 'query product error',
  6288: 'dynamic register is disabled',
  6289: 'device is already activated',
  6292: 'sign method is not supported',
  6600: 'sign check error',
  10000: 'common error',
  10001: 'param error',
  20000: 'auth check error',
  20001: 'token is expired',
  20002: 'token is null',
  20003: 'check token error',
  20004: 'update session error',
  30001: 'publish message error',
  40000: 'request too many',
};

/** A code with the platform's words for it, where they are known. */
export function codeText(code: number): string {
  const words = CODE_WORDS[code];
  return words === undefined ? String(code) : `${code} ${words}`;
}

/** Whether a request was answered with a code that says it went well. */
export function isTaken({ path, code }: ExchangeJson): boolean {
  return code === (kindOf(path) === 'register' ? 200 : 0);
}

/** What became of the values of a message, properties before events. */
export interface Outcomes {
  readonly kept: readonly JudgedJson[];
  readonly outside: readonly JudgedJson[];
  readonly filtered: readonly JudgedJson[];
}

/** What became of the values of an exchange. */
export function outcomesOf({ message }: ExchangeJson): Outcomes {
  const judged = message === undefined ? [] : [...message.properties, ...message.events];
  const those = (wanted: JudgedJson['outcome']): JudgedJson[] =>
    judged.filter(({ outcome }) => outcome === wanted);
  return { kept: those('kept'), outside: those('outside-model'), filtered: those('filtered') };
}

/** Why a value was filtered or is outside the model: code and words, which name the identifier unless it is empty. */
export function refusalText({ identifier, refusal }: JudgedJson): string {
  if (refusal === undefined) return identifier;
  const words = `${refusal.code} ${refusal.message}`;
  return words.includes(identifier) ? words : `${identifier}: ${words}`;
}

/** Whether anything went wrong: a refusal, a fault, or a value that is not as the model wants it. */
export function isProblem(exchange: ExchangeJson): boolean {
  if (!isTaken(exchange) || exchange.fault !== undefined || exchange.message?.problem !== undefined)
    return true;
  const { outside, filtered } = outcomesOf(exchange);
  return outside.length + filtered.length > 0;
}

/** Whether a text is anywhere in an exchange, as the emulator searches for it: in a body, too, whose quotes are escaped. */
export function isMatch(exchange: ExchangeJson, search: string): boolean {
  if (search === '') return true;
  const written = JSON.stringify(exchange).toLowerCase();
  const wanted = search.toLowerCase();
  return written.includes(wanted) || written.includes(JSON.stringify(wanted).slice(1, -1));
}

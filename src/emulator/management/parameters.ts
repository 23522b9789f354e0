import { isContentType } from '../../protocol/body.ts';
import type { LocalRequest } from '../api/local.ts';
import { type GatewayError, gatewayError, invalidParameter, missingParameter } from './gateway-error.ts';

/** Parameters whose value is a whole number: declared so by the models of the official SDK. */
const WHOLE_NUMBERS = [
  'ApplyId',
  'Asc',
  'Count',
  'CurrentPage',
  'DataFormat',
  'EndTime',
  'NodeType',
  'PageSize',
  'StartTime',
  'ValidateType',
] as const;

/** Parameters whose value is `true` or `false`. */
const FLAGS = ['Id2', 'PublishAuto', 'Simple'] as const;

/** What a request asks for, its values in their types. */
export interface Parameters {
  /** Undefined for an empty text too. */
  text(name: string): string | undefined;
  whole(name: (typeof WHOLE_NUMBERS)[number]): number | undefined;
  flag(name: (typeof FLAGS)[number]): boolean | undefined;
  /** The values of `Name.1`, `Name.2` and so on. */
  list(name: string): string[];
  /** The members of `Name.1.Member`, `Name.2.Member` and so on, by element. */
  records(name: string): ReadonlyMap<string, string>[];
}

/** More than two for each of the 10,000 names that one request may check. */
const MOST_PARAMETERS = 25_000;

/** Reads the parameters of the query and of a form body; where both give one, the query's counts. */
export function readParameters(
  { path, headers, body }: LocalRequest,
  needs: readonly string[],
): Parameters | GatewayError {
  const query = new URLSearchParams(queryOf(path));
  const isForm = isContentType(headers['content-type'], 'application/x-www-form-urlencoded');
  const given = [...query, ...(isForm ? new URLSearchParams(body) : [])];
  if (given.length > MOST_PARAMETERS) {
    return gatewayError('InvalidParameter', `More than ${MOST_PARAMETERS} parameters.`);
  }
  const values = new Map<string, string>();
  for (const [name, value] of given) if (value !== '' && !values.has(name)) values.set(name, value);

  const missing = needs.find((name) => !values.has(name) && !values.has(`${name}.1`));
  if (missing !== undefined) return missingParameter(missing);
  const invalid =
    WHOLE_NUMBERS.find((name) => !isWhole(values.get(name))) ??
    FLAGS.find((name) => !isFlag(values.get(name)));
  return invalid === undefined ? createParameters(values) : invalidParameter(invalid);
}

/** The query of a path, without its question mark. */
export function queryOf(path: string): string {
  const mark = path.indexOf('?');
  return mark < 0 ? '' : path.slice(mark + 1);
}

function createParameters(values: ReadonlyMap<string, string>): Parameters {
  return {
    text: (name) => values.get(name),
    whole(name) {
      const text = values.get(name);
      return text === undefined ? undefined : Number(text);
    },
    flag(name) {
      const text = values.get(name);
      return text === undefined ? undefined : text.toLowerCase() === 'true';
    },
    list: (name) => elements(values, name).flatMap((element) => element.get('') ?? []),
    records: (name) => elements(values, name),
  };
}

/** The elements of a repeated parameter in the order of their numbers; what has no member is under the empty name. */
function elements(values: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string>[] {
  const byNumber = new Map<number, Map<string, string>>();
  for (const [key, value] of values) {
    if (!key.startsWith(`${name}.`)) continue;
    const [, number, member = ''] = /^(\d{1,6})(?:\.(\w+))?$/.exec(key.slice(name.length + 1)) ?? [];
    if (number === undefined) continue;
    const element = byNumber.get(Number(number)) ?? new Map<string, string>();
    byNumber.set(Number(number), element.set(member, value));
  }
  return [...byNumber].sort(([a], [b]) => a - b).map(([, element]) => element);
}

function isWhole(text: string | undefined): boolean {
  return text === undefined || (/^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)));
}

function isFlag(text: string | undefined): boolean {
  return text === undefined || /^(?:true|false)$/i.test(text);
}

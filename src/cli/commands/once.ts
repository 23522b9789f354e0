import { SHORT_ATTEMPTS } from '../../client/retry.ts';
import { createTokenFile } from '../../client/token-file.ts';
import { didYouMean } from '../../config/nearest.ts';
import { constantPace } from '../../engine/pace.ts';
import { drawn } from '../../engine/source.ts';
import { type ExitCode, SimError } from '../../errors.ts';
import { formatIssues, type Issue } from '../../issues.ts';
import { isJsonObject, type Json, JsonNumber, parseJson } from '../../json.ts';
import type { Generators } from '../../readings/generator.ts';
import { plainValue } from '../../readings/plain-value.ts';
import type { DataType, ThingModel } from '../../tsl/model.ts';
import type { Value } from '../../tsl/write.ts';
import type { Flags } from '../flags.ts';
import type { Io } from '../io.ts';
import { openGenerators } from '../open-generators.ts';
import { runSession } from '../run-session.ts';
import { openSession, type Session } from '../session.ts';
import { stateFolder } from '../state-folder.ts';

/** `iot-sim once`: reports one reading; what no flag gives is drawn. */
export async function once(flags: Flags, io: Io): Promise<ExitCode> {
  const session = await openSession(flags, io);
  try {
    return await reportOnce(session, flags, io);
  } finally {
    await session.close();
  }
}

async function reportOnce(session: Session, flags: Flags, io: Io): Promise<ExitCode> {
  const { model, client, endpoint } = session;
  const given = readValues(flags, model);
  const { generators } = openGenerators(session);
  const mayUseKept = endpoint !== undefined && flags['freshToken'] !== true;
  const tokenStore =
    endpoint && createTokenFile({ folder: stateFolder(io), endpoint, device: client.device });
  return runSession(session, {
    flags,
    io,
    isReported: (event) => event.type !== 'summary', // one line has said it all
    run: {
      client: { ...client, ...(tokenStore ? { tokenStore } : {}) },
      attempts: SHORT_ATTEMPTS,
      source: drawn({
        generators: withGiven(generators, given),
        pace: constantPace({ intervalMs: 1, count: 1 }),
      }),
      clamp: flags['clamp'] !== false,
      authenticateFirst: !mayUseKept,
    },
  });
}

function withGiven(generators: Generators, given: ReadonlyMap<string, Value>): Generators {
  const constant = [...given].map(([identifier, value]) => [identifier, () => value] as const);
  return new Map([...generators, ...constant]);
}

/** The values of --temp, --hum and --set, or one error that names everything wrong with them. */
function readValues(flags: Flags, model: ThingModel): Map<string, Value> {
  const issues: Issue[] = [];
  const values = new Map<string, Value>();
  const read = (flag: string, identifier: string, text: string): void => {
    const property = model.properties.get(identifier);
    if (property === undefined) {
      const known = [...model.properties.keys()];
      const hint = didYouMean(identifier, known) || ` It has ${known.join(', ')}.`;
      issues.push({ path: flag, message: `the model has no property ${identifier}.${hint}` });
      return;
    }
    const value = readValue(property.dataType, text);
    if (value === undefined)
      issues.push({
        path: flag,
        message: `${JSON.stringify(text)} is not ${describeType(property.dataType)}`,
      });
    else if (values.has(identifier)) issues.push({ path: flag, message: `${identifier} is given twice` });
    else values.set(identifier, value);
  };
  if (typeof flags['temp'] === 'string') read('--temp', 'temperature', flags['temp']);
  if (typeof flags['hum'] === 'string') read('--hum', 'humidity', flags['hum']);
  for (const assignment of (flags['set'] as string[] | undefined) ?? []) {
    const [identifier = '', ...rest] = assignment.split('=');
    if (rest.length === 0 || identifier === '')
      issues.push({
        path: '--set',
        message: `${JSON.stringify(assignment)} is not id=value, such as temperature=22`,
      });
    else read(`--set ${identifier}`, identifier, rest.join('='));
  }
  if (issues.length === 0) return values;
  throw new SimError('USAGE', `The values cannot be sent:\n${formatIssues(issues)}`, {
    likely: 'A value is misspelt, or another thing model was meant.',
    hint: 'Numbers look like 22, -5 or 21.5. Another model is given with --tsl.',
  });
}

/** A value as typed on the command line; undefined where it is none of its type. */
function readValue(dataType: DataType, text: string): Value | undefined {
  const isMade = dataType.type === 'struct' || dataType.type === 'array';
  return isMade ? readJsonValue(text) : plainValue(dataType, text);
}

function readJsonValue(text: string): Value | undefined {
  try {
    return toValue(parseJson(text));
  } catch {
    return undefined; // not JSON: the caller says what would be right
  }
}

function toValue(value: Json): Value {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(toValue);
  if (isJsonObject(value))
    return Object.fromEntries([...value].map(([key, member]) => [key, toValue(member)]));
  throw new SyntaxError('true, false and null are no values of a thing model');
}

function describeType({ type }: DataType): string {
  switch (type) {
    case 'struct':
      return 'a JSON object, such as {"x":1}';
    case 'array':
      return 'a JSON array, such as [1,2]';
    default:
      return 'a number, such as 22';
  }
}

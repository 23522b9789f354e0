import { resolve } from 'node:path';
import { readTextFile } from '../../config/load.ts';
import { requireModel } from '../../config/require.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { isJsonObject, parseJson, writeJson } from '../../json.ts';
import { ALINK_VERSION, decodePropertyPost, PROPERTY_POST_METHOD } from '../../protocol/alink.ts';
import { checkMessageFor, messageFor } from '../../protocol/codes.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { checkProperties, DEFAULT_CHECK_MODE, type Verdict } from '../../tsl/check.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { type Flags, type PrintOptions, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { warn } from '../tell.ts';
import { colors, printable } from '../text.ts';

/** `iot-sim check`: says of each value whether the platform would keep it. */
export async function check(flags: Flags, io: Io, file: string | undefined): Promise<ExitCode> {
  const print = printOptions(flags, io);
  const resolved = await resolveFlags(flags, io);
  const { mode = DEFAULT_CHECK_MODE } = resolved.settings;
  const model = requireModel(resolved);
  const message = asMessage(await readPayload(file, io), model);
  const bytes = Buffer.byteLength(message);
  if (bytes > LIMITS.bodyBytes) {
    const detail = `${bytes} bytes; the platform takes ${LIMITS.bodyBytes}`;
    printRow(io, print, { outcome: 'filtered', code: 10001, message: `${messageFor(10001)} (${detail})` });
    return EXIT.dataRefused;
  }
  const decoded = decodePropertyPost(message);
  if ('problem' in decoded) {
    const { code, detail } = decoded.problem;
    printRow(io, print, { outcome: 'filtered', code, message: `${checkMessageFor(code)} (${detail})` });
    return EXIT.dataRefused;
  }
  const { params, warnings } = decoded.post;
  const verdicts = checkProperties(model, params, { mode, nowMs: io.clock.now() });
  const width = Math.max(...[...verdicts.keys()].map((identifier) => printable(identifier).length));
  for (const [identifier, verdict] of verdicts) printVerdict(io, print, { identifier, verdict, width });
  for (const warning of warnings) warn(io, print, `${warning}.`);
  return [...verdicts.values()].some(({ outcome }) => outcome === 'filtered') ? EXIT.dataRefused : EXIT.done;
}

async function readPayload(file: string | undefined, io: Io): Promise<string> {
  if (file !== undefined && file !== '-') return readTextFile(resolve(io.cwd, file), 'payload');
  if (file === undefined && io.isStdinTerminal) {
    throw nothingToCheck('No file was named, and nothing is piped in.');
  }
  let text = '';
  for await (const piece of io.readStdin()) text += piece;
  if (text.trim() === '') throw nothingToCheck('Standard input was empty.');
  return text;
}

function nothingToCheck(likely: string): SimError {
  return new SimError('USAGE', 'There is nothing to check.', {
    likely,
    hint: 'Run for example: echo \'{"temperature":22}\' | iot-sim check',
  });
}

const ENVELOPE_KEYS = ['id', 'version', 'sys', 'params', 'method'];

/** A message as it is; bare values, `{"temperature":22}`, are put into one. */
function asMessage(text: string, { properties }: ThingModel): string {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return text; // the check says what is wrong with it
  }
  const isEnvelopeKey = (key: string): boolean => ENVELOPE_KEYS.includes(key) && !properties.has(key);
  const isBare = isJsonObject(value) && ![...value.keys()].some(isEnvelopeKey);
  if (!isBare) return text;
  return `{"id":"0","version":"${ALINK_VERSION}","params":${text},"method":"${PROPERTY_POST_METHOD}"}`;
}

interface Row {
  readonly property?: string;
  readonly outcome: Verdict['outcome'];
  readonly value?: string;
  readonly code?: number;
  readonly message?: string;
}

function printVerdict(
  io: Io,
  print: PrintOptions,
  { identifier, verdict, width }: { identifier: string; verdict: Verdict; width: number },
): void {
  const row = { property: identifier, outcome: verdict.outcome, value: writeJson(verdict.value) };
  printRow(io, print, verdict.outcome === 'kept' ? row : { ...row, ...verdict.refusal }, width);
}

function printRow(io: Io, print: PrintOptions, row: Row, width = 0): void {
  const { property, outcome, value, code, message } = row;
  if (print.json) {
    const fields = { type: 'verdict', at: io.clock.now(), property, outcome, code, message };
    const written = JSON.stringify(fields).slice(0, -1);
    io.stdout.write(`${written}${value === undefined ? '' : `,"value":${value}`}}\n`);
    return;
  }
  if (print.quiet) return;
  const paint = colors(io.stdout, print.isColored);
  const name = property === undefined ? 'message' : printable(property).padEnd(width);
  const shown =
    value === undefined
      ? ''
      : ` ${printable(value.length > 20 ? `${value.slice(0, 19)}…` : value).padEnd(8)}`;
  const words = {
    kept: paint.green('kept'),
    'outside-model': paint.yellow('kept, outside the model'),
    filtered: paint.red('filtered'),
  }[outcome];
  io.stdout.write(`${name}${shown} ${words}\n`);
  if (code !== undefined) io.stdout.write(`  ${code} ${printable(message ?? '')}\n`);
}

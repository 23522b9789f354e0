import type { AuthResult } from '../../client/authenticate.ts';
import { completeClientOptions, createClient } from '../../client/client.ts';
import { formatDuration } from '../../config/duration.ts';
import { authEvent } from '../../engine/events.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { AUTH_FAILED_CODE, answerCode } from '../../protocol/codes.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { SignMethod } from '../../protocol/sign-method.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { openSession } from '../session.ts';
import { warn } from '../tell.ts';
import { colors, dateTime, labelled, printable } from '../text.ts';

/** `iot-sim auth`: gets a token and prints the platform's answer. */
export async function auth(flags: Flags, io: Io): Promise<ExitCode> {
  const print = printOptions(flags, io);
  const session = await openSession(flags, io);
  const options = completeClientOptions({ ...session.client, signal: io.stop });
  let last: AuthResult | undefined;
  const client = createClient(options, {
    onAuth: (result) => {
      last = result;
    },
    onClockOff: () =>
      warn(io, print, 'This machine’s clock was refused; the platform’s time is signed instead.'),
    onWait: ({ error, ms }) => warn(io, print, `${error.message} Trying again in ${formatDuration(ms)}.`),
  });
  try {
    await client.authenticate(io.stop);
    return EXIT.done;
  } finally {
    if (last) report(last, { flags, io, device: options.device, method: options.signMethod });
    await session.close();
  }
}

interface Context {
  readonly flags: Flags;
  readonly io: Io;
  readonly device: { readonly productKey: string; readonly deviceName: string };
  readonly method: SignMethod;
}

function report(result: AuthResult, { flags, io, device, method }: Context): void {
  const print = printOptions(flags, io);
  const { code, message, token } = result.answer;
  const now = io.clock.now();
  const { type, ...event } = authEvent(result, now);
  const isExplained = flags['explain'] === true;
  if (print.json) {
    const { signContent, clockAheadMs, correctedByMs } = result;
    const explained = isExplained ? { signContent, signMethod: method, clockAheadMs, correctedByMs } : {};
    const name = `${device.productKey}/${device.deviceName}`;
    io.stdout.write(`${JSON.stringify({ type, at: now, device: name, ...event, token, ...explained })}\n`);
    return;
  }
  if (print.quiet) {
    if (token !== undefined) io.stdout.write(`${token}\n`);
    return;
  }
  const paint = colors(io.stdout, print.isColored);
  const title = code === 0 ? paint.green('auth success') : paint.red('auth refused');
  const rows: [string, string][] = [['code', `${code} ${message}`]];
  if (token !== undefined && event.expiresAt !== undefined) {
    rows.push(
      ['token', token],
      ['valid until', `${dateTime(event.expiresAt)} (${formatDuration(LIMITS.tokenLifeMs)}, as documented)`],
    );
  }
  if (isExplained) rows.push(...explain(result, method));
  io.stdout.write(`${title}\n`);
  for (const [name, value] of rows) {
    const label = `  ${name.padEnd(12)}`;
    io.stdout.write(labelled(io.stdout, { label, text: printable(value), paint: paint.dim }));
  }
}

function explain(
  { answer, signContent, clockAheadMs, correctedByMs }: AuthResult,
  method: SignMethod,
): [string, string][] {
  return [
    ['signed text', signContent],
    ['method', `${method}, keyed with the DeviceSecret, as hexadecimal digits`],
    ['clock', describeClock(clockAheadMs)],
    ['rule', describeRule(answer.code, { clockAheadMs, correctedByMs })],
  ];
}

function describeClock(aheadMs: number | undefined): string {
  if (aheadMs === undefined) return 'unknown: the server sent no Date header';
  // The header counts whole seconds.
  if (Math.abs(aheadMs) < 2_000) return 'agrees with the server’s to the second';
  return `${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'} the server’s; 15 minutes are allowed`;
}

function describeRule(
  code: number,
  { clockAheadMs: aheadMs, correctedByMs }: Pick<AuthResult, 'clockAheadMs' | 'correctedByMs'>,
): string {
  if (code === 0 && correctedByMs !== 0) {
    return 'everything matches, once it is signed with the server’s time: this clock was refused. Set the clock.';
  }
  if (code === 0) return 'everything matches: product, device, secret, and the time is within 15 minutes';
  if (code !== AUTH_FAILED_CODE) return answerCode(code).meaning;
  const identity = 'product key, device name or secret, or the device is disabled';
  if (correctedByMs !== 0) return `the server’s time did not help, so it is ${identity}`;
  return aheadMs === undefined
    ? `${identity}; or the clock is more than 15 minutes off, which this server does not tell`
    : `the clock is right, so it is ${identity}`;
}

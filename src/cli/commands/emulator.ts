import { describeExchange, type Exchange, writeExchange } from '../../emulator/exchange.ts';
import { describeFault } from '../../emulator/faults/describe-fault.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { messageFor, REGISTERED_CODE, registerMessageFor } from '../../protocol/codes.ts';
import { REGISTER_PATH } from '../../protocol/register.ts';
import { type Flags, type PrintOptions, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { clockTime, colors, printable, wrap } from '../text.ts';
import { emulatorVariables } from './emulator-exec.ts';
import { type Started, startFromFlags } from './emulator-start.ts';

/** `iot-sim emulator`: the platform on this machine, until Ctrl-C. */
export async function emulator(flags: Flags, io: Io): Promise<ExitCode> {
  const print = printOptions(flags, io);
  const started = await startFromFlags(flags, io, {
    onExchange: (exchange) => printExchange(io, print, exchange),
  });
  try {
    announce(io, print, started);
    await stopped(io.stop);
    return EXIT.done;
  } finally {
    await started.emulator.close();
  }
}

function announce(io: Io, print: PrintOptions, started: Started): void {
  const { emulator, caFile } = started;
  const { url, device } = emulator;
  const page = `${url}/`;
  if (print.json) {
    const line = { type: 'listening', at: io.clock.now(), url, console: page, ...device, ca: caFile };
    io.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  if (print.quiet) return;
  const paint = colors(io.stdout, print.isColored);
  const say = (text: string): void => io.stdout.write(`${text}\n`);
  say(`${paint.green('emulator listens')} on ${url}; Ctrl-C stops it`);
  say(`console: ${page}`);
  for (const line of startWords(started)) say(line);
  if (caFile !== undefined) say(trustWords(caFile));
  say('\nIts built-in device, for another terminal:\n');
  const variables = emulatorVariables({ url, device, caFile });
  for (const [name, value] of Object.entries(variables)) say(`  export ${name}=${quoted(value)}`);
  say('  iot-sim publish --interval 5s\n');
  say('The secret is known to everybody; the device exists in emulators only.');
  say('');
}

function startWords({ emulator, resolved }: Started): string[] {
  const { data, devices = 0, devicesOut } = resolved.settings;
  const lines = [
    data === undefined ? 'all it holds ends with it' : `all it holds is kept in ${printable(data)}`,
  ];
  if (devices > 0) {
    const where = devicesOut === undefined ? '' : `; their triples are in ${printable(devicesOut)}`;
    lines.push(`${devices} further devices${where}`);
  }
  for (const fault of emulator.faults.list()) lines.push(`fault ${describeFault(fault)}`);
  return lines;
}

/** How to trust the authority; its path stands alone, so that it can be copied from any terminal. */
function trustWords(caFile: string): string {
  return (
    '\nIts certificate authority, to be trusted on this machine alone:\n\n' +
    `  ${printable(caFile)}\n\n` +
    'iot-sim: --ca, or IOT_SIM_CA as below. Node: NODE_EXTRA_CA_CERTS.\n' +
    'curl: --cacert. C SDKs: its text as root certificate, localhost as host.'
  );
}

/** A word as a shell takes it. */
function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`;
}

function printExchange(io: Io, print: PrintOptions, exchange: Exchange): void {
  if (print.quiet) return;
  const { at, path, code, fault } = exchange;
  if (print.json) {
    io.stdout.write(`{"type":"exchange",${writeExchange(exchange).slice(1)}\n`);
    return;
  }
  const paint = colors(io.stdout, print.isColored);
  const isRegistration = path.startsWith(REGISTER_PATH); // it has codes of its own
  const meaning = isRegistration ? registerMessageFor : messageFor;
  const unanswered = fault === undefined ? 'refused' : 'not processed';
  const words = code === undefined ? unanswered : `${code} ${meaning(code)}`;
  const answer = code === (isRegistration ? REGISTERED_CODE : 0) ? paint.green(words) : paint.red(words);
  io.stdout.write(`${paint.dim(clockTime(at))} ${answer} ${printable(path)}\n`);
  const width = io.stdout.isTerminal ? io.stdout.columns : Number.POSITIVE_INFINITY;
  for (const line of describeExchange(exchange)) {
    io.stdout.write(`${wrap(`  ${printable(line)}`, { width, indent: 4 })}\n`);
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

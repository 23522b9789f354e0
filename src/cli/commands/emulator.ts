import { requireModel } from '../../config/require.ts';
import { DEFAULT_EMULATOR_HOST } from '../../emulator/address.ts';
import type { Exchange } from '../../emulator/platform.ts';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { messageFor } from '../../protocol/codes.ts';
import { isLoopbackHost } from '../../protocol/endpoint.ts';
import { type Flags, type PrintOptions, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { warn } from '../tell.ts';
import { clockTime, colors, printable } from '../text.ts';

/** `iot-sim emulator`: the platform on this machine, until Ctrl-C. */
export async function emulator(flags: Flags, io: Io): Promise<ExitCode> {
  const print = printOptions(flags, io);
  const resolved = await resolveFlags(flags, io);
  const { mode, port, host = DEFAULT_EMULATOR_HOST } = resolved.settings;
  const model = requireModel(resolved);
  const running = await startEmulator({
    port,
    host,
    model,
    mode,
    clock: io.clock,
    onExchange: (exchange) => printExchange(io, print, exchange),
  });
  try {
    if (!isLoopbackHost(host)) {
      warn(
        io,
        print,
        `The emulator listens on ${host}: everybody who can reach this machine can report to it, unencrypted.`,
      );
    }
    announce(io, print, running);
    await stopped(io.stop);
    return EXIT.done;
  } finally {
    await running.close();
  }
}

function announce(io: Io, print: PrintOptions, { url, device }: Emulator): void {
  if (print.json) {
    io.stdout.write(`${JSON.stringify({ type: 'listening', at: io.clock.now(), url, ...device })}\n`);
    return;
  }
  if (print.quiet) return;
  const paint = colors(io.stdout, print.isColored);
  const { productKey, deviceName, deviceSecret } = device;
  io.stdout.write(`${paint.green('emulator listens')} on ${url}; Ctrl-C stops it\n\n`);
  io.stdout.write('Its built-in device, for another terminal:\n\n');
  const variables = {
    IOT_SIM_ENDPOINT: url,
    IOT_SIM_PRODUCT_KEY: productKey,
    IOT_SIM_DEVICE_NAME: deviceName,
    IOT_SIM_DEVICE_SECRET: deviceSecret,
  };
  for (const [name, value] of Object.entries(variables)) io.stdout.write(`  export ${name}=${value}\n`);
  io.stdout.write('  iot-sim publish --interval 5s\n\n');
  io.stdout.write('The secret is known to everybody; the device exists in emulators only.\n\n');
}

function printExchange(io: Io, print: PrintOptions, exchange: Exchange): void {
  const { at, path, code, notes } = exchange;
  if (print.json) {
    io.stdout.write(`${JSON.stringify({ type: 'exchange', ...exchange })}\n`);
    return;
  }
  if (print.quiet) return;
  const paint = colors(io.stdout, print.isColored);
  const words = `${code} ${messageFor(code)}`;
  const answer = code === 0 ? paint.green(words) : paint.red(words);
  io.stdout.write(`${paint.dim(clockTime(at))} ${answer} ${printable(path)}\n`);
  for (const note of notes) io.stdout.write(`  ${printable(note)}\n`);
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

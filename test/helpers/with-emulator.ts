import { expect } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { memoryIo } from './memory-io.ts';

/** Runs `iot-sim emulator --port 0`, does something with it, stops it and gives how it ended. */
export async function withEmulator(
  args: readonly string[],
  use: (url: string) => Promise<unknown> = async () => {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const controller = new AbortController();
  const io = memoryIo(['emulator', '--port', '0', ...args], { stop: controller.signal });
  const run = main(io);
  const ended = run.then((code) => {
    throw new Error(`it ended with ${code}: ${io.text.stderr}`);
  });
  // The first start of a test file reads all modules, which takes a while.
  const listens = expect.poll(() => io.text.stdout, { timeout: 20_000 }).toMatch(/https?:\/\/\S+:\d+/);
  await Promise.race([listens, ended]);
  await use(/https?:\/\/[^"\s;]+/.exec(io.text.stdout)?.[0] ?? '');
  controller.abort();
  return { code: await run, ...io.text };
}

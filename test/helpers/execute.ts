import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs a command to its end, in the environment of the tests less what npm and iot-sim would read from it.
 * @throws when it ends with anything but 0
 */
export async function execute(
  command: string,
  args: readonly string[],
  { cwd, shell = false }: { cwd: string; shell?: boolean },
): Promise<{ stdout: string; stderr: string }> {
  const isForeign = (name: string): boolean =>
    /^(?:npm_(?!config_registry$)|IOT_SIM_|NODE_OPTIONS|VITEST)/.test(name);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
  return run(command, args, { cwd, env, shell, maxBuffer: 16 * 1024 * 1024 });
}

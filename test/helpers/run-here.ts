import { type Ended, runMain } from './memory-io.ts';
import type { Sandbox } from './run-program.ts';

/** Runs the program in the sandbox to its end, inside this process: quicker, where no process is what the test is about. */
export function runHere(
  { folder, state }: Pick<Sandbox, 'folder' | 'state'>,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ended> {
  return runMain(args, { cwd: folder, env: { XDG_STATE_HOME: state, ...env }, stdin: input });
}

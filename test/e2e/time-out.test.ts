import { expect, test } from 'vitest';
import { readLastError } from '../helpers/expectations.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

test('a platform that never answers ends with 5 after some tries', { timeout: 60_000 }, async () => {
  const standIn = await useStandIn({ misbehave: () => ({ type: 'hang' }) });
  const commands = [['auth'], ['once'], ['publish', '--count', '1']];
  const ends = await Promise.all(commands.map((args) => useSandbox().run(args, { env: standIn.env })));
  for (const { code, stderr } of ends) {
    expect(code).toBe(5);
    expect(readLastError(stderr).error).toContain('did not answer in time');
  }
});

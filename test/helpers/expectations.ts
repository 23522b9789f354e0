import { expect } from 'vitest';

/** The three parts of an error as printed. */
export interface PrintedError {
  readonly error: string;
  readonly cause: string;
  readonly next: string;
}

/** Reads the one error that a program printed on stderr; fails where it is not in three parts, or shows a stack. */
export function readError(stderr: string): PrintedError {
  expect(stderr, 'no stack trace').not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
  const match = /^error: (.+)\ncause: (.+)\n next: (.+)\n$/ms.exec(stderr);
  expect(match, `an error in three parts:\n${stderr}`).not.toBeNull();
  const [, error = '', cause = '', next = ''] = match ?? [];
  expect(stderr.match(/^error: /gm), 'one error').toHaveLength(1);
  return { error, cause, next };
}

/** Reads the error that ends what was printed on stderr, after warnings and the like. */
export function readLastError(stderr: string): PrintedError {
  return readError(stderr.replace(/^[\s\S]*?(?=^error: )/m, ''));
}

/** Fails where any of the secrets stands in the output. */
export function expectNoSecrets(output: string, secrets: Iterable<string>): void {
  for (const secret of secrets) expect(output, `${secret} must not be printed`).not.toContain(secret);
}

/** The lines of `--json`, parsed. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

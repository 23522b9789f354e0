import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere } from '../helpers/run-here.ts';
import { type Sandbox, useSandbox } from '../helpers/run-program.ts';
import { DEVICE } from '../helpers/stand-in.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

/** The files that hold tokens. */
function tokenFiles({ state }: Sandbox): string[] {
  const folder = join(state, 'iot-sim');
  return readdirSync(folder).map((name) => join(folder, name));
}

describe('the token that once keeps', () => {
  test('is used again by the next run', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await sandbox.run(['once'], { env: standIn.env });
    const { code, stdout } = await sandbox.run(['once'], { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.counts).toEqual({ auth: 1, post: 2 });
    expect(stdout).not.toContain('auth success');
  });

  test('is not used with --fresh-token', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    await runHere(sandbox, ['once', '--fresh-token'], { env: standIn.env });
    expect(standIn.counts).toEqual({ auth: 2, post: 2 });
  });

  test('is not used by publish, which authenticates at the start of every run', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    await runHere(sandbox, ['publish', '--count', '1'], { env: standIn.env });
    expect(standIn.counts.auth).toBe(2);
  });

  test('is renewed once where the platform no longer takes it', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    standIn.expireTokens();
    const { code } = await runHere(sandbox, ['once'], { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.posts).toHaveLength(2);
    expect(standIn.counts).toEqual({ auth: 2, post: 3 });
  });

  test('the renewed one replaces it', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    standIn.expireTokens();
    await runHere(sandbox, ['once'], { env: standIn.env });
    await runHere(sandbox, ['once'], { env: standIn.env });
    expect(standIn.counts.auth).toBe(2);
  });

  test('stands in a file of the user’s own, mode 0600, without the secret', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    const [file = '', ...others] = tokenFiles(sandbox);
    expect(others).toEqual([]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(standIn.tokens[0]);
    expect(text).not.toContain(DEVICE.deviceSecret);
  });

  test('belongs to one endpoint alone', async () => {
    const [one, other] = [await useStandIn(), await useStandIn()];
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: one.env });
    const { code } = await runHere(sandbox, ['once'], { env: other.env });
    expect(code).toBe(0);
    expect(other.counts.auth).toBe(1);
    expect(tokenFiles(sandbox)).toHaveLength(2);
  });

  test('does not hide a wrong secret', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    const env = { ...standIn.env, IOT_SIM_DEVICE_SECRET: 'wrong' };
    expect((await runHere(sandbox, ['once'], { env })).code).toBe(3);
  });

  test('a damaged file counts as none and is written anew', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    await runHere(sandbox, ['once'], { env: standIn.env });
    const [file = ''] = tokenFiles(sandbox);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 30));
    expect((await runHere(sandbox, ['once'], { env: standIn.env })).code).toBe(0);
    expect(standIn.counts.auth).toBe(2);
    expect(readFileSync(file, 'utf8')).toContain(standIn.tokens[1]);
  });

  test('a state folder that cannot be made costs a warning and no reading', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    const notAFolder = join(sandbox.folder, 'file');
    writeFileSync(notAFolder, '');
    const env = { ...standIn.env, XDG_STATE_HOME: notAFolder, LOCALAPPDATA: notAFolder };
    const { code, stderr } = await runHere(sandbox, ['once'], { env });
    expect(code).toBe(0);
    expect(stderr).toContain('The token could not be kept for the next run');
    expect(standIn.posts).toHaveLength(1);
  });
});

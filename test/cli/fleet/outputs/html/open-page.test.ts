import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runMain, useFolder } from '../../../../helpers/memory-io.ts';

const RUN = ['fleet', '--local', '--devices', '3', '--interval', '20ms', '--count', '2', '--seed', 'demo'];

describe('iot-sim fleet --report', () => {
  test('writes one page, says where it is, and how to run it again', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'run.html'), 'an earlier one');
    const { code, stderr } = await runMain([...RUN, '--report', 'run.html'], { cwd });
    expect(stderr).toMatch(/^The report is in run\.html$/m);
    expect(readdirSync(cwd)).toEqual(['run.html']);
    const page = readFileSync(join(cwd, 'run.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n/);
    expect(page).toMatch(/<\/html>\n$/);
    expect(page).toContain('Fleet of 3 devices');
    expect(page).toMatch(/<pre><code>iot-sim fleet [^<]*--interval 20ms/);
    expect(page).toMatch(/<pre><code>iot-sim fleet [^<]*--devices 3 --local/);
    expect(page).toMatch(/<pre><code>iot-sim fleet [^<]*--seed demo</);
    expect(code).toBe(0);
  });

  test.each(['nowhere/run.html', 'folder'])('%s is refused before anything runs', async (file) => {
    const cwd = useFolder();
    mkdirSync(join(cwd, 'folder'));
    const { code, stdout, stderr } = await runMain([...RUN, '--report', file], { cwd });
    expect(stderr).toContain(join(cwd, file));
    expect(stderr).not.toContain('devices report');
    expect(stdout).toBe('');
    expect(existsSync(join(cwd, 'nowhere'))).toBe(false);
    expect(code).toBe(2);
  });
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stateFolder } from '../../src/cli/state-folder.ts';
import { memoryIo } from '../helpers/memory-io.ts';

const folder = (platform: string, env: Record<string, string> = {}): string =>
  stateFolder({ ...memoryIo([]), platform, env, home: '/home/me' });

describe('stateFolder', () => {
  test('is where Linux keeps state', () => {
    expect(folder('linux')).toBe(join('/home/me', '.local', 'state', 'iot-sim'));
  });

  test('follows XDG_STATE_HOME', () => {
    expect(folder('linux', { XDG_STATE_HOME: '/state' })).toBe(join('/state', 'iot-sim'));
    expect(folder('linux', { XDG_STATE_HOME: '' })).toBe(join('/home/me', '.local', 'state', 'iot-sim'));
  });

  test('is where macOS keeps it', () => {
    expect(folder('darwin')).toBe(join('/home/me', 'Library', 'Application Support', 'iot-sim'));
  });

  test('is where Windows keeps it', () => {
    expect(folder('win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'iot-sim'));
    expect(folder('win32')).toBe(join('/home/me', 'AppData', 'Local', 'iot-sim'));
  });
});

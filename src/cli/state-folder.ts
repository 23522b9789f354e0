import { join } from 'node:path';
import type { Io } from './io.ts';

/** Where the program keeps what it must remember, such as tokens: the place the operating system has for that. */
export function stateFolder({ platform, env, home }: Io): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'iot-sim');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'iot-sim');
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'iot-sim');
}

import { expect, test } from 'vitest';
import { ASCII, BRAILLE, glyphsFor } from '../../../src/cli/preview/glyphs.ts';

test.each([
  ['linux', {}, BRAILLE],
  ['linux', { LANG: 'C.UTF-8' }, BRAILLE],
  ['darwin', { LANG: 'de_DE.utf8', TERM: 'xterm' }, BRAILLE],
  ['linux', { LANG: 'C' }, ASCII],
  ['linux', { LANG: 'en_US.UTF-8', LC_ALL: 'C' }, ASCII],
  ['linux', { LANG: 'en_US.ISO-8859-1', LC_ALL: '' }, ASCII],
  ['linux', { LANG: 'C.UTF-8', TERM: 'dumb' }, ASCII],
  ['linux', { LANG: 'C.UTF-8', TERM: 'linux' }, ASCII],
  ['win32', {}, ASCII],
  ['win32', { WT_SESSION: 'a' }, BRAILLE],
  ['win32', { TERM_PROGRAM: 'vscode' }, BRAILLE],
])('on %s with %j a chart is drawn with what can be shown', (platform, env, glyphs) => {
  expect(glyphsFor({ platform, env })).toBe(glyphs);
});

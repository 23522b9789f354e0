import { describe, expect, test } from 'vitest';
import { en } from '../../../src/console/i18n/en.ts';
import { zh } from '../../../src/console/i18n/zh.ts';
import { codeText } from '../../../src/console/pages/device/log/log-model.ts';
import {
  ANSWER_CODES,
  type FaultJson,
  REGISTER_CODES,
} from '../../../src/console/pages/faults/fault-form.ts';
import { leftWords, scopeWords, whatWords } from '../../../src/console/pages/faults/fault-words.ts';
import type { FaultSettings } from '../../../src/emulator/faults/fault.ts';

const number = (value: number): string => value.toLocaleString('en-GB');
const formats = { number };
const english = { texts: en.faults, formats };
const chinese = { texts: zh.faults, formats };

const fault = (settings: FaultSettings, state: Partial<FaultJson> = {}): FaultJson =>
  ({ ...settings, id: 'f1', setAtMs: 0, struck: 0, isActive: true, ...state }) as FaultJson;

describe('a fault in words', () => {
  test.each([
    [{ type: 'latency', delayMs: 2000, jitterMs: 500 }, 'Latency 2 s ± 500 ms'],
    [{ type: 'latency', delayMs: 200 }, 'Latency 200 ms'],
    [{ type: 'code', code: 40000 }, 'Code 40000 request too many'],
    [{ type: 'code', code: 123456 }, 'Code 123456'],
    [{ type: 'http', status: 503, when: 'after' }, 'HTTP status 503, after processing'],
    [{ type: 'hang' }, 'No answer'],
    [{ type: 'refuse', forMs: 60_000 }, 'Connections refused for 1 min'],
  ] as const)('%o is %s', (settings, words) => {
    expect(whatWords(fault(settings), english)).toBe(words);
  });

  test('says which requests it strikes', () => {
    const narrow = fault({ type: 'hang', probability: 0.07, on: 'topic', device: 'pk/dn' });
    expect(scopeWords(narrow, english)).toBe('7 % of messages of pk/dn');
    expect(scopeWords(narrow, chinese)).toBe('7 % 的上报消息，设备 pk/dn');
    expect(scopeWords(fault({ type: 'hang' }), english)).toBe('All requests');
    expect(scopeWords(fault({ type: 'refuse', forMs: 1 }), english)).toBe('');
  });

  test('says what is left of it', () => {
    const limited = fault({ type: 'hang', count: 5, forMs: 30_000 }, { struck: 2 });
    expect(leftWords(limited, 12_001, english)).toBe('3 of 5 requests · 18 s');
    expect(leftWords(fault({ type: 'hang', forMs: 3_600_000 }), 90_000, english)).toBe('59 min');
    expect(leftWords(fault({ type: 'hang' }), 0, english)).toBe('until removed');
    expect(leftWords({ ...limited, isActive: false }, 0, english)).toBe('over');
  });

  test('names every code that can be chosen', () => {
    for (const code of [...ANSWER_CODES, ...REGISTER_CODES]) {
      expect(codeText(code)).toMatch(/^\d+ [a-z]/);
    }
  });
});

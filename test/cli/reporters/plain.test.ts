import { describe, expect, test } from 'vitest';
import { plainReporter } from '../../../src/cli/reporters/plain.ts';
import type { SimEvent } from '../../../src/engine/events.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { memoryIo } from '../../helpers/memory-io.ts';

const at = new Date(2026, 0, 15, 20, 31, 5).getTime();
const stamp = { at, device: 'iot-sim-demo/demo-sensor' };
const reading: SimEvent = {
  type: 'reading',
  ...stamp,
  id: '1',
  values: { temperature: 22, humidity: 60 },
};

/** What the reporter prints for these events. */
function print(events: readonly SimEvent[], { quiet = false, isTerminal = false } = {}) {
  const io = memoryIo([], { isTerminal });
  const options = { json: false, quiet, verbose: false, isColored: true };
  const reporter = plainReporter(io, PRESETS.environment, options);
  for (const event of events) reporter.emit(event);
  reporter.close();
  return io.text;
}

describe('the plain reporter', () => {
  test('prints a reading once the platform has answered, with values, units and the answer', () => {
    const sent: SimEvent = {
      type: 'sent',
      ...stamp,
      message: 'success',
      id: '1',
      messageId: '892687627916247040',
      ms: 12.3,
      attempts: 1,
    };
    expect(print([reading]).stdout).toBe('');
    expect(print([reading, sent]).stdout).toBe(
      '20:31:05 publish success: temperature 22 °C, humidity 60 %RH (12 ms)\n' +
        '  {"code":0,"info":{"messageId":892687627916247040},"message":"success"}\n',
    );
  });

  test('says on a line of its own what was done on purpose, of a reading that goes twice each time', () => {
    const sent: SimEvent = { type: 'sent', ...stamp, message: 'success', id: '1', ms: 12, attempts: 1 };
    const first: SimEvent = { ...reading, faults: ['spike temperature'] };
    const second: SimEvent = { ...reading, faults: ['spike temperature', 'duplicate'] };
    const line = '20:31:05 publish success: temperature 22 °C, humidity 60 %RH (12 ms)\n';
    const answer = '  {"code":0,"message":"success"}\n';
    expect(print([first, second, sent, sent]).stdout).toBe(
      `${line}  on purpose: spike temperature\n${answer}${line}  on purpose: spike temperature, duplicate\n${answer}`,
    );
  });

  test('says how many tries it took, where it took more than one', () => {
    const sent: SimEvent = { type: 'sent', ...stamp, message: 'success', id: '1', ms: 900, attempts: 3 };
    expect(print([reading, sent]).stdout).toContain('(900 ms, 3 tries)');
  });

  test('prints a refusal with the platform’s answer, and an error in three parts', () => {
    const refused: SimEvent = {
      type: 'refused',
      ...stamp,
      id: '1',
      code: 30001,
      message: 'publish message error',
      hint: 'Check that the topic belongs to this device.',
    };
    const { stdout, stderr } = print([reading, refused]);
    expect(stdout).toBe(
      '20:31:05 publish refused: temperature 22 °C, humidity 60 %RH\n' +
        '  {"code":30001,"message":"publish message error"}\n',
    );
    expect(stderr).toMatch(/^error: .*30001 publish message error.*\ncause: .+\n next: Check that the topic/);
  });

  test('shows what the platform says with control characters made visible', () => {
    const message = '\u001b[31mred';
    const refused: SimEvent = { type: 'refused', ...stamp, id: '1', code: 1, message, hint: '' };
    const { stdout, stderr } = print([reading, refused]);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('warns of trouble on stderr, and says when it is over', () => {
    const events: SimEvent[] = [
      { type: 'waiting', ...stamp, reason: 'example.com cannot be reached.', ms: 1500, pending: 2 },
      { type: 'recovered', ...stamp, ms: 65_000, pending: 1 },
    ];
    const { stdout, stderr } = print(events);
    expect(stderr).toBe('warning: example.com cannot be reached. Trying again in 1.5s.\n');
    expect(stdout).toBe('20:31:05 recovered after 1m5s, 1 waiting\n');
  });

  test('warns of lasting trouble once a minute, and of new trouble soon', () => {
    const waiting = (seconds: number): SimEvent => {
      return {
        type: 'waiting',
        ...stamp,
        at: stamp.at + seconds * 1000,
        reason: `Down at ${seconds}.`,
        ms: 1,
        pending: 1,
      };
    };
    const sent = (seconds: number): SimEvent => {
      return {
        type: 'sent',
        ...stamp,
        at: stamp.at + seconds * 1000,
        message: 'success',
        id: '1',
        ms: 1,
        attempts: 1,
      };
    };
    const { stderr } = print([
      waiting(0),
      waiting(30),
      waiting(61),
      sent(62),
      waiting(64),
      waiting(67),
      waiting(90),
    ]);
    expect([...stderr.matchAll(/Down at (\d+)/g)].map(([, seconds]) => Number(seconds))).toEqual([0, 61, 67]);
  });

  test('masks the token in the auth answer', () => {
    const auth: SimEvent = {
      type: 'auth',
      ...stamp,
      ok: true,
      code: 0,
      message: 'success',
      expiresAt: at + 7 * 86_400_000,
    };
    expect(print([auth]).stdout).toBe(
      '20:31:05 auth success: token valid until 2026-01-22 20:31\n' +
        '  {"code":0,"info":{"token":"****"},"message":"success"}\n',
    );
  });

  test('ends with a summary, and with latencies where something was sent', () => {
    const summary: SimEvent = {
      type: 'summary',
      ...stamp,
      taken: 3,
      clamped: 2,
      snapped: 0,
      skipped: 1,
      faults: { gap: 1, spike: 2 },
      sent: 1,
      refused: 1,
      dropped: 1,
      pending: 0,
      auths: 1,
      latency: { min: 1, mean: 2, p50: 2, p90: 3, p99: 4, max: 5 },
      durationMs: 2_000,
    };
    expect(print([summary]).stdout).toBe(
      '\n3 taken, 1 sent, 1 refused, 1 given up, 0 pending, 1 auth, in 2s\n' +
        'values: 2 clamped to the model’s range\n' +
        'on purpose: gap 1, spike 2\n' +
        'latency min 1.0 ms, p50 2.0 ms, p90 3.0 ms, p99 4.0 ms, max 5.0 ms\n',
    );
    expect(print([{ ...summary, latency: null }]).stdout).not.toContain('latency');
  });

  test('with quiet prints warnings and nothing else', () => {
    const events: SimEvent[] = [reading, { type: 'warning', ...stamp, message: 'look' }];
    expect(print(events, { quiet: true })).toEqual({ stdout: '', stderr: 'warning: look\n' });
  });
});

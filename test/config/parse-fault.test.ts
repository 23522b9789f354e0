import { describe, expect, it } from 'vitest';
import { parseFault } from '../../src/config/parse-fault.ts';

const problem = (text: string): string => {
  const parsed = parseFault(text);
  return 'problem' in parsed ? parsed.problem : `read as ${JSON.stringify(parsed.value)}`;
};

describe('parseFault', () => {
  it.each([
    ['latency:200ms', { type: 'latency', delayMs: 200 }],
    ['latency:1m30s,jitter=50ms', { type: 'latency', delayMs: 90_000, jitterMs: 50 }],
    ['code:40000,probability=10%', { type: 'code', code: 40000, probability: 0.1 }],
    ['code:20001,count=3,device=pk/d:n', { type: 'code', code: 20001, count: 3, device: 'pk/d:n' }],
    ['http:503,for=30s', { type: 'http', status: 503, forMs: 30_000 }],
    ['html', { type: 'html' }],
    ['truncated,probability=0.5', { type: 'truncated', probability: 0.5 }],
    ['reset,when=after', { type: 'reset', when: 'after' }],
    ['hang,on=auth', { type: 'hang', on: 'auth' }],
    ['refuse:10s', { type: 'refuse', forMs: 10_000 }],
    ['refuse,for=10s', { type: 'refuse', forMs: 10_000 }],
    [' code : 40000 , probability = 12.5 % ', { type: 'code', code: 40000, probability: 0.125 }],
  ])('reads %s', (text, value) => {
    expect(parseFault(text)).toEqual({ value });
  });

  it.each([
    ['', '"" is none of latency, code, http'],
    ['latancy:200ms', 'Did you mean latency?'],
    ['latency', 'latency needs a value. Write for example latency:200ms,jitter=50ms'],
    ['latency,jitter=5ms', 'latency needs a value. Write'],
    ['latency:200', 'latency: "200" has no unit: write 200s, or 200ms. Write for example'],
    ['latency:1h', 'latency: 3600000 is not a whole number of milliseconds from 1 to 600000 (10 minutes).'],
    [
      'latency:1s,when=after',
      '"when" is not known for latency; there are jitter, probability, count, for, d',
    ],
    ['code:many', 'code: "many" is not a whole number from 1'],
    ['code:', 'code: "" is not a whole number from 1'],
    ['code:40000,propability=1', 'Did you mean probability?'],
    ['code:40000,probability=0%', 'probability: 0 is no probability'],
    ['code:40000,count', 'count has no value: write count=...'],
    ['code:40000,', '"" is not known for code'],
    [
      'http:404,for=5',
      'for: "5" has no unit: write 5s, or 5ms; http: 404 is not a whole number from 500 to 599',
    ],
    ['html:502', 'html takes no value. Write for example html,count=3'],
    ['reset,count=1,count=2', 'count: this is said twice'],
    ['reset,constructor=1', '"constructor" is not known for reset'],
    ['reset,device=lamp', 'device: "lamp" is no device: write productKey/deviceName'],
    ['hang,on=publish', 'on: "publish" is none of auth, topic, register'],
    ['refuse', 'refuse needs a value. Write for example refuse:10s'],
    ['refuse:10s,for=5s', 'for: this is said twice'],
    ['refuse:10s,count=3', '"count" is not known for refuse; there are for.'],
  ])('refuses %j and says what would be right', (text, words) => {
    expect(problem(text)).toContain(words);
    expect(problem(text)).toMatch(/Write for example \S+$/);
  });

  it('says all that is wrong at once, each of it once', () => {
    expect(problem('latency:5,jitter=x,count=0,on=y').split('; ')).toHaveLength(4);
  });

  it('gives examples that are right', () => {
    for (const type of ['latency', 'code', 'http', 'html', 'truncated', 'reset', 'hang', 'refuse']) {
      const example = /Write for example (\S+)$/.exec(problem(`${type},x=1`))?.[1] ?? '';
      expect(parseFault(example)).toHaveProperty('value.type', type);
    }
  });
});

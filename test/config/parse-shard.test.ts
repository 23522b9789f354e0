import { describe, expect, test } from 'vitest';
import { parseShard } from '../../src/config/parse-shard.ts';

const problemOf = (text: string, env: Record<string, string> = {}): unknown => {
  const parsed = parseShard(text, env);
  return 'problem' in parsed ? parsed.problem : parsed.value;
};

describe('a shard on the command line', () => {
  test.each([
    ['1/16', { index: 0, count: 16 }],
    ['16/16', { index: 15, count: 16 }],
    ['3/16', { index: 2, count: 16 }],
    [' 3/16 ', { index: 2, count: 16 }],
    ['1/1', { index: 0, count: 1 }],
    ['100000/100000', { index: 99_999, count: 100_000 }],
  ])('%s is understood, whatever the environment has', (text, value) => {
    expect(parseShard(text, {})).toEqual({ value });
    expect(parseShard(text, { JOB_COMPLETION_INDEX: '7', JOB_COMPLETIONS: '8' })).toEqual({ value });
  });

  test.each([
    ['5/4', '"5/4": there are 4 shards: write 1/4 to 4/4'],
    ['2/1', '"2/1": there is 1 shard: write 1/1'],
    ['0/4', '"0/4": shards are counted from 1: write 1/4 to 4/4'],
    ['1/0', '"1/0" is a share of none: write for example 3/16'],
    ['3', '"3" does not say of how many: write for example 3/16'],
    ['1/100001', '"1/100001" has more than 100000 shards'],
    ['99999999999999999999/4', 'there are 4 shards'],
    ['a/b', '"a/b" is no shard: write for example 3/16, or auto in a Job of Kubernetes'],
    ['-1/4', 'is no shard'],
    ['1.5/4', 'is no shard'],
    ['1e1/16', 'is no shard'],
    ['3/16/2', 'is no shard'],
    ['3/', 'is no shard'],
    ['/16', 'is no shard'],
    ['Auto', 'or auto in a Job of Kubernetes'],
    ['', 'is no shard'],
  ])('of %s it says what would be right', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });
});

describe('the shard of a pod', () => {
  test.each([
    ['0', '16', { index: 0, count: 16 }],
    ['15', '16', { index: 15, count: 16 }],
    [' 15 ', '16\n', { index: 15, count: 16 }],
    ['0', '1', { index: 0, count: 1 }],
  ])('is that of index %s among %s', (JOB_COMPLETION_INDEX, JOB_COMPLETIONS, value) => {
    expect(parseShard('auto', { JOB_COMPLETION_INDEX, JOB_COMPLETIONS })).toEqual({ value });
  });

  test('is none outside Kubernetes', () => {
    expect(problemOf('auto')).toBe(
      'auto reads JOB_COMPLETION_INDEX, which Kubernetes sets in the pods of an Indexed Job alone; ' +
        'it is not set: write for example 3/16',
    );
    expect(problemOf('auto', { JOB_COMPLETIONS: '4' })).toContain('JOB_COMPLETION_INDEX, which Kubernetes');
    expect(problemOf('auto', { JOB_COMPLETION_INDEX: '', JOB_COMPLETIONS: '4' })).toContain('is not set');
  });

  test('is none where the manifest does not say how many there are', () => {
    const problem =
      'auto reads how many shards there are from JOB_COMPLETIONS, which is not set: ' +
      'let the manifest set it to the completions of the Job';
    expect(problemOf('auto', { JOB_COMPLETION_INDEX: '0' })).toBe(problem);
    expect(problemOf('auto', { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: ' ' })).toBe(problem);
  });

  test.each([
    ['4', '4', 'JOB_COMPLETION_INDEX="4" is not below JOB_COMPLETIONS="4"'],
    ['9', '4', 'the manifest must set that to the completions of the Job'],
    ['-1', '4', 'JOB_COMPLETION_INDEX="-1" is no whole number from 0'],
    ['one', '4', 'JOB_COMPLETION_INDEX="one" is no whole number from 0'],
    ['0', '0', 'JOB_COMPLETIONS="0" is no whole number from 1'],
    ['0', '4.5', 'JOB_COMPLETIONS="4.5" is no whole number from 1'],
    ['0', '100001', 'JOB_COMPLETIONS="100001" is more than 100000 shards'],
  ])('is none with index %s among %s', (JOB_COMPLETION_INDEX, JOB_COMPLETIONS, problem) => {
    expect(problemOf('auto', { JOB_COMPLETION_INDEX, JOB_COMPLETIONS })).toContain(problem);
  });
});

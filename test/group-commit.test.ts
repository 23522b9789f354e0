import { describe, expect, test } from 'vitest';
import { createGroupCommit } from '../src/group-commit.ts';
import { gate } from './helpers/transports.ts';

/** A commit whose writes a test lets through one by one; `groups` are those that were begun. */
function commitByHand() {
  const groups: number[][] = [];
  const gates: ReturnType<typeof gate<Error | undefined>>[] = [];
  const commit = createGroupCommit<number>(async (items) => {
    groups.push([...items]);
    const own = gate<Error | undefined>();
    gates.push(own);
    const failure = await own.passed;
    if (failure !== undefined) throw failure;
  });
  /** Ends the write that is on its way, which is to begin soon where there is none yet. */
  const end = async (failure?: Error): Promise<void> => {
    while (gates.length === 0) await turn();
    gates.shift()?.open(failure);
    await turn();
  };
  return { commit, groups, end };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  test('writes together what comes in one turn, in its order', async () => {
    const { commit, groups, end } = commitByHand();
    const written = Promise.all([commit.write([1]), commit.write([2, 3]), commit.write([4])]);
    await end();
    await written;
    expect(groups).toEqual([[1, 2, 3, 4]]);
  });

  test('writes together what comes while a write is on its way, and never two at a time', async () => {
    const { commit, groups, end } = commitByHand();
    const first = commit.write([1]);
    while (groups.length === 0) await turn();
    const second = commit.write([2]);
    await turn();
    const third = commit.write([3]);
    await turn();
    expect(groups).toEqual([[1]]);
    await end();
    await first;
    await end();
    await Promise.all([second, third]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  test('resolves when its own items are written, and not before', async () => {
    const { commit, end } = commitByHand();
    const told: string[] = [];
    const first = commit.write([1]).then(() => told.push('first'));
    await turn();
    const second = commit.write([2]).then(() => told.push('second'));
    expect(told).toEqual([]);
    await end();
    expect(told).toEqual(['first']);
    await end();
    await Promise.all([first, second]);
    expect(told).toEqual(['first', 'second']);
  });

  test('tells those of a write that fails, and goes on with the next', async () => {
    const { commit, groups, end } = commitByHand();
    const failing = Promise.allSettled([commit.write([1]), commit.write([2])]);
    await turn();
    await turn();
    const after = commit.write([3]);
    await end(new Error('disk full'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await end();
    await after;
    expect(groups).toEqual([[1, 2], [3]]);
  });

  test('is settled when all that came is written or has failed', async () => {
    const { commit, end } = commitByHand();
    await commit.settled();
    commit.write([1]).catch(() => {});
    await turn();
    await turn();
    commit.write([2]).catch(() => {});
    let isSettled = false;
    const settled = commit.settled().then(() => {
      isSettled = true;
    });
    await end();
    expect(isSettled).toBe(false);
    await end(new Error('disk full'));
    await settled;
  });
});

import type { Shard } from '../engine/fleet/shard.ts';
import type { Parsed } from './parse-text.ts';

/** As many as an Indexed Job of Kubernetes can have pods at once. */
const MOST_SHARDS = 100_000;

/** Set by Kubernetes in every pod of an Indexed Job: which one it is, from 0. */
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
/** How many there are. Kubernetes does not set it; the manifest of the Job does. */
const COUNT_VARIABLE = 'JOB_COMPLETIONS';

/** Variables of the environment. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Reads which share of a fleet is wanted: `3/16`, counted from 1, or `auto` for that of this pod of a Job. */
export function parseShard(text: string, env: Environment): Parsed<Shard> {
  const trimmed = text.trim();
  if (trimmed === 'auto') return shardOfPod(env);
  const quoted = JSON.stringify(text);
  if (/^\d+$/.test(trimmed))
    return { problem: `${quoted} does not say of how many: write for example ${trimmed}/16` };
  const [, nth, of] = /^(\d+)\/(\d+)$/.exec(trimmed) ?? [];
  if (nth === undefined || of === undefined) {
    return { problem: `${quoted} is no shard: write for example 3/16, or auto in a Job of Kubernetes` };
  }
  const [number, count] = [Number(nth), Number(of)];
  if (count === 0) return { problem: `${quoted} is a share of none: write for example 3/16` };
  if (count > MOST_SHARDS) return { problem: `${quoted} has more than ${MOST_SHARDS} shards` };
  if (number === 0) return { problem: `${quoted}: shards are counted from 1: ${choice(count)}` };
  if (number > count) {
    const there = count === 1 ? 'there is 1 shard' : `there are ${count} shards`;
    return { problem: `${quoted}: ${there}: ${choice(count)}` };
  }
  return { value: { index: number - 1, count } };
}

function choice(count: number): string {
  return count === 1 ? 'write 1/1' : `write 1/${count} to ${count}/${count}`;
}

function shardOfPod(env: Environment): Parsed<Shard> {
  const [index = '', count = ''] = [env[INDEX_VARIABLE]?.trim(), env[COUNT_VARIABLE]?.trim()];
  if (index === '') {
    const who = 'which Kubernetes sets in the pods of an Indexed Job alone';
    return {
      problem: `auto reads ${INDEX_VARIABLE}, ${who}; it is not set: write for example 3/16`,
    };
  }
  if (count === '') {
    const what = 'let the manifest set it to the completions of the Job';
    return {
      problem: `auto reads how many shards there are from ${COUNT_VARIABLE}, which is not set: ${what}`,
    };
  }
  const shown = `${COUNT_VARIABLE}=${JSON.stringify(count)}`;
  if (!/^\d+$/.test(count) || Number(count) === 0) return { problem: `${shown} is no whole number from 1` };
  if (Number(count) > MOST_SHARDS) return { problem: `${shown} is more than ${MOST_SHARDS} shards` };
  const shownIndex = `${INDEX_VARIABLE}=${JSON.stringify(index)}`;
  if (!/^\d+$/.test(index)) return { problem: `${shownIndex} is no whole number from 0` };
  if (Number(index) >= Number(count)) {
    return {
      problem: `${shownIndex} is not below ${shown}: the manifest must set that to the completions of the Job`,
    };
  }
  return { value: { index: Number(index), count: Number(count) } };
}

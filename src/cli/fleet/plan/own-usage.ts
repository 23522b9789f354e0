import { availableParallelism, totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MachineParts } from '../../../engine/fleet/plan/machine.ts';

/** What runs this program, to run another one. */
export function nodeProgram(): string {
  return process.execPath;
}

/** Processor time of this process, all its threads together, in ms. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Memory in use that Node computes with, in bytes, once what nobody needs is gone. */
export function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return getHeapStatistics().used_heap_size;
}

/** Memory of this process beside that: the greatest part of a TLS connection. */
export function nativeBytes(): number {
  const { rss, heapTotal } = process.memoryUsage();
  return rss - heapTotal;
}

/** What this machine has; in a container, what that may use of its memory. */
export function machineParts(): MachineParts {
  const constrained = process.constrainedMemory() ?? 0; // 0 or more than there is: no constraint
  return {
    cores: availableParallelism(),
    memoryBytes: constrained > 0 ? Math.min(constrained, totalmem()) : totalmem(),
    heapBytes: getHeapStatistics().heap_size_limit,
  };
}

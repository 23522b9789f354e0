/** What was measured of a machine. */
export interface MachineMeasure {
  /** Messages a second that one core can send. */
  readonly corePerSecond: number;
  /** Memory of a device that has a token, with its connection where it has one of its own. */
  readonly deviceBytes: number;
  /** How much of that is memory that Node computes with. */
  readonly deviceHeapBytes: number;
  /** With so many it was measured. */
  readonly devices: number;
  readonly connections: number;
}

/** What a machine has. */
export interface MachineParts {
  readonly cores: number;
  /** Memory that the program may use, whatever for. */
  readonly memoryBytes: number;
  /** Memory that one thread of it may use for what it computes with. */
  readonly heapBytes: number;
}

/** Whether a machine can run a fleet. */
export interface MachinePlan extends MachineMeasure, MachineParts {
  /** `tight` where little is left. */
  readonly verdict: 'ok' | 'tight' | 'over';
  /** Of one core: 1 is all of it. */
  readonly coreShare: number;
  /** Threads that have a core, of those that were asked for. */
  readonly threads: number;
  /** Messages a second that these can send. */
  readonly perSecond: number;
  /** So many threads make it easy, on any number of machines. */
  readonly threadsNeeded: number;
  /** So many machines like this one have the cores for those. */
  readonly machinesNeeded: number;
  /** How long the machine takes for the second with most readings; longer than a second where it has to catch up. */
  readonly peakMs: number;
  /** Memory of all devices that run here. */
  readonly devicesBytes: number;
  readonly memory: 'ok' | 'over';
}

/** What is asked of a machine. */
interface Asked {
  readonly devices: number;
  readonly perSecond: number;
  readonly peakPerSecond: number;
  /** Threads that share the devices. */
  readonly workers: number;
}

/** Of what a core can do, so much may be asked of it for long. */
const EASY_SHARE = 0.8;

/** Compares what a fleet asks of a machine with what was measured. One core is left to the rest of the machine. */
export function planMachine(asked: Asked, measure: MachineMeasure, parts: MachineParts): MachinePlan {
  const freeCores = Math.max(1, parts.cores - 1);
  const threads = Math.min(asked.workers, freeCores);
  const perSecond = threads * measure.corePerSecond;
  const threadsNeeded = Math.max(1, Math.ceil(asked.perSecond / (EASY_SHARE * measure.corePerSecond)));
  const devicesBytes = Math.round(asked.devices * measure.deviceBytes);
  const heapBytes = asked.devices * measure.deviceHeapBytes;
  const share = asked.perSecond / perSecond;
  return {
    ...measure,
    ...parts,
    verdict: share > 1 ? 'over' : share > EASY_SHARE ? 'tight' : 'ok',
    coreShare: asked.perSecond / measure.corePerSecond,
    threads,
    perSecond,
    threadsNeeded,
    machinesNeeded: Math.ceil(threadsNeeded / freeCores),
    peakMs: (1000 * asked.peakPerSecond) / perSecond,
    devicesBytes,
    memory: devicesBytes > parts.memoryBytes || heapBytes > threads * parts.heapBytes ? 'over' : 'ok',
  };
}

import { createRandom } from '../../random.ts';
import type { ThingModel } from '../../tsl/model.ts';
import type { Sample } from '../sample.ts';
import { faultLabel, skewLabel } from './labels.ts';
import { createQueue } from './queue.ts';
import {
  DEFAULT_LATE_MS,
  DEFAULT_SKEW_MS,
  isFor,
  isValueFault,
  type SensorFault,
  type SensorFaultType,
} from './sensor-fault.ts';
import { createSpoil, propertiesOf } from './spoil.ts';
import { inTurn, spoilValues, type ValueFault } from './spoil-values.ts';
import { createStrike, type Strike } from './strike.ts';

/** What faults need of a device. */
export interface FaultOptions {
  /** Those that are not for this device are left out. */
  readonly faults: readonly SensorFault[];
  readonly model: ThingModel;
  /** The run's seed. */
  readonly seed: string;
  /** The device's name. */
  readonly device: string;
  /** When the run starts, ms since 1970. */
  readonly startMs: number;
}

/** Does to a device's readings what faults do. */
export interface FaultInjector {
  /** Takes a reading and gives what is to be sent now: none, it, or several. Asked for every reading, in order. */
  inject(sample: Sample): Sample[];
  /** Gives the readings that are held back, when no more come. */
  flush(): Sample[];
}

/** A fault of whole readings. */
interface ReadingFault {
  readonly type: SensorFaultType;
  readonly amount: number | undefined;
  readonly strike: Strike;
}

/**
 * Makes the faults of a device. Each has dice of its own, so that one more behind the others does not change what these
 * do. Done to one reading are: changes of its values in the order given, then `out-of-range` and `wrong-type`,
 * `clock-skew`, `duplicate`, and `late` or else `out-of-order`. Of a reading in a `gap` nothing is sent.
 */
export function createFaults({ faults, model, seed, device, startMs }: FaultOptions): FaultInjector {
  const ofValues: ValueFault[] = [];
  const ofReadings: ReadingFault[] = [];
  const counts = new Map<string, number>();
  for (const fault of faults) {
    if (!isFor(fault, device)) continue;
    const { type, amount } = fault;
    const prepare = (property: string) => {
      const name = faultLabel(type, property);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const random = createRandom(seed, device, 'fault', type, property, String(count));
      return { random, strike: createStrike(fault, { startMs, random }) };
    };
    if (!isValueFault(type)) ofReadings.push({ type, amount, strike: prepare('').strike });
    else {
      for (const { identifier: property, dataType } of propertiesOf(type, model, fault.property)) {
        const { random, strike } = prepare(property);
        ofValues.push({ type, property, strike, spoil: createSpoil({ type, amount }, { dataType, random }) });
      }
    }
  }
  return createInjector(inTurn(ofValues), ofReadings, model);
}

function createInjector(
  ofValues: readonly ValueFault[],
  ofReadings: readonly ReadingFault[],
  model: ThingModel,
): FaultInjector {
  const queue = createQueue();
  const ofType = (type: SensorFaultType): ReadingFault[] => ofReadings.filter((fault) => fault.type === type);
  const [gaps, skews, duplicates] = [ofType('gap'), ofType('clock-skew'), ofType('duplicate')];
  const [lates, swaps] = [ofType('late'), ofType('out-of-order')];

  return {
    inject(sample) {
      if (sample.isSkipped === true) return [sample];
      const { timeMs: nowMs } = sample;
      const isSent = struck(gaps, nowMs, true).length === 0;
      const spoilt = spoilValues(sample, { faults: ofValues, model, isPossible: isSent });
      const skewsOfIt = struck(skews, nowMs, isSent);
      const copies = struck(duplicates, nowMs, isSent).length;
      const holds = struck(lates, nowMs, isSent).map(({ amount = DEFAULT_LATE_MS }) => amount);
      const isSwapped = struck(swaps, nowMs, isSent && holds.length === 0 && !queue.isSwapping()).length > 0;
      if (!isSent)
        return [{ ...sample, isSkipped: true, faults: [...(sample.faults ?? []), faultLabel('gap')] }];

      const labels: string[] = [];
      let timeMs = nowMs;
      for (const { amount = DEFAULT_SKEW_MS } of skewsOfIt) {
        timeMs += amount;
        labels.push(skewLabel(amount));
      }
      const isLate = holds.length > 0;
      const isOutOfOrder = isSwapped && !isLate && !queue.isSwapping();
      if (isLate) labels.push(faultLabel('late'));
      if (isOutOfOrder) labels.push(faultLabel('out-of-order'));
      const first = labelled(spoilt, labels, timeMs);
      return queue.push(copies === 0 ? [first] : [first, ...copiesOf(first, copies)], {
        nowMs,
        forMs: isLate ? Math.max(...holds) : undefined,
        isSwapped: isOutOfOrder,
      });
    },
    flush: () => queue.flush(),
  };
}

const NONE: readonly ReadingFault[] = [];

/** Those that strike; each is asked. */
function struck(
  faults: readonly ReadingFault[],
  timeMs: number,
  isPossible: boolean,
): readonly ReadingFault[] {
  let found: ReadingFault[] | undefined;
  for (const fault of faults) {
    if (fault.strike(timeMs, isPossible) !== undefined) found = [...(found ?? []), fault];
  }
  return found ?? NONE;
}

function labelled(sample: Sample, labels: readonly string[], timeMs: number): Sample {
  return labels.length === 0 ? sample : { ...sample, timeMs, faults: [...(sample.faults ?? []), ...labels] };
}

/** They carry what was done to the first as well, since it was done to their values. */
function copiesOf(first: Sample, count: number): Sample[] {
  const faults = [...(first.faults ?? []), faultLabel('duplicate')];
  return Array.from({ length: count }, () => ({ ...first, faults, repeats: first }));
}

import { requireFaults } from '../config/sensor-faults.ts';
import { faulty } from '../engine/faulty.ts';
import { isFor } from '../readings/faults/sensor-fault.ts';
import type { Flags } from './flags.ts';
import type { DeviceSettings } from './open-generators.ts';
import type { OpenedSource } from './opened-source.ts';

/** Gives a source as it is once the faults were done to it; the seed is the run's. */
export type SourceSpoiler = <T extends Pick<OpenedSource, 'source' | 'words'>>(opened: T, seed: string) => T;

/**
 * Does what flags and configuration ask for.
 * @throws SimError CONFIG_INVALID where they ask for what is wrong
 */
export function sourceSpoiler({ model, resolved, client }: DeviceSettings, flags: Flags): SourceSpoiler {
  const device = client.device.deviceName;
  const inFlags = flags['fault'] as string[] | undefined;
  const asked = requireFaults({ inFile: resolved.faults, flags: inFlags }, model);
  const faults = asked.filter((fault) => isFor(fault, device));
  const others = asked.length - faults.length;
  const aside =
    others === 0 ? '' : `, ${others} ${others === 1 ? 'fault is' : 'faults are'} for other devices`;
  if (faults.length === 0) return (opened) => ({ ...opened, words: opened.words + aside });
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  return (opened, seed) => ({
    ...opened,
    source: faulty(opened.source, { faults, model, seed, device }),
    words: `${opened.words}, with ${count}${opened.words.includes(seed) ? '' : ` of seed ${seed}`}${aside}`,
  });
}

import type { SensorFaultType } from './sensor-fault.ts';

/** What a reading says of a fault that was done to it: its name and its property, or by how much. */
export function faultLabel(type: SensorFaultType, detail?: string): string {
  return detail === undefined ? type : `${type} ${detail}`;
}

/** The name of the fault that a label speaks of. */
export function faultName(label: string): string {
  return label.split(' ', 1)[0] ?? label;
}

/** The label of a clock that is off by so much: `clock-skew +300s`. */
export function skewLabel(ms: number): string {
  return faultLabel('clock-skew', `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1000}s`);
}

/** By how much a reading's own time was made wrong, as its labels say, in milliseconds. */
export function labelledSkewMs(labels: readonly string[] = []): number {
  let ms = 0;
  for (const label of labels) {
    const seconds = /^clock-skew ([+-]\d+(?:\.\d+)?)s$/.exec(label)?.[1];
    if (seconds !== undefined) ms += Math.round(Number(seconds) * 1000);
  }
  return ms;
}

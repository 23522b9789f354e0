/** The ways in which a sensor breaks, in the order in which people are told of them. */
export const SENSOR_FAULT_TYPES = [
  'stuck',
  'spike',
  'drift',
  'offset',
  'noise',
  'gap',
  'clock-skew',
  'duplicate',
  'late',
  'out-of-order',
  'out-of-range',
  'wrong-type',
] as const;

/** A way in which a sensor breaks. */
export type SensorFaultType = (typeof SENSOR_FAULT_TYPES)[number];

/** Those that change the value of a property; the others concern the reading as a whole. */
const VALUE_FAULT_TYPES = [
  'stuck',
  'spike',
  'drift',
  'offset',
  'noise',
  'out-of-range',
  'wrong-type',
] as const satisfies readonly SensorFaultType[];

/** A way in which the value of a property breaks; the others concern the reading as a whole. */
export type ValueFaultType = (typeof VALUE_FAULT_TYPES)[number];

/** True for a type that changes the value of a property. */
export function isValueFault(type: SensorFaultType): type is ValueFaultType {
  return VALUE_FAULT_TYPES.some((known) => known === type);
}

const LASTING_TYPES: readonly SensorFaultType[] = ['stuck', 'drift', 'offset', 'noise', 'gap', 'clock-skew'];

/** True for a state that goes on once it began, false for what befalls single readings. */
export function isLasting(type: SensorFaultType): boolean {
  return LASTING_TYPES.includes(type);
}

/** The amount of a fault for which none is given, as a share of the property's range; for `drift` in an hour. */
export const DEFAULT_SHARES = { spike: 0.25, drift: 0.05, offset: 0.1, noise: 0.02 } as const;

/** So far ahead a clock is when nobody says. */
export const DEFAULT_SKEW_MS = 5 * 60_000;

/** So long a reading is held back when nobody says. */
export const DEFAULT_LATE_MS = 30_000;

/** A moment of a run: so long after its start, or a time of its own, ms since 1970. */
export type FaultStart = { readonly afterMs: number } | { readonly atMs: number };

/** Which readings a fault strikes. */
export type FaultWhen =
  | { readonly type: 'always' }
  /** Each with this chance, above 0 and at most 1; once it strikes it stays for so long. @default that reading alone */
  | { readonly type: 'chance'; readonly probability: number; readonly forMs?: number }
  /** From then on for so long. @default a lasting type to the end, any other for one reading */
  | { readonly type: 'from'; readonly start: FaultStart; readonly forMs?: number };

/** A fault as somebody asks for it. */
export interface SensorFault {
  readonly type: SensorFaultType;
  readonly when: FaultWhen;
  /** Identifier of the property. @default every property that can have it, each with dice of its own */
  readonly property?: string;
  /** The name of a device, or how it begins and a `*`. @default all devices */
  readonly device?: string;
  /** In the property's unit, for `drift` in an hour; for `clock-skew` and `late` in milliseconds. */
  readonly amount?: number;
}

/** True where a fault is meant for the device of this name. */
export function isFor({ device: pattern = '*' }: SensorFault, deviceName: string): boolean {
  return pattern.endsWith('*') ? deviceName.startsWith(pattern.slice(0, -1)) : deviceName === pattern;
}

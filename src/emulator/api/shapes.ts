import type { CheckMode, Refusal } from '../../tsl/check.ts';
import type { Fault } from '../faults/fault.ts';

/** A product, as the emulator's own API gives it: without its secret. */
export interface ProductJson {
  readonly productKey: string;
  readonly productName: string;
  readonly description: string;
  /** A value of the management API, such as `WIFI`. */
  readonly netType: string;
  readonly mode: CheckMode;
  readonly isDynamicRegistration: boolean;
  /** Milliseconds since 1970, as all times here. */
  readonly createdAtMs: number;
  /** The release that devices are checked against; missing before the first. */
  readonly release?: { readonly version: string; readonly atMs: number };
  /** How many devices it has. */
  readonly devices: number;
}

/** The thing model of a product: what is edited, and what devices are checked against. */
export interface ThingModelJson {
  /** The TSL that is being edited. */
  readonly draft: TslJson;
  /** The TSL that was released last; null before the first release. */
  readonly released: TslJson | null;
  /** Whether the draft says something else than the release. */
  readonly isChanged: boolean;
}

/** A TSL as JSON, of which the parts that pages show are named; the rest stays as it is. */
export interface TslJson {
  readonly [key: string]: unknown;
  readonly properties?: readonly TslProperty[];
}

/** One property of a TSL. */
export interface TslProperty {
  readonly [key: string]: unknown;
  readonly identifier: string;
  readonly name?: string;
  /** `rw` or `r`. */
  readonly accessMode?: string;
  readonly required?: boolean;
  readonly desc?: string;
  readonly dataType: { readonly type: string; readonly specs?: unknown };
}

/** What a device is to its product: it never authenticated, it was heard of lately, it was not, or it may not come. */
export const DEVICE_STATES = ['inactive', 'online', 'offline', 'disabled'] as const;

/** One of {@link DEVICE_STATES}. */
export type DeviceState = (typeof DEVICE_STATES)[number];

/** A device, without its secret. */
export interface DeviceJson {
  readonly productKey: string;
  readonly deviceName: string;
  readonly iotId: string;
  readonly nickname: string;
  readonly state: DeviceState;
  readonly createdAtMs: number;
  /** When it first authenticated; missing before. */
  readonly activatedAtMs?: number;
  /** When it last came online; missing before it ever did. */
  readonly onlineAtMs?: number;
  /** When it last went offline; missing before it ever did. */
  readonly offlineAtMs?: number;
}

/** A part of a list of devices. */
export interface DevicesJson {
  /** How many match the query, in this part or not. */
  readonly total: number;
  readonly devices: readonly DeviceJson[];
}

/** A value of a property as it is kept. */
export interface ValueJson {
  /** When it was taken, or received where the device did not say. */
  readonly timeMs: number;
  readonly value: unknown;
  /** Why it is outside the model, though the product's mode let it pass. */
  readonly refusal?: Refusal;
}

/** A property and its latest value. */
export interface PropertyStatusJson {
  readonly identifier: string;
  /** What the released model says of it; missing where it says nothing. */
  readonly property?: TslProperty;
  /** Missing where none was ever kept. */
  readonly latest?: ValueJson;
}

/** All that a device reported last. */
export interface StatusJson {
  /** The emulator's clock. */
  readonly now: number;
  /** Those of the released model in its order, then those it does not know. */
  readonly properties: readonly PropertyStatusJson[];
}

/** What a chart of one property shows. */
export interface ChartJson {
  /** How many values there are in the time asked for. */
  readonly count: number;
  /**
   * Time and number, oldest first. Where there are more than can be drawn, the first, the last, the least and the
   * greatest of each part of the time: their line is that of all values.
   */
  readonly points: readonly (readonly [timeMs: number, value: number])[];
}

/** Values of one property, the newest first. */
export interface HistoryJson {
  readonly values: readonly ValueJson[];
}

/** One reported property or event and what became of it. */
export interface JudgedJson {
  readonly identifier: string;
  readonly outcome: 'kept' | 'outside-model' | 'filtered';
  readonly value: unknown;
  readonly timeMs: number;
  readonly refusal?: Refusal;
}

/** One request of a device and its answer, as the log keeps it. */
export interface ExchangeJson {
  /** Sorts exchanges in the order in which they were answered. */
  readonly seq: string;
  readonly at: number;
  readonly path: string;
  /** `productKey/deviceName` */
  readonly device?: string;
  /** The platform's code; missing where there was none. */
  readonly code?: number;
  readonly messageId?: string;
  readonly notes: readonly string[];
  /** The fault that was injected, in words. */
  readonly fault?: string;
  /** Of publishes that were taken. */
  readonly message?: {
    readonly topic: string;
    readonly id?: string;
    readonly body: string;
    readonly problem?: { readonly code: number; readonly detail: string };
    readonly properties: readonly JudgedJson[];
    readonly events: readonly JudgedJson[];
  };
}

/** A part of the log. */
export interface LogJson {
  readonly exchanges: readonly ExchangeJson[];
  /** False where a search ended before it had looked through all that was asked for. */
  readonly isComplete: boolean;
}

/** The faults there are, and those that are over. */
export interface FaultsJson {
  readonly faults: readonly Fault[];
}

/** What is sent while something happens, by the name of the event. */
export interface LiveEvents {
  /** A request of the device that was asked for. */
  readonly exchange: ExchangeJson;
  /** A device that came online or went offline. */
  readonly status: { readonly productKey: string; readonly deviceName: string; readonly state: DeviceState };
  /** Products, devices, models, faults or settings were changed; at most four times a second. */
  readonly changed: Record<string, never>;
  /** More happened than could be sent: what is shown is to be read again. */
  readonly gap: Record<string, never>;
}

/** An answer that is a refusal. */
export interface ProblemJson {
  readonly error: string;
  /** Where in the body, and what is wrong there. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

import type { Reading } from './generator.ts';

/** A reading as a run takes it: drawn, recorded, or spoilt on purpose. */
export interface Sample {
  /** When it was taken, ms since 1970. Far from now it is sent along, else the platform's own time is as good. */
  readonly timeMs: number;
  readonly values: Reading;
  /** What was done to it on purpose: a fault, and its property where it has one, such as `spike temperature`. */
  readonly faults?: readonly string[];
  /** Identifiers of values that are sent as they are, even where they do not fit the model. */
  readonly unfitted?: ReadonlySet<string>;
  /** It is not sent: the device is silent on purpose. */
  readonly isSkipped?: boolean;
  /** It is this one once more, and goes under the same message id. */
  readonly repeats?: Sample;
}

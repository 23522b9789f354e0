import { LIMITS } from '../../../protocol/limits.ts';
import type { MessageSizes } from './bytes.ts';
import type { FleetLoad } from './load.ts';

/**
 * What of the platform’s limits is no matter of a single message. Source: the limits page, that of 2020 but for devices
 * of an instance.
 */
const SHARED_LIMITS = {
  accountPerSecond: 10_000,
  connectionsPerSecond: 500,
  publicInstanceDevices: 500,
  forwardedPerSecond: 1_000,
} as const;

/** What a limit is counted in. */
export type LimitUnit = 'perSecond' | 'devices' | 'bytes' | 'properties';

/** A limit of the platform beside what a fleet comes to. */
export interface LimitCheck {
  /** What is limited. */
  readonly name: string;
  /** `unknown` where no document says whether the limit holds for this fleet. */
  readonly verdict: 'ok' | 'over' | 'unknown';
  readonly value: number;
  readonly limit: number;
  readonly unit: LimitUnit;
  /** Where it is said. */
  readonly source: string;
  /** For what it is documented, and for what it is not. */
  readonly certainty: string;
  /** What happens beyond the limit as far as it is known, and what to do. */
  readonly beyond: string;
}

/** What is compared with the limits. */
interface Compared {
  readonly load: FleetLoad;
  readonly sizes: MessageSizes;
  /** Of the longest topic. */
  readonly topicBytes: number;
}

const THROTTLED =
  'Over HTTPS the code for too many requests is 40000; iot-sim sends such a message again, later.';

/** Compares what a fleet comes to with every limit that the platform’s documents name. */
export function checkLimits({ load, sizes, topicBytes }: Compared): LimitCheck[] {
  return [
    check({
      name: 'messages of one device',
      value: load.mostPerSecond,
      limit: LIMITS.messagesPerSecond,
      unit: 'perSecond',
      source: 'limits page',
      certainty: 'documented for MQTT (QoS 0; 10 at QoS 1); HTTPS has no figure of its own',
      beyond: `Over MQTT what is more is dropped without a word. ${THROTTLED} Raise --interval.`,
    }),
    check({
      name: 'messages of the account',
      value: load.peakPerSecond,
      limit: SHARED_LIMITS.accountPerSecond,
      unit: 'perSecond',
      source: 'limits page of 2020',
      certainty: 'documented for an account and all its devices; an instance of its own may have another',
      beyond: `${THROTTLED} Raise --interval, leave out --sync, take fewer devices, or ask for a higher limit.`,
    }),
    check({
      name: 'tokens at the start',
      value: load.tokens.peakPerSecond,
      limit: SHARED_LIMITS.connectionsPerSecond,
      unit: 'perSecond',
      source: 'limits page of 2020',
      certainty: 'documented for connections over MQTT; nothing says whether /auth counts as one',
      beyond: '--ramp spreads the first requests for a token.',
      otherwise: 'unknown',
    }),
    check({
      name: 'devices',
      value: load.devices,
      limit: SHARED_LIMITS.publicInstanceDevices,
      unit: 'devices',
      source: 'limits page',
      certainty: 'documented for new public instances; an Enterprise instance has what was bought',
      beyond: 'A public instance lets no more be made. Look at the instance in the console.',
      otherwise: 'unknown',
    }),
    check({
      name: 'body of a message',
      value: sizes.body.max,
      limit: LIMITS.bodyBytes,
      unit: 'bytes',
      source: 'HTTPS page',
      certainty: 'documented for HTTPS; measured on the first readings',
      beyond: 'iot-sim does not send it. Report fewer properties, or shorter texts.',
    }),
    check({
      name: 'properties of a message',
      value: sizes.properties,
      limit: LIMITS.propertiesPerMessage,
      unit: 'properties',
      source: 'Alink page, code 6106',
      certainty: 'documented for every protocol',
      beyond: 'The platform filters the whole message, behind code 0. Take a smaller thing model.',
    }),
    check({
      name: 'topic',
      value: topicBytes,
      limit: LIMITS.topicBytes,
      unit: 'bytes',
      source: 'limits page',
      certainty: 'documented for every protocol',
      beyond: 'What the platform answers is not documented. Take shorter device names.',
    }),
    check({
      name: 'messages forwarded',
      value: load.peakPerSecond,
      limit: SHARED_LIMITS.forwardedPerSecond,
      unit: 'perSecond',
      source: 'limits page of 2020',
      certainty: 'documented for one consumer group over AMQP, and for all rules of an account',
      beyond:
        'Only where messages are forwarded: a rule tries again and then drops, a group gets them later.',
      otherwise: 'unknown',
    }),
  ];
}

/** @param limit.otherwise what it is where there is more than the limit */
function check({
  otherwise = 'over',
  ...limit
}: Omit<LimitCheck, 'verdict'> & { otherwise?: 'over' | 'unknown' }): LimitCheck {
  return { ...limit, verdict: limit.value > limit.limit ? otherwise : 'ok' };
}

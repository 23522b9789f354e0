import type { ReportedValue } from '../protocol/alink.ts';
import { decodeUplink } from '../protocol/alink-decode.ts';
import { deviceText, type TopicKind } from '../protocol/topic.ts';
import { checkProperty } from '../tsl/check.ts';
import { checkEvent } from '../tsl/check-event.ts';
import type { JudgedEvent, JudgedProperty, Message } from './exchange.ts';
import type { KeptSample } from './history.ts';
import type { Device } from './registry/device.ts';
import { EMPTY_MODEL } from './registry/product.ts';
import type { PlatformState } from './state.ts';

/** What became of a message, and what is to be kept of it. */
export interface Judgement {
  readonly message: Message;
  readonly warnings: readonly string[];
  /** What goes to the history. */
  readonly samples: readonly KeptSample[];
}

/**
 * Holds a message against its product's thing model, as the platform does after it said "code 0". What is kept goes
 * to the history of its property; values under identifiers that the model lacks pass in mode `none`, but have no
 * history, as the platform's console shows none.
 */
export function judge(
  { registry, history }: Pick<PlatformState, 'registry' | 'history'>,
  {
    device,
    kind,
    topic,
    body,
    nowMs,
    seq,
  }: { device: Device; kind: TopicKind; topic: string; body: string; nowMs: number; seq: string },
): Judgement {
  const nothing = { topic, id: undefined, body, properties: [], events: [] };
  if (kind === 'custom' || kind === 'system') return { message: nothing, warnings: [], samples: [] };
  const { triple } = device;
  const decoded = decodeUplink(kind, { topic, body, device: triple });
  if ('problem' in decoded) {
    return { message: { ...nothing, problem: decoded.problem }, warnings: [], samples: [] };
  }
  const { id, properties, events } = decoded.uplink;
  const warnings = [...decoded.uplink.warnings];
  const { model, mode } = registry.product(triple.productKey) ?? { model: EMPTY_MODEL, mode: 'weak' };
  const options = { mode, nowMs };

  const judgeProperty = ({ identifier, value, time }: ReportedValue): JudgedProperty => ({
    identifier,
    ...checkProperty(model, identifier, { value, time }, options),
  });
  const judgeEvent = ({ identifier, value, time }: ReportedValue): JudgedEvent => ({
    identifier,
    ...checkEvent(model, { identifier, value, time }, options),
  });
  const message = {
    topic,
    id,
    body,
    properties: properties.map(judgeProperty),
    events: events.map(judgeEvent),
  };
  const kept = message.properties.filter(
    ({ outcome, identifier }) => outcome !== 'filtered' && model.properties.has(identifier),
  );
  for (const { identifier, value } of kept) {
    const type = model.properties.get(identifier)?.dataType.type;
    // A number whose text had a point is no plain number here.
    if ((type === 'float' || type === 'double') && typeof value === 'number') {
      warnings.push(`${identifier} is a ${type} without a decimal place; the documents want ${value}.0`);
    }
  }
  return { message, warnings, samples: history.put(deviceText(triple), kept, seq) };
}

import type { Effect, Fault, FaultMoment } from './fault.ts';

/** An effect in words: `code 40000`, `reset after processing`. */
export function describeEffect(effect: Effect, when: FaultMoment): string {
  const words = nameEffect(effect);
  return when === 'after' ? `${words} after processing` : words;
}

function nameEffect(effect: Effect): string {
  switch (effect.type) {
    case 'code':
      return `code ${effect.code}`;
    case 'http':
      return `http ${effect.status}`;
    default:
      return effect.type;
  }
}

/** A fault on one line: `code 40000 for 10 % of requests of pk/dn, 3 of 5 left`. */
export function describeFault(fault: Fault): string {
  const ended = fault.isActive ? [] : ['ended'];
  if (fault.type === 'refuse') {
    return [`refuse connections for ${describeMs(fault.forMs)}`, ...ended].join(', ');
  }
  const { count, forMs, struck } = fault;
  return [
    `${describeWhat(fault)} for ${describeScope(fault)}`,
    ...(count === undefined ? [] : [`${count - struck} of ${count} left`]),
    ...(forMs === undefined ? [] : [`within ${describeMs(forMs)}`]),
    ...ended,
  ].join(', ');
}

function describeWhat(fault: Exclude<Fault, { type: 'refuse' }>): string {
  if (fault.type !== 'latency') return describeEffect(fault, fault.when ?? 'before');
  const { delayMs, jitterMs = 0 } = fault;
  return `latency ${delayMs} ms${jitterMs > 0 ? ` ± ${jitterMs} ms` : ''}`;
}

function describeScope({ probability = 1, device, on }: Exclude<Fault, { type: 'refuse' }>): string {
  // Six digits hide what a binary fraction adds: 0.07 is 7 %, not 7.000000000000001 %.
  const share = probability < 1 ? `${Number((probability * 100).toPrecision(6))} % of` : 'all';
  const requests = on === undefined ? 'requests' : `${on} requests`;
  return `${share} ${requests}${device === undefined ? '' : ` of ${device}`}`;
}

function describeMs(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

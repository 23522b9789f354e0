import type { Random } from '../../random.ts';
import { describeEffect } from './describe-fault.ts';
import type {
  Effect,
  Fault,
  FaultMoment,
  FaultScope,
  FaultSettings,
  FaultTarget,
  LatencySettings,
  SpoilingSettings,
} from './fault.ts';

/** What befalls one request. */
export interface Strike {
  /** How long the request waits before anything else happens to it. */
  readonly delayMs: number;
  /** What becomes of the answer; undefined where it is only late. */
  readonly effect: Effect | undefined;
  /** `after`: the request is processed all the same, and then its answer is spoilt. */
  readonly when: FaultMoment;
  /** For people and the log: `f1 latency 200 ms, f2 code 40000`. */
  readonly words: string;
  /** The faults that struck. */
  readonly ids: readonly string[];
}

/** The faults of one emulator. */
export interface Faults {
  /** Notes a `refuse` too, which only a server can do. */
  add(settings: FaultSettings): Fault;
  /** In the order they were set; those that ended lately are among them. */
  list(): Fault[];
  /** Forgets a fault, whether it ended or not; false when there is none of that id. */
  remove(id: string): boolean;
  /** Forgets all faults; ids count on. */
  clear(): void;
  /**
   * Decides what befalls one request. All latencies that apply add up; of the others the first that applies, in
   * the order they were set, is the only one that strikes.
   */
  strike(request: { on: FaultTarget; device: string | undefined }): Strike | undefined;
  /** Whether it has to be known whose request it is before it is struck. */
  needsDevice(on: FaultTarget): boolean;
}

/** So many ended faults are remembered, so that what they struck can still be read. */
const MOST_ENDED = 100;

/** A fault while it is kept. */
interface Kept {
  readonly order: number;
  readonly id: string;
  readonly settings: FaultSettings;
  readonly setAtMs: number;
  struck: number;
}

/** Makes a place for faults, without any at first. */
export function createFaults({ random, now }: { random: Random; now: () => number }): Faults {
  let lastOrder = 0;
  let active: Kept[] = [];
  let ended: Kept[] = [];

  /** Moves what is over from the active to the ended. */
  const settle = (atMs: number): void => {
    const over = active.filter((kept) => isOver(kept, atMs));
    if (over.length === 0) return;
    active = active.filter((kept) => !over.includes(kept));
    ended = [...ended, ...over].slice(-MOST_ENDED);
  };

  return {
    add(settings) {
      lastOrder++;
      const kept: Kept = { order: lastOrder, id: `f${lastOrder}`, settings, setAtMs: now(), struck: 0 };
      active.push(kept);
      return toFault(kept, true);
    },
    list() {
      settle(now());
      const all = [...active, ...ended].sort((a, b) => a.order - b.order);
      return all.map((kept) => toFault(kept, active.includes(kept)));
    },
    remove(id) {
      const before = active.length + ended.length;
      active = active.filter((kept) => kept.id !== id);
      ended = ended.filter((kept) => kept.id !== id);
      return active.length + ended.length < before;
    },
    clear() {
      active = [];
      ended = [];
    },
    strike(request) {
      if (active.length === 0) return undefined;
      const atMs = now();
      settle(atMs);

      let delayMs = 0;
      let effect: Effect | undefined;
      let when: FaultMoment = 'before';
      const ids: string[] = [];
      const words: string[] = [];
      for (const kept of active) {
        const { id, settings } = kept;
        if (settings.type === 'refuse' || (settings.type !== 'latency' && effect !== undefined)) continue;
        if (!applies(settings, request) || !isDrawn(settings, random)) continue;
        kept.struck++;
        ids.push(id);
        if (settings.type === 'latency') {
          const drawnMs = drawDelay(settings, random);
          delayMs += drawnMs;
          words.push(`${id} latency ${drawnMs} ms`);
        } else {
          effect = toEffect(settings);
          when = settings.when ?? 'before';
          words.push(`${id} ${describeEffect(effect, when)}`);
        }
      }
      if (ids.length === 0) return undefined;
      settle(atMs);
      return { delayMs, effect, when, words: words.join(', '), ids };
    },
    needsDevice(on) {
      if (active.length === 0) return false;
      settle(now());
      return active.some(
        ({ settings }) =>
          settings.type !== 'refuse' && settings.device !== undefined && (settings.on ?? on) === on,
      );
    },
  };
}

function toFault({ id, settings, setAtMs, struck }: Kept, isActive: boolean): Fault {
  return { ...settings, id, setAtMs, struck, isActive };
}

function isOver({ settings, setAtMs, struck }: Kept, atMs: number): boolean {
  const { forMs = Number.POSITIVE_INFINITY } = settings;
  if (atMs - setAtMs >= forMs) return true;
  return settings.type !== 'refuse' && settings.count !== undefined && struck >= settings.count;
}

function applies(
  { on, device }: FaultScope,
  request: { on: FaultTarget; device: string | undefined },
): boolean {
  return (on ?? request.on) === request.on && (device ?? request.device) === request.device;
}

function isDrawn({ probability = 1 }: FaultScope, random: Random): boolean {
  return probability >= 1 || random() < probability;
}

function drawDelay({ delayMs, jitterMs = 0 }: LatencySettings, random: Random): number {
  if (jitterMs === 0) return delayMs;
  return Math.max(0, Math.round(delayMs + jitterMs * (2 * random() - 1)));
}

function toEffect(settings: SpoilingSettings): Effect {
  switch (settings.type) {
    case 'code':
      return { type: 'code', code: settings.code };
    case 'http':
      return { type: 'http', status: settings.status };
    default:
      return { type: settings.type };
  }
}

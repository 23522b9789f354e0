import type {
  ExchangeJson,
  JudgedJson,
  PropertyStatusJson,
  StatusJson,
  ValueJson,
} from '../../../../emulator/api/shapes.ts';

/** A value of a property that was filtered, and so is kept nowhere but in the log. */
export interface FilteredValue {
  /** By the browser's clock; 0 for what was read in the log. */
  readonly heardAt: number;
  /** When, by the emulator's clock. */
  readonly at: number;
  readonly code: number;
  readonly message: string;
  /** Whether nothing of the property was kept since. */
  readonly isLatest: boolean;
}

interface LiveValue {
  readonly latest: ValueJson;
  /** By the browser's clock. */
  readonly heardAt: number;
  /** When it last became another value, by the emulator's clock. */
  readonly changedAt: number | undefined;
}

/** What a device reported last: what was read, and what came since. */
export interface StatusState {
  readonly base: StatusJson | undefined;
  readonly live: ReadonlyMap<string, LiveValue>;
  readonly filtered: ReadonlyMap<string, FilteredValue>;
}

/** A property as its tile shows it. */
export interface ShownProperty extends PropertyStatusJson {
  readonly changedAt: number | undefined;
  readonly filtered: FilteredValue | undefined;
}

/** Before anything was read. */
export const NO_STATUS: StatusState = { base: undefined, live: new Map(), filtered: new Map() };

/** The properties in their order, each with the latest value that is known. */
export function shownProperties({ base, live, filtered }: StatusState): ShownProperty[] {
  return (base?.properties ?? []).map((property) => {
    const { identifier } = property;
    const newer = live.get(identifier);
    return {
      ...property,
      ...(newer === undefined ? {} : { latest: newer.latest }),
      changedAt: newer?.changedAt,
      filtered: filtered.get(identifier),
    };
  });
}

/**
 * What was read anew takes the place of all that was heard before.
 * @param askedAt when it was asked for, by the browser's clock: what was heard since may be missing from it
 */
export function withBase(state: StatusState, base: StatusJson, askedAt: number): StatusState {
  const live = new Map<string, LiveValue>();
  for (const { identifier, property, latest } of base.properties) {
    const own = state.live.get(identifier);
    if (own === undefined || property === undefined || own.heardAt < askedAt) continue;
    if (latest === undefined || latest.timeMs <= own.latest.timeMs) live.set(identifier, own);
  }
  const isKnown = knows(base);
  return { base, live, filtered: new Map([...state.filtered].filter(([identifier]) => isKnown(identifier))) };
}

/** Follows an exchange: what it kept becomes the latest unless it was taken earlier; what it filtered is noted. */
export function withExchange(state: StatusState, exchange: ExchangeJson, heardAt: number): StatusState {
  const properties = exchange.message?.properties ?? [];
  if (properties.length === 0) return state;
  const live = new Map(state.live);
  for (const judged of properties) {
    if (judged.outcome === 'filtered') continue;
    const value = nextValue(state, live, { judged, at: exchange.at, heardAt });
    if (value !== undefined) live.set(judged.identifier, value);
  }
  return {
    ...state,
    live,
    filtered: noteFiltered(state.filtered, exchange, { heardAt, isKnown: knows(state.base) }),
  };
}

/** What was read of the log. */
export interface LogRead {
  /** The newest first. */
  readonly exchanges: readonly ExchangeJson[];
  /** Whether there are more, which were not read. */
  readonly hasOlder: boolean;
  /** When they were asked for, by the browser's clock. */
  readonly askedAt: number;
}

/** Notes what the log says was filtered; what is older than what was read of it stays, and what was heard since. */
export function withLog(state: StatusState, { exchanges, hasOlder, askedAt }: LogRead): StatusState {
  const isKnown = knows(state.base);
  const readFrom = hasOlder ? (exchanges.at(-1)?.at ?? 0) : 0;
  const before = [...state.filtered];
  let filtered: StatusState['filtered'] = new Map(before.filter(([, { at }]) => at < readFrom));
  for (const exchange of [...exchanges].reverse()) {
    filtered = noteFiltered(filtered, exchange, { heardAt: 0, isKnown });
  }
  const since = before.filter(([, { heardAt }]) => heardAt >= askedAt);
  return { ...state, filtered: new Map([...filtered, ...since]) };
}

/** A device may send any number of identifiers that nobody knows: what has no tile is not remembered. */
function knows(base: StatusJson | undefined): (identifier: string) => boolean {
  if (base === undefined) return () => true;
  const identifiers = new Set(base.properties.map(({ identifier }) => identifier));
  return (identifier) => identifiers.has(identifier);
}

function nextValue(
  { base }: StatusState,
  live: ReadonlyMap<string, LiveValue>,
  { judged, at, heardAt }: { judged: JudgedJson; at: number; heardAt: number },
): LiveValue | undefined {
  const { identifier, value, timeMs, refusal } = judged;
  const known = base?.properties.find((property) => property.identifier === identifier);
  // In the mode `none` values pass that the model lacks; they have no history.
  if (base !== undefined && known?.property === undefined) return undefined;
  const before = live.get(identifier);
  const shown = before?.latest ?? known?.latest;
  if (shown !== undefined && shown.timeMs > timeMs) return undefined;
  const isSame = shown !== undefined && JSON.stringify(shown.value) === JSON.stringify(value);
  return {
    latest: { timeMs, value, ...(refusal === undefined ? {} : { refusal }) },
    heardAt,
    changedAt: isSame ? before?.changedAt : at,
  };
}

function noteFiltered(
  filtered: ReadonlyMap<string, FilteredValue>,
  { at, message }: ExchangeJson,
  { heardAt, isKnown }: { heardAt: number; isKnown: (identifier: string) => boolean },
): ReadonlyMap<string, FilteredValue> {
  const noted = new Map(filtered);
  for (const { identifier, outcome, refusal } of message?.properties ?? []) {
    if (!isKnown(identifier)) continue;
    const before = noted.get(identifier);
    if (outcome !== 'filtered') {
      if (before?.isLatest === true) noted.set(identifier, { ...before, isLatest: false });
    } else if (refusal !== undefined) {
      noted.set(identifier, { heardAt, at, code: refusal.code, message: refusal.message, isLatest: true });
    }
  }
  return noted;
}

import type { Socket } from 'node:net';
import { SimError } from '../errors.ts';
import { createLine, type Line } from '../line.ts';
import type { HttpRequest, HttpResponse } from '../protocol/http.ts';
import { createConnect } from './connect.ts';
import { createAnswerReader, createHeadParser, encodeHttp1, type RawAnswer } from './http1.ts';
import { networkError } from './network-error.ts';

/** What wires are opened for. */
interface WiresOptions<T> {
  /** `https://host[:port][/path]`, or `http://` where that is allowed; a path is put before every request's. */
  readonly endpoint: string;
  /** Further certificate authorities to trust, PEM. */
  readonly ca?: readonly string[] | undefined;
  /** How many connections there are at most; or who owns the one that a thing goes over, of which each has one. */
  readonly connections: number | ((thing: T) => object);
  /** Gives the time on a clock that never goes backwards, in ms. */
  readonly elapsed: () => number;
  /** How long connecting and the answer may take together. @default TIMEOUT_MS */
  readonly timeoutMs?: number | undefined;
}

/** What becomes of the things that are sent. */
export interface WireHandlers<T> {
  /** The request for a thing; asked for right before it goes out. */
  request(thing: T): HttpRequest;
  /** The answer to a thing. For each that was sent, either this or `failed` is called, once. */
  answered(thing: T, answer: HttpResponse): void;
  failed(thing: T, error: SimError): void;
}

/**
 * Kept-alive connections to one endpoint that many devices share, or each its own. Requests go out in the order they
 * come, one at a time on each connection; callbacks instead of a promise for each, since there may be tens of thousands a second.
 */
export interface Wires<T> {
  send(thing: T): void;
  /** How many connections there are. */
  open(): number;
  /** Ends what has taken too long; to be called now and then. */
  sweep(): void;
  /** Closes all connections. What is on its way or waits is not told of any more. */
  close(): void;
}

/** Connections that are for the same things, and the things that wait for one. */
interface Lane<T> {
  readonly most: number;
  open: number;
  /** Those without a request, the one used last at the end: it is the least likely to have been closed. */
  readonly free: Wire<T>[];
  readonly queue: Line<T>;
}

/** One connection. */
interface Wire<T> {
  readonly lane: Lane<T>;
  readonly socket: Socket;
  thing: T | undefined;
  /** When it has taken too long. */
  deadline: number;
}

/** As the vendor's C SDKs wait: 5 s to connect and 5 s for the answer. */
const TIMEOUT_MS = 10_000;
/** Connections are looked at no more often than this, however often somebody asks for it. */
const SWEEP_MS = 100;
/** No answer of the platform comes near this; a larger one is somebody else's. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Makes wires. Nothing is opened before something is sent. */
export function openWires<T extends object>(options: WiresOptions<T>, handlers: WireHandlers<T>): Wires<T> {
  const { endpoint, connections, elapsed, timeoutMs = TIMEOUT_MS } = options;
  const { host, pathname } = new URL(endpoint);
  const server = { host, prefix: pathname.replace(/\/$/, '') };
  const connect = createConnect(options);
  const parse = createHeadParser();
  const all = new Set<Wire<T>>();
  const laneOf = lanes(connections);
  let isClosed = false;
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  const remove = (wire: Wire<T>): void => {
    if (!all.delete(wire)) return;
    const { lane } = wire;
    lane.open -= 1;
    const index = lane.free.lastIndexOf(wire);
    if (index !== -1) lane.free.splice(index, 1);
    wire.socket.destroy();
  };

  /** Ends a connection; the request on it, if any, failed. */
  const fail = (wire: Wire<T>, error: unknown): void => {
    const { thing } = wire;
    wire.thing = undefined;
    remove(wire);
    if (isClosed || thing === undefined) return;
    const reason = error instanceof RangeError ? strange(endpoint, error) : networkError(error, endpoint);
    if (!(reason instanceof SimError)) throw reason;
    handlers.failed(thing, reason);
    next(wire.lane);
  };

  const succeed = (wire: Wire<T>, answer: RawAnswer): void => {
    const { thing } = wire;
    wire.thing = undefined;
    if (answer.isKept) wire.lane.free.push(wire);
    else remove(wire);
    if (thing !== undefined) handlers.answered(thing, answer);
    next(wire.lane);
  };

  const write = (wire: Wire<T>, thing: T): void => {
    wire.thing = thing;
    wire.deadline = elapsed() + timeoutMs;
    const { text, encoding } = encodeHttp1(handlers.request(thing), server);
    wire.socket.write(text, encoding);
  };

  const openOne = (lane: Lane<T>): Wire<T> => {
    const reader = createAnswerReader({ parse, mostBytes: MAX_ANSWER_BYTES });
    const socket = connect((piece) => {
      // Nobody asked: whatever it is, it is no answer.
      if (wire.thing === undefined) return remove(wire);
      let answer: RawAnswer | undefined;
      try {
        answer = reader.read(piece);
      } catch (error) {
        return fail(wire, error);
      }
      if (answer !== undefined) succeed(wire, answer);
    });
    const wire: Wire<T> = { lane, socket, thing: undefined, deadline: 0 };
    all.add(wire);
    lane.open += 1;
    socket.on('end', () => {
      const answer = wire.thing && reader.end();
      if (answer !== undefined) succeed(wire, answer);
      else if (wire.thing === undefined) remove(wire);
    });
    socket.on('error', (error) => fail(wire, error));
    socket.on('close', () => fail(wire, brokenOff()));
    return wire;
  };

  /** Sends what waits while there is a connection for it. */
  const next = (lane: Lane<T>): void => {
    const { queue, free, most } = lane;
    while (!isClosed && queue.length > 0) {
      const wire = free.pop() ?? (lane.open < most ? openOne(lane) : undefined);
      if (wire === undefined) return;
      const thing = queue.shift();
      if (thing !== undefined) write(wire, thing);
    }
  };

  return {
    send(thing) {
      const lane = laneOf(thing);
      lane.queue.add(thing);
      next(lane);
    },
    open: () => all.size,
    sweep() {
      const now = elapsed();
      if (now < sweptAtMs + SWEEP_MS) return;
      sweptAtMs = now;
      for (const wire of [...all]) {
        if (wire.thing !== undefined && now >= wire.deadline) fail(wire, outOfTime());
      }
    },
    close() {
      isClosed = true;
      for (const wire of [...all]) remove(wire);
    },
  };
}

/** Finds the connections that a thing may go over: the same for all, or those of its owner. */
function lanes<T>(connections: WiresOptions<T>['connections']): (thing: T) => Lane<T> {
  const create = (most: number): Lane<T> => ({ most, open: 0, free: [], queue: createLine() });
  if (typeof connections === 'number') {
    const shared = create(connections);
    return () => shared;
  }
  const owned = new Map<object, Lane<T>>();
  return (thing) => {
    const owner = connections(thing);
    const known = owned.get(owner);
    if (known !== undefined) return known;
    const lane = create(1);
    owned.set(owner, lane);
    return lane;
  };
}

function strange(endpoint: string, { message }: RangeError): SimError {
  const { host } = new URL(endpoint);
  return new SimError(
    'ANSWER_INVALID',
    `The answer of ${host} is no HTTP answer of the platform: ${message}.`,
  );
}

const brokenOff = (): Error => Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
const outOfTime = (): Error => Object.assign(new Error('there was no answer in time'), { code: 'ETIMEDOUT' });

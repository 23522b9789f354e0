import type { AuthResult } from '../../client/authenticate.ts';
import { notTaken, readAnswer } from '../../client/read-answer.ts';
import { retryDelay } from '../../client/retry.ts';
import { acceptToken, authWait, beginsRenewal, refuseToken, usableToken } from '../../client/token-state.ts';
import type { Clock } from '../../clock.ts';
import { SimError } from '../../errors.ts';
import { encodePropertyPost } from '../../protocol/alink.ts';
import type { Answer } from '../../protocol/answer.ts';
import { answerCode, EXPIRED_CODE } from '../../protocol/codes.ts';
import type { HttpRequest, HttpResponse } from '../../protocol/http.ts';
import { encodePublishRequest } from '../../protocol/publish.ts';
import type { SignMethod } from '../../protocol/sign-method.ts';
import { propertyPostTopic } from '../../protocol/topic.ts';
import type { Random } from '../../random.ts';
import { createTokenAsker } from './ask-token.ts';
import type { OpenWay } from './cargo.ts';
import { createCircuit } from './circuit.ts';
import { type FleetDevice, type FleetReading, removeReading } from './device.ts';
import { createDueQueue } from './due-queue.ts';

/** A reading sent later than this after it was due carries its own time. */
const LATE_MS = 1_000;
/** Where more wait, a device has a backlog. */
const MOST_UNPACED = 2;

/** Told what becomes of readings. */
export interface SenderListener {
  onSent(device: FleetDevice, reading: FleetReading, answer: Answer): void;
  onRefused(device: FleetDevice, reading: FleetReading, answer: Answer): void;
  /** A try failed; it is tried again. */
  onTrouble(device: FleetDevice, error: SimError): void;
  /** Every answer of /auth, good or bad. */
  onAuth(device: FleetDevice, result: AuthResult): void;
  /** The platform does not let a device in, and will not. */
  onShutOut(device: FleetDevice, error: SimError): void;
}

/** What sending needs. */
interface Sending {
  readonly open: OpenWay;
  readonly signMethod: SignMethod;
  readonly clock: Clock;
  readonly random: Random;
  /** Messages a second of one device while it makes up for a backlog. */
  readonly drainPerSecond: number;
  readonly listener: SenderListener;
}

/** Sends the readings of a fleet: of each device in order and one at a time, with its own token. */
export interface Sender {
  /** A device has a reading that waits. */
  offer(device: FleetDevice): void;
  /** Sends what is due once more, and ends what has taken too long. */
  wake(): void;
  /** When there is something to {@link Sender.wake} for, on the clock that never jumps; Infinity where there is not. */
  nextMs(): number;
  /** Whether a device's readings do not get through just now. */
  isInTrouble(device: FleetDevice): boolean;
  /** How many devices have readings that wait. */
  busy(): number;
}

/** Makes a sender. */
export function createSender({ open, signMethod, clock, random, drainPerSecond, listener }: Sending): Sender {
  /** Devices that wait for their turn: another try, their pace, their next request for a token. */
  const later = createDueQueue<FleetDevice>();
  const circuit = createCircuit(random);
  /** Devices that wait until the platform answers anybody at all. */
  let parked: FleetDevice[] = [];
  let busy = 0;
  /** What should never have happened. */
  let bug: { error: unknown } | undefined;

  /** Sends a device's oldest reading as soon as it may be. @param isProbe whether it may go though the circuit is open */
  const post = (device: FleetDevice, isProbe = false): void => {
    if (circuit.isOpen() && !isProbe) {
      parked.push(device);
      return;
    }
    const now = clock.now();
    const token = usableToken(device.tokens, now);
    const wait = token === undefined ? authWait(device.tokens, clock.elapsed()) : 0;
    if (wait > 0) {
      later.add(clock.elapsed() + wait, device);
      return;
    }
    if (isProbe) circuit.probe();
    if (token !== undefined) {
      if (beginsRenewal(device.tokens, token, now)) fetchToken(device);
      device.tries += 1;
      way.send(device);
      return;
    }
    device.awaitsToken = true;
    fetchToken(device);
  };

  const fetchToken = (device: FleetDevice): void => {
    if (device.isAsking) return;
    device.isAsking = true;
    const end = (): boolean => {
      const { awaitsToken } = device;
      device.isAsking = false;
      device.awaitsToken = false;
      return awaitsToken;
    };
    askToken(device).then(
      (token) => {
        acceptToken(device.tokens, token, random);
        if (end()) post(device);
      },
      (error: unknown) => {
        if (!(error instanceof SimError)) {
          bug ??= { error };
          return;
        }
        // A token that serves still may go on doing so, whatever became of the next one.
        if (!end()) return;
        if (error.code === 'AUTH_REFUSED') shutOut(device, error);
        else retry(device, error);
      },
    );
  };

  const shutOut = (device: FleetDevice, error: SimError): void => {
    device.refusal = error.message;
    busy -= 1;
    listener.onShutOut(device, error);
  };

  const retry = (device: FleetDevice, error: SimError): void => {
    device.failures += 1;
    listener.onTrouble(device, error);
    later.add(clock.elapsed() + retryDelay({ attempt: device.failures, error, random }), device);
  };

  /** The oldest reading has its answer: the next one's turn. */
  const settle = (device: FleetDevice): void => {
    const isBehind = device.failures > 0 || device.pending > MOST_UNPACED;
    removeReading(device);
    device.tries = 0;
    device.failures = 0;
    if (device.first === undefined) {
      busy -= 1;
      device.isBusy = false;
    } else sendNext(device, isBehind);
  };

  /** Sends the oldest reading; where others wait behind it, at the pace of a backlog. */
  const sendNext = (device: FleetDevice, isBehind: boolean): void => {
    if (isBehind) later.add(device.sentAtMs + 1000 / drainPerSecond, device);
    else post(device);
  };

  /** What an answer means for a device's oldest reading; an error where it is to be sent again. */
  const judge = (
    device: FleetDevice,
    reading: FleetReading,
    response: HttpResponse,
  ): SimError | undefined => {
    const answer = readAnswer(response);
    const { code } = answer;
    if (code === 0) {
      listener.onSent(device, reading, answer);
      return undefined;
    }
    const { remedy } = answerCode(code);
    if (remedy === 'give-up') {
      listener.onRefused(device, reading, answer);
      return undefined;
    }
    const { tokens, sentToken } = device;
    if (remedy === 'renew' && sentToken !== undefined) {
      refuseToken(tokens, sentToken, { isExpired: code === EXPIRED_CODE, nowMs: clock.now() });
    }
    return notTaken(answer);
  };

  const receive = (device: FleetDevice, reading: FleetReading, response: HttpResponse): void => {
    let error: SimError | undefined;
    try {
      error = judge(device, reading, response);
    } catch (thrown) {
      if (!(thrown instanceof SimError)) throw thrown;
      error = thrown;
    }
    if (error === undefined) settle(device);
    // With another token it is tried at once; what is refused with a new one as well waits.
    else if (device.tokens.current !== device.sentToken && device.tries < 2) post(device);
    else retry(device, error);
  };

  const way = open({
    request(cargo) {
      if ('resolve' in cargo) return cargo.request;
      cargo.sentAtMs = clock.elapsed();
      cargo.sentToken = cargo.tokens.current;
      return requestOf(cargo);
    },
    answered(cargo, response) {
      if (circuit.answered()) {
        const waited = parked;
        parked = [];
        for (const device of waited) post(device);
      }
      if ('resolve' in cargo) cargo.resolve(response);
      else if (cargo.first !== undefined) receive(cargo, cargo.first, response);
    },
    failed(cargo, error) {
      circuit.failed(clock.elapsed());
      if ('resolve' in cargo) cargo.reject(error);
      else retry(cargo, error);
    },
  });
  const askToken = createTokenAsker({
    send: (device) => (request) =>
      new Promise((resolve, reject) => way.send({ device, request, resolve, reject })),
    signMethod,
    clock,
    onAuth: listener.onAuth,
  });

  return {
    offer(device) {
      if (device.isBusy || device.refusal !== undefined) return;
      device.isBusy = true;
      busy += 1;
      sendNext(device, device.pending > MOST_UNPACED);
    },
    wake() {
      if (bug !== undefined) throw bug.error;
      way.sweep();
      const now = clock.elapsed();
      while (later.nextMs() <= now) {
        const device = later.take();
        if (device !== undefined) post(device);
      }
      if (!circuit.isOpen() || now < circuit.nextMs()) return;
      const device = parked.shift();
      if (device !== undefined) post(device, true);
    },
    nextMs: () => Math.min(later.nextMs(), parked.length > 0 ? circuit.nextMs() : Number.POSITIVE_INFINITY),
    isInTrouble: ({ failures }) => failures > 0 || circuit.isOpen(),
    busy: () => busy,
  };
}

/** The report of a device's oldest reading. */
function requestOf({ first, sentToken, triple, sentAtMs }: FleetDevice): HttpRequest {
  if (first === undefined || sentToken === undefined) throw new Error('nothing to send');
  const { id, params, dueMs, takenAtMs } = first;
  const isLate = dueMs === undefined || sentAtMs - dueMs > LATE_MS;
  return encodePublishRequest({
    topic: propertyPostTopic(triple),
    token: sentToken.text,
    body: encodePropertyPost({ id, params, timeMs: isLate ? takenAtMs : undefined }),
  });
}

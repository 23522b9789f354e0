import { SimError } from '../../src/errors.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/protocol/http.ts';
import type { FakeClock } from '../helpers/fake-clock.ts';
import { createDesk, type Desk, refusal } from './desk.ts';
import type { Dice } from './dice.ts';

/** A platform behind a bad network, as a transport in this process. */
export interface Chaos {
  readonly send: Transport;
  readonly desk: Desk;
  /** When requests for a token came. */
  readonly authsAt: readonly number[];
  /** Ends all faults. */
  heal(): void;
  isHealed(): boolean;
}

type Fault = (typeof FAULTS)[number];
const FAULTS = [
  'refused',
  'unknown host',
  'untrusted',
  'lost before',
  'lost after',
  'timed out before',
  'timed out after',
  'html',
  'truncated',
  'bare',
  'slow',
  'expired',
  'code 10000',
  'code 20001',
  'code 20002',
  'code 20003',
  'code 20004',
  'code 40000',
  'history refused',
] as const;

/** So rarely the platform refuses a device that is none: that ends a run. */
const DISABLED = 0.02;

/** Makes a platform that has good times and bad ones, by the clock; in a bad one requests meet faults of some kinds. */
export function createChaos(dice: Dice, clock: FakeClock): Chaos {
  const aheadMs = dice.oneOf([0, 0, 3 * 3_600_000, -3 * 3_600_000]);
  const desk = createDesk(() => clock.now() + aheadMs);
  const authsAt: number[] = [];
  let isHealed = false;
  let spell: { untilMs: number; probability: number; faults: readonly Fault[] } = {
    untilMs: 0,
    probability: 0,
    faults: ['slow'],
  };

  const nextFault = (): Fault | undefined => {
    if (isHealed) return undefined;
    if (clock.elapsed() >= spell.untilMs) {
      const isBad = spell.probability === 0;
      spell = {
        untilMs: clock.elapsed() + dice.between(1_000, dice.oneOf([5_000, 60_000, 300_000])),
        probability: isBad ? dice.oneOf([0.2, 0.5, 1]) : 0,
        faults: [...Array(dice.between(1, 5))].map(() => dice.oneOf(FAULTS)),
      };
    }
    return dice.chance(spell.probability) ? dice.oneOf(spell.faults) : undefined;
  };

  const respond = (body: string, status = 200, type = 'application/json'): HttpResponse => ({
    status,
    headers: { 'content-type': type, date: new Date(clock.now() + aheadMs).toUTCString() },
    body,
  });

  const process = ({ path, headers, body }: HttpRequest) => {
    if (path === '/auth') return { answer: desk.auth(body), copies: [] };
    const posted = desk.post({ path, token: String(headers['password']), body });
    for (const copy of posted.copies) copy.arrivedAtMs = clock.now();
    return posted;
  };

  const send: Transport = async (request, signal) => {
    const isAuth = request.path === '/auth';
    if (isAuth) authsAt.push(clock.elapsed());
    await clock.sleep(dice.between(1, 40), signal);
    const fault = nextFault();
    if (isAuth && fault !== undefined && dice.chance(DISABLED)) return respond(refusal(20000));
    switch (fault) {
      case 'refused':
        throw new SimError('CONNECTION_REFUSED', 'The host cannot be reached.');
      case 'unknown host':
        throw new SimError('HOST_UNKNOWN', 'The host is unknown.');
      case 'untrusted':
        throw new SimError('CERTIFICATE_UNTRUSTED', 'The certificate is not trusted.');
      case 'lost before':
        throw new SimError('CONNECTION_LOST', 'The connection broke off.');
      case 'lost after':
        process(request);
        throw new SimError('CONNECTION_LOST', 'The connection broke off.');
      case 'timed out after':
      case 'timed out before':
        if (fault === 'timed out after') process(request);
        await clock.sleep(5_000, signal);
        throw new SimError('TIMED_OUT', 'There was no answer in time.');
      case 'html':
        return respond('<html>502 Bad Gateway</html>', 502, 'text/html');
      case 'truncated':
        return respond(process(request).answer.slice(0, 20));
      case 'history refused':
        if (request.path.endsWith('/history/post')) return respond(refusal(30001));
        break;
      case 'code 10000':
      case 'code 20001':
      case 'code 20002':
      case 'code 20003':
      case 'code 20004':
      case 'code 40000':
        return respond(refusal(Number(fault.slice(5))));
      case 'expired':
        desk.expire();
        break;
      default:
        break;
    }
    const { answer, copies } = process(request);
    // A device that is stopped meanwhile does not learn of it.
    await clock.sleep(fault === 'slow' ? dice.between(100, 4_000) : dice.between(1, 40), signal);
    for (const copy of copies) copy.isAnswered = true;
    const isBare = fault === 'bare' && !isAuth && answer.includes('"code":0');
    return respond(isBare ? '{"code":0,"message":"success"}' : answer);
  };

  return {
    send,
    desk,
    authsAt,
    heal() {
      isHealed = true;
    },
    isHealed: () => isHealed,
  };
}

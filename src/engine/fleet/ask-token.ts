import {
  type AuthResult,
  authenticate,
  authRefusal,
  clientIdOf,
  correctionFor,
} from '../../client/authenticate.ts';
import { countAuth, issuedToken, type Token } from '../../client/token-state.ts';
import type { Clock } from '../../clock.ts';
import type { Transport } from '../../protocol/http.ts';
import type { SignMethod } from '../../protocol/sign-method.ts';
import type { FleetDevice } from './device.ts';

/** What asking needs. */
interface Asking {
  /** Sends what a device asks. */
  readonly send: (device: FleetDevice) => Transport;
  readonly signMethod: SignMethod;
  readonly clock: Clock;
  /** Told every answer, good or bad. */
  readonly onAuth: (device: FleetDevice, result: AuthResult) => void;
}

/**
 * Makes what asks for a device's token, and asks once more, with the platform's time, where this machine's clock is wrong:
 * for one device of a fleet as for all that follow.
 * @returns a function that rejects with SimError AUTH_REFUSED, or with what kept the answer away
 */
export function createTokenAsker({
  send,
  signMethod,
  clock,
  onAuth,
}: Asking): (device: FleetDevice) => Promise<Token> {
  let correctByMs = 0;
  return async (device) => {
    const { triple, tokens } = device;
    const clientId = clientIdOf(triple);
    const ask = async (): Promise<AuthResult> => {
      countAuth(tokens, clock.elapsed());
      const result = await authenticate(
        { device: triple, clientId, signMethod },
        { send: send(device), clock, correctByMs },
      );
      onAuth(device, result);
      return result;
    };
    let result = await ask();
    const correction = correctionFor(result);
    if (correction !== undefined) {
      correctByMs = correction;
      result = await ask();
    }
    if (result.answer.token === undefined) throw authRefusal(result);
    return issuedToken(result.answer.token, clock.now());
  };
}

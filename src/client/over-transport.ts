import { SimError } from '../errors.ts';
import type { Transport } from '../protocol/http.ts';
import type { WireHandlers, Wires } from './wires.ts';

/** The same as wires over a transport that takes everything at once, such as an emulator in this process. */
export function overTransport<T extends object>(
  send: Transport,
  handlers: WireHandlers<T>,
): Pick<Wires<T>, 'send' | 'sweep'> {
  return {
    send(thing) {
      send(handlers.request(thing)).then(
        (response) => handlers.answered(thing, response),
        (error: unknown) => {
          if (!(error instanceof SimError)) throw error;
          handlers.failed(thing, error);
        },
      );
    },
    sweep() {},
  };
}

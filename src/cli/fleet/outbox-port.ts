import type { MessagePort } from 'node:worker_threads';
import { SimError } from '../../errors.ts';
import type { FleetOutbox } from '../../outbox/fleet/outbox.ts';
import { decodeError, type ErrorText, encodeError } from './thread-messages.ts';

/** What a thread may ask of the outbox. */
type Ask = keyof Pick<FleetOutbox, 'put' | 'remove' | 'read' | 'waiting'>;

/** A call of the outbox by a thread. */
type Call = { [A in Ask]: { readonly ask: A; readonly args: Parameters<FleetOutbox[A]> } }[Ask];

/** A call and its answer share a number. */
type Asked = Call & { readonly id: number };
type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: ErrorText });

/** Lets the other end of a port use an outbox, until the port is closed. */
export function serveOutbox(outbox: FleetOutbox, port: MessagePort): void {
  port.on('message', ({ id, ...call }: Asked) => {
    perform(outbox, call).then(
      (value) => port.postMessage({ id, value } satisfies Answer),
      (error: unknown) => {
        if (!(error instanceof SimError)) throw error;
        port.postMessage({ id, error: encodeError(error) } satisfies Answer);
      },
    );
  });
}

function perform(outbox: FleetOutbox, call: Call): Promise<unknown> {
  switch (call.ask) {
    case 'put':
      return outbox.put(...call.args);
    case 'remove':
      return outbox.remove(...call.args);
    case 'read':
      return outbox.read(...call.args);
    default:
      return outbox.waiting(...call.args);
  }
}

/** The outbox that is served at the other end of a port; closing it closes the port. */
export function outboxOver(port: MessagePort): FleetOutbox {
  const waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: SimError) => void }
  >();
  let lastId = 0;
  port.on('message', (answer: Answer) => {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) caller?.reject(decodeError(answer.error));
    else caller?.resolve(answer.value);
  });
  const ask = <A extends Ask>(name: A, ...args: Parameters<FleetOutbox[A]>): ReturnType<FleetOutbox[A]> => {
    lastId += 1;
    const id = lastId;
    port.postMessage({ id, ask: name, args });
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    return answered as ReturnType<FleetOutbox[A]>; // from the same function at the other end
  };
  return {
    put: (readings) => ask('put', readings),
    remove: (keys) => ask('remove', keys),
    read: (device, range) => ask('read', device, range),
    waiting: () => ask('waiting'),
    async close() {
      port.close();
    },
  };
}

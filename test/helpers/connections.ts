import { onTestFinished } from 'vitest';
import { type Connection, openConnection } from '../../src/client/undici.ts';
import { SimError } from '../../src/errors.ts';

type ConnectionOptions = Parameters<typeof openConnection>[0];

/** The token of every request that {@link failure} makes. */
export const TOKEN = 'a-token-nobody-may-see';

/** A request to be sent anywhere. */
export const ANY_REQUEST = { path: '/topic/hello', headers: { password: TOKEN }, body: '{}' } as const;

/** A connection that is closed when the test is over. */
export function connect(options: ConnectionOptions): Connection {
  const connection = openConnection(options);
  onTestFinished(() => connection.close());
  return connection;
}

/** The error that a request ends with. */
export async function failure(options: ConnectionOptions): Promise<SimError> {
  const error = await connect(options)
    .send(ANY_REQUEST)
    .then(
      () => 'an answer',
      (reason: unknown) => reason,
    );
  if (!(error instanceof SimError)) throw new Error(`no SimError: ${error}`);
  return error;
}

// Stands for undici in the bundle: the one class the program uses, put together as undici's own index does it.
// The index also loads fetch, WebSocket and more, which would more than double the time to start.
import api from 'undici/lib/api/index.js';
import BareClient from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

export const Client = withApi(BareClient);

function withApi(client) {
  Object.assign(Dispatcher.prototype, api);
  return client;
}

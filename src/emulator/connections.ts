import type { Server, Socket } from 'node:net';

/** The TCP connections of a server: under TLS those beneath it, and those too on which nothing was said yet. */
export interface Connections {
  /** Closes all that are open. */
  destroyAll(): void;
  /** Closes all that are open, and from now on each that comes. */
  refuseAll(): void;
  /** Resets the one that carries this socket. */
  reset(socket: Socket): void;
}

/** Watches the connections of a server, which by itself knows of none before its TLS handshake is done. */
export function watchConnections(server: Server): Connections {
  const open = new Set<Socket>();
  let isRefusing = false;
  server.on('connection', (socket) => {
    if (isRefusing) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });

  const destroyAll = (): void => {
    for (const socket of open) socket.destroy();
  };

  return {
    destroyAll,
    refuseAll() {
      isRefusing = true;
      destroyAll();
    },
    reset(socket) {
      // Node resets plain connections alone; the one beneath TLS has the same address at its other end.
      const { remoteAddress, remotePort } = socket;
      for (const raw of open) {
        if (raw.remotePort === remotePort && raw.remoteAddress === remoteAddress) raw.resetAndDestroy();
      }
    },
  };
}

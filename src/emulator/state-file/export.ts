import type { Entries, Store } from '../store/store.ts';
import { SECTIONS, STATE_FORMAT, STATE_VERSION } from './sections.ts';

/**
 * Writes everything an emulator keeps as one JSON object, in pieces: products and devices with their secrets, tokens,
 * the history of each property, and the log. Numbers are as the devices wrote them.
 */
export async function* exportState(store: Store): AsyncIterable<string> {
  let piece = '';
  for await (const part of parts(store)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Characters of a piece: many small ones would cost a system call each. */
const PIECE = 64 * 1024;

async function* parts(store: Store): AsyncIterable<string> {
  // A device that is made meanwhile must not be without its product in the file.
  const snapshot = await store.snapshot();
  try {
    yield `{"format":"${STATE_FORMAT}","version":${STATE_VERSION}`;
    for (const { name, range, write } of SECTIONS) {
      yield `,\n"${name}":[`;
      yield* list(snapshot.entries(range), write);
      yield '\n]';
    }
    yield '}\n';
  } finally {
    await snapshot.close();
  }
}

async function* list(entries: Entries, write: (key: string, value: string) => string): AsyncIterable<string> {
  let separator = '\n';
  for await (const [key, value] of entries) {
    yield separator + write(key, value);
    separator = ',\n';
  }
}

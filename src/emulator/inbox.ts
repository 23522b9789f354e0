import type { DeviceIdentity } from '../protocol/topic.ts';
import type { Verdict } from '../tsl/check.ts';

/** A message that was answered with code 0, and what the platform made of it. */
export interface InboxMessage {
  /** When it came, ms since 1970. */
  readonly at: number;
  readonly device: DeviceIdentity;
  readonly topic: string;
  readonly messageId: string;
  /** The body as it came. */
  readonly body: string;
  /** The message's own id; undefined where it has none. */
  readonly id?: string | undefined;
  /** By property identifier; empty for topics other than the property report. */
  readonly properties: ReadonlyMap<string, Verdict>;
  /** Why the whole message was filtered: a code of CHECK_CODES and what was found. */
  readonly problem?: { readonly code: number; readonly detail: string };
  /** What differs from the documents without harm. */
  readonly warnings: readonly string[];
}

/** So many messages are kept, and so many characters of them; the oldest goes. */
const MOST_MESSAGES = 10_000;
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** What came in, newest last. */
export interface Inbox {
  add(message: InboxMessage): void;
  messages(): readonly InboxMessage[];
}

/** Makes an empty inbox. */
export function createInbox(): Inbox {
  const messages: InboxMessage[] = [];
  let characters = 0;
  return {
    add(message) {
      messages.push(message);
      characters += message.body.length;
      while (messages.length > MOST_MESSAGES || characters > MOST_CHARACTERS) {
        characters -= messages.shift()?.body.length ?? 0;
      }
    },
    messages: () => [...messages],
  };
}

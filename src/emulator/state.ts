import type { Clock } from '../clock.ts';
import type { Inbox } from './inbox.ts';
import type { Registry } from './registry.ts';
import type { Tokens } from './tokens.ts';

/** What an answering function decided. */
export interface Decision {
  readonly code: number;
  readonly device?: string | undefined;
  readonly token?: string;
  readonly messageId?: string;
  readonly notes?: readonly string[];
}

/** What the answering functions share. */
export interface PlatformState {
  readonly clock: Clock;
  readonly registry: Registry;
  readonly tokens: Tokens;
  readonly inbox: Inbox;
  readonly nextMessageId: (nowMs: number) => string;
}

import type { FeedMessage } from './format.ts';

/** Where messages of the feed go. */
export interface FeedSink {
  /** Takes a message and returns at once, whatever becomes of it. */
  send(message: FeedMessage): void;
  /** Takes no more, and ends once what it holds is delivered or given up. */
  close(): Promise<void>;
  counts(): FeedCounts;
}

/** What became of the messages of a feed. */
export interface FeedCounts {
  readonly delivered: number;
  /** Neither delivered nor given up. */
  readonly waiting: number;
  readonly lost: number;
}

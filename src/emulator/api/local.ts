import { formatIssues, type Issue } from '../../issues.ts';

/** A request to the emulator's own APIs, which only programs and pages of this machine may make. */
export interface LocalRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer to one. */
export interface LocalAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or in pieces. */
  readonly body: string | AsyncIterable<string>;
  /** What is to happen once the answer is on its way. */
  readonly afterwards?: (() => void) | undefined;
}

/** An answer in JSON. @param text the JSON */
export function json(text: string, status = 200): LocalAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: text };
}

/** What went wrong, in a sentence. */
export function problem(status: number, sentence: string): LocalAnswer {
  return json(JSON.stringify({ error: sentence }), status);
}

/** Everything that is wrong with a body. */
export function wrongBody(issues: readonly Issue[]): LocalAnswer {
  return json(JSON.stringify({ error: `The body is wrong:\n${formatIssues(issues)}`, issues }), 400);
}

import { formatIssues, type Issue } from '../../issues.ts';
import type { HttpRequest, HttpResponse } from '../../protocol/http.ts';

/** A request to the emulator's own APIs, which only programs and pages of this machine may make; headers in lower case. */
export interface LocalRequest extends HttpRequest {
  readonly method: string;
}

/** An answer to one. */
export interface LocalAnswer extends Omit<HttpResponse, 'body'> {
  /** Whole, or in pieces. */
  readonly body: string | AsyncIterable<string>;
  /** What is to happen once the answer was given, or its connection is gone. */
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
  return refused(400, 'The body is wrong', issues);
}

/** Everything in a body that another has already. */
export function taken(issues: readonly Issue[]): LocalAnswer {
  return refused(409, 'Something is taken already', issues);
}

function refused(status: number, words: string, issues: readonly Issue[]): LocalAnswer {
  return json(JSON.stringify({ error: `${words}:\n${formatIssues(issues)}`, issues }), status);
}

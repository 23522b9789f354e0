import { encodeAnswer } from '../protocol/answer.ts';
import type { HttpResponse } from '../protocol/http.ts';
import { encodeRegisterAnswer } from '../protocol/register.ts';
import type { Effect } from './faults/fault.ts';
import type { Route } from './route.ts';

/** How a request ended. */
export type Outcome =
  | { readonly type: 'answer'; readonly response: HttpResponse }
  /** The connection is reset. */
  | { readonly type: 'reset' }
  /** There is never an answer. */
  | { readonly type: 'hang' };

/** An answer of the platform, which is JSON whatever it says. */
export function jsonAnswer(body: string, date: string, status = 200): Outcome {
  return answer({ status, type: 'application/json', body, date });
}

/** What a fault makes of an answer; without one, the request was never processed. */
export function spoil(
  effect: Effect,
  {
    on,
    body,
    messageId,
    date,
  }: { on: Route['on']; body: string | undefined; messageId: string; date: string },
): Outcome {
  switch (effect.type) {
    case 'code': {
      const { code } = effect;
      if (on === 'register') return jsonAnswer(encodeRegisterAnswer({ code }), date);
      return jsonAnswer(encodeAnswer(on === 'topic' ? { code, messageId } : { code }), date);
    }
    case 'http':
      return answer({ status: effect.status, type: 'text/plain', body: `status ${effect.status}\n`, date });
    case 'html':
      return answer({ status: 502, type: 'text/html', body: PROXY_PAGE, date });
    case 'truncated': {
      const whole = body ?? encodeAnswer({ code: 0, messageId });
      return jsonAnswer(whole.slice(0, Math.ceil(whole.length / 2)), date);
    }
    case 'reset':
    case 'hang':
      return { type: effect.type };
  }
}

const PROXY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n';

function answer({
  status,
  type,
  body,
  date,
}: {
  status: number;
  type: string;
  body: string;
  date: string;
}): Outcome {
  return { type: 'answer', response: { status, headers: { 'content-type': type, date }, body } };
}

/** Gives the text of the header Date; one text serves a whole second. */
export function createHttpDate(): (nowMs: number) => string {
  let second = Number.NaN;
  let text = '';
  return (nowMs) => {
    const now = Math.floor(nowMs / 1000);
    if (now !== second) {
      second = now;
      text = new Date(nowMs).toUTCString();
    }
    return text;
  };
}

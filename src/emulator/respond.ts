import { encodeAnswer } from '../protocol/answer.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { encodeRegisterAnswer } from '../protocol/register.ts';
import { deviceText } from '../protocol/topic.ts';
import { answerAuth } from './answer-auth.ts';
import { answerRegister } from './answer-register.ts';
import { answerTopic } from './answer-topic.ts';
import type { Decision } from './decision.ts';
import type { Exchange } from './exchange.ts';
import type { StatusChange } from './presence.ts';
import { putDevice } from './registry/device.ts';
import { claimedDevice, type Route, routeOf } from './route.ts';
import { createHttpDate, jsonAnswer, type Outcome, spoil } from './spoil.ts';
import type { PlatformState } from './state.ts';

/** Who watches an emulator; called once what it is told of is kept. */
export interface Watcher {
  readonly onExchange: (exchange: Exchange) => void;
  readonly onStatus: (change: StatusChange) => void;
}

/** Where a request came from. */
export interface Caller {
  /** Empty where there is no socket. */
  readonly clientIp: string;
  /** Ends a wait that a fault asked for. */
  readonly signal?: AbortSignal | undefined;
}

/** Answers requests of devices; names of headers are in lower case. */
export type Responder = (request: HttpRequest, caller: Caller) => Promise<Outcome>;

/** The platform's "unknown error", as the answers of a route have it. */
function failure(on: Route['on'], messageId: string | undefined): { code: number; body: string } {
  if (on === 'register') return { code: 500, body: encodeRegisterAnswer({ code: 500 }) };
  return {
    code: 10000,
    body: encodeAnswer({ code: 10000, ...(messageId === undefined ? {} : { messageId }) }),
  };
}

/** The way of a request: route, faults, decision, keeping, answer. */
export function createResponder(state: PlatformState, watcher: Watcher): Responder {
  const { clock, faults, presence } = state;
  const dateText = createHttpDate();

  const decide = (route: Route, request: HttpRequest, seq: string): Decision => {
    switch (route.on) {
      case 'auth':
        return answerAuth(state, request);
      case 'register':
        return answerRegister(state, request);
      case 'topic':
        return answerTopic(state, request, { topic: route.topic, query: route.query, seq });
    }
  };

  /** Decides, keeps and tells. What cannot be kept is not done: the answer is then the platform's "unknown error". */
  const process = async (
    route: Route,
    request: HttpRequest,
    { clientIp, fault }: { clientIp: string; fault: string | undefined },
  ): Promise<string> => {
    const seq = state.nextSeq();
    const decision = decide(route, request, seq);
    const { code, device, messageId, message, notes } = decision;
    const at = clock.now();
    const { path } = request;
    const exchange: Exchange = {
      seq,
      at,
      path,
      device: device && deviceText(device.triple),
      code,
      messageId,
      notes,
      fault,
      message,
    };
    const isSignOfLife = code === 0 && device !== undefined;
    const sign = isSignOfLife ? presence.seen(device, at, clientIp) : undefined;
    const changes = sign ? [...decision.changes, putDevice(sign.change.device)] : decision.changes;
    try {
      await state.keep(exchange, changes, decision.samples);
    } catch (error) {
      sign?.undo();
      decision.undo?.();
      const { code: failedCode, body } = failure(route.on, messageId);
      const note = `nothing was kept: ${(error as Error).message}`;
      watcher.onExchange({ ...exchange, code: failedCode, notes: [note], message: undefined });
      return body;
    }
    if (sign) watcher.onStatus(sign.change);
    watcher.onExchange(exchange);
    return decision.body;
  };

  /** Notes an exchange that a fault ended before the platform processed it. */
  const note = async (exchange: Omit<Exchange, 'seq' | 'at' | 'notes'>): Promise<void> => {
    const noted: Exchange = { ...exchange, seq: state.nextSeq(), at: clock.now(), notes: [] };
    await state.keep(noted, []).catch(() => {}); // a log that is full must not hide the fault
    watcher.onExchange(noted);
  };

  return async (request, { clientIp, signal }) => {
    const { path } = request;
    const route = routeOf(path);
    if (route === undefined) {
      const notes = ['no such path; there are /auth and /topic/…'];
      const exchange = { seq: state.nextSeq(), at: clock.now(), path, device: undefined, code: 10001, notes };
      watcher.onExchange(exchange);
      return jsonAnswer(encodeAnswer({ code: 10001 }), dateText(clock.now()), 404);
    }
    const { on } = route;
    const claimed = faults.needsDevice(on) ? claimedDevice(state, route, request) : undefined;
    const strike = faults.strike({ on, device: claimed });
    if (strike === undefined) {
      const body = await process(route, request, { clientIp, fault: undefined });
      return jsonAnswer(body, dateText(clock.now()));
    }

    const { effect, when, words } = strike;
    if (strike.delayMs > 0) await clock.sleep(strike.delayMs, signal);
    const isProcessed = effect === undefined || when === 'after';
    const body = isProcessed ? await process(route, request, { clientIp, fault: words }) : undefined;
    const nowMs = clock.now();
    if (effect === undefined) return jsonAnswer(body ?? '', dateText(nowMs));
    if (!isProcessed) {
      const device = claimed ?? claimedDevice(state, route, request);
      const code = effect.type === 'code' ? effect.code : undefined;
      await note({ path, device, code, fault: words });
    }
    return spoil(effect, { on, body, messageId: state.nextMessageId(nowMs), date: dateText(nowMs) });
  };
}

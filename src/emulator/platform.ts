import { type Clock, systemClock } from '../clock.ts';
import { encodeAnswer } from '../protocol/answer.ts';
import { AUTH_PATH } from '../protocol/auth.ts';
import type { HttpRequest, HttpResponse, Transport } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { pathToTopic } from '../protocol/topic.ts';
import { type CheckMode, DEFAULT_CHECK_MODE } from '../tsl/check.ts';
import type { ThingModel } from '../tsl/model.ts';
import { PRESETS } from '../tsl/presets.ts';
import { answerAuth } from './answer-auth.ts';
import { answerTopic } from './answer-topic.ts';
import { DEMO_DEVICE } from './demo.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createPlatformIds } from './message-id.ts';
import { createRegistry, type Registry } from './registry.ts';
import type { Decision, PlatformState } from './state.ts';
import { createTokens } from './tokens.ts';

/** One request and its answer, for whoever watches an emulator. */
export interface Exchange {
  /** When it was answered, ms since 1970. */
  readonly at: number;
  readonly path: string;
  /** `productKey/deviceName`, where the request named a device that exists. */
  readonly device: string | undefined;
  readonly code: number;
  /** Why it was refused, or what the check filtered; what the answer itself does not say. */
  readonly notes: readonly string[];
}

/** How an emulated platform differs from its defaults. */
export interface PlatformOptions {
  /** The demo product's thing model. @default the preset `environment` */
  readonly model?: ThingModel | undefined;
  /** How strictly the demo product's values are checked. @default 'weak' */
  readonly mode?: CheckMode | undefined;
  /** Life of a token in milliseconds. @default 7 days */
  readonly tokenLifeMs?: number | undefined;
  readonly clock?: Clock;
  /** Told of every request, once it is answered. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
}

/** The platform's device side, without a socket. */
export interface Platform {
  /** Answers a request; `headers` in any case. Never rejects. */
  readonly handle: Transport;
  readonly registry: Registry;
  readonly inbox: Inbox;
}

/** Makes a platform with the demo product and device. */
export function createPlatform(options: PlatformOptions = {}): Platform {
  const { clock = systemClock, model = PRESETS.environment, mode = DEFAULT_CHECK_MODE } = options;
  const state: PlatformState = {
    clock,
    registry: createRegistry(),
    tokens: createTokens({ clock, lifeMs: options.tokenLifeMs ?? LIMITS.tokenLifeMs }),
    inbox: createInbox(),
    nextMessageId: createPlatformIds(),
  };
  state.registry.addProduct({ productKey: DEMO_DEVICE.productKey, model, mode });
  state.registry.addDevice(DEMO_DEVICE);

  return {
    registry: state.registry,
    inbox: state.inbox,
    async handle(request) {
      const headers = lowerCaseNames(request.headers);
      const { status, decision } = decide(state, { ...request, headers });
      const { code, device, notes = [], ...info } = decision;
      options.onExchange?.({ at: clock.now(), path: request.path, device, code, notes });
      return answer(status, encodeAnswer({ code, ...info }), clock);
    },
  };
}

function decide(state: PlatformState, request: HttpRequest): { status: number; decision: Decision } {
  const [path = '', query] = request.path.split('?', 2);
  // The vendor's C SDK 4 sends /auth?_v=…: a query there is ignored.
  if (path === AUTH_PATH) return { status: 200, decision: answerAuth(state, request) };
  const topic = pathToTopic(path);
  if (topic !== undefined) return { status: 200, decision: answerTopic(state, request, { topic, query }) };
  return { status: 404, decision: { code: 10001, notes: ['no such path; there are /auth and /topic/…'] } };
}

function answer(status: number, body: string, clock: Clock): HttpResponse {
  const date = new Date(clock.now()).toUTCString();
  return { status, headers: { 'content-type': 'application/json', date }, body };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

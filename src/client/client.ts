import { type Clock, systemClock } from '../clock.ts';
import type { SimError } from '../errors.ts';
import type { Answer } from '../protocol/answer.ts';
import { answerCode, EXPIRED_CODE } from '../protocol/codes.ts';
import type { Transport } from '../protocol/http.ts';
import { encodePublishRequest } from '../protocol/publish.ts';
import { DEFAULT_SIGN_METHOD, type SignMethod } from '../protocol/sign-method.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { createRandom, type Random, randomHex } from '../random.ts';
import { createAuthPace } from './auth-pace.ts';
import {
  type AuthOptions,
  type AuthResult,
  authenticate,
  authRefusal,
  clientIdOf,
  correctionFor,
} from './authenticate.ts';
import { notTaken, readAnswer } from './read-answer.ts';
import { withRetry } from './retry.ts';
import { createTokenSource, type TokenStore } from './token.ts';
import { createTokenState, issuedToken, type Token } from './token-state.ts';

/** What a client is made of; only the device and the way to the platform have no default. */
export interface ClientOptions {
  readonly device: DeviceTriple;
  /** The way to the platform: a {@link Connection}'s `send`, or an emulator's `handle`. */
  readonly send: Transport;
  /** 1 to 64 characters. @default productKey.deviceName, as the vendor's C SDK 4 sends */
  readonly clientId?: string | undefined;
  /** @default 'hmacsha1' */
  readonly signMethod?: SignMethod | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
  /** Draws message ids and the waits between tries. @default unpredictable */
  readonly random?: Random | undefined;
  /** Keeps the token between runs. @default none: it lives in memory */
  readonly tokenStore?: TokenStore | undefined;
  /** When it aborts no more tokens are asked for: whoever aborts it needs none. @default never */
  readonly signal?: AbortSignal | undefined;
}

/** Client options with every default filled in. */
export type CompleteClientOptions = AuthOptions &
  Required<Pick<ClientOptions, 'send'>> & {
    readonly clock: Clock;
    readonly random: Random;
    readonly tokenStore: TokenStore | undefined;
    readonly signal: AbortSignal | undefined;
  };

/** Told what happens behind a client's promises. */
export interface ClientListener {
  /** Every answer of /auth, good or bad. */
  readonly onAuth?: (result: AuthResult) => void;
  /** This machine's clock is so far ahead of the platform's that requests are signed with the platform's time; told once. */
  readonly onClockOff?: (aheadMs: number) => void;
  /** Before each wait for another try. */
  readonly onWait?: (wait: { error: SimError; ms: number }) => void;
  /** The token could not be kept; the run goes on. */
  readonly onStoreError?: (error: unknown) => void;
}

/** Fills in the defaults. */
export function completeClientOptions(options: ClientOptions): CompleteClientOptions {
  const { device, send } = options;
  return {
    device,
    send,
    clientId: options.clientId ?? clientIdOf(device),
    signMethod: options.signMethod ?? DEFAULT_SIGN_METHOD,
    clock: options.clock ?? systemClock,
    random: options.random ?? createRandom(randomHex(16)),
    tokenStore: options.tokenStore,
    signal: options.signal,
  };
}

/** One device as the platform sees it. */
export interface Client {
  /**
   * Gets a new token, whatever there is, in three tries at most.
   * @throws SimError AUTH_REFUSED, or what kept the answer away
   */
  authenticate(signal?: AbortSignal): Promise<void>;
  /**
   * Publishes a message, once, with a token fetched or renewed as needed.
   * @param message.body called right before each request, so that a late message can say when it was taken
   * @returns code 0: taken. Any other: refused, and trying again would not help
   * @throws SimError where trying again may help, and AUTH_REFUSED
   */
  publish(message: { topic: string; body: () => string }, signal?: AbortSignal): Promise<Answer>;
}

/** Makes a client. Nothing is sent before it is asked to. */
export function createClient(
  given: ClientOptions,
  { onAuth, onClockOff, onWait, onStoreError }: ClientListener = {},
): Client {
  const options = completeClientOptions(given);
  const { send, clock, random, tokenStore } = options;
  /** Ends what nobody may be waiting for any more. */
  const { signal: end } = options;
  let mayUseStored = tokenStore !== undefined;

  const state = createTokenState();
  const pace = createAuthPace({ state, clock, onWait: (wait) => onWait?.(wait), signal: end });
  let correctByMs = 0;
  let isClockTold = false;
  const ask = async (): Promise<AuthResult> => {
    await pace.turn();
    end?.throwIfAborted();
    const result = await authenticate(options, { send, clock, correctByMs });
    onAuth?.(result);
    return result;
  };

  const fetchToken = async (): Promise<Token> => {
    if (mayUseStored) {
      mayUseStored = false;
      const stored = await tokenStore?.load();
      if (stored && stored.expiresAtMs > clock.now()) return stored;
    }
    let result = await ask();
    const correction = correctionFor(result);
    if (correction !== undefined) {
      correctByMs = correction;
      if (!isClockTold) onClockOff?.(-correction);
      isClockTold = true;
      result = await ask();
    }
    if (result.answer.token === undefined) throw authRefusal(result);
    const token = issuedToken(result.answer.token, clock.now());
    await tokenStore?.save(token).catch((error: unknown) => onStoreError?.(error));
    return token;
  };
  const tokens = createTokenSource({ state, fetch: fetchToken, clock, random });

  type Message = { topic: string; body: () => string };
  const post = async ({ topic, body }: Message, token: Token, signal?: AbortSignal): Promise<Answer> =>
    readAnswer(await send(encodePublishRequest({ topic, token: token.text, body: body() }), signal));

  const publish = async (message: Message, signal?: AbortSignal): Promise<Answer> => {
    signal?.throwIfAborted();
    const token = await tokens.get(signal);
    let answer = await post(message, token, signal);
    if (answer.code !== 0 && answerCode(answer.code).remedy === 'renew') {
      tokens.drop(token, { isExpired: answer.code === EXPIRED_CODE });
      answer = await post(message, await tokens.get(signal), signal);
    }
    if (answer.code === 0 || answerCode(answer.code).remedy === 'give-up') return answer;
    throw notTaken(answer);
  };

  return {
    async authenticate(signal) {
      mayUseStored = false;
      await withRetry(() => tokens.renew(signal), { clock, random, signal, onWait });
    },
    publish,
  };
}

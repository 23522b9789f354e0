import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import {
  describeExchange,
  type Exchange,
  type JudgedEvent,
  type Message,
} from '../../src/emulator/exchange.ts';
import { createPlatform, type Platform, type PlatformOptions } from '../../src/emulator/platform.ts';
import type { HttpRequest, HttpResponse } from '../../src/protocol/http.ts';
import type { Verdict } from '../../src/tsl/check.ts';
import { fakeClock } from './fake-clock.ts';
import { authRequest, signedFields, topicRequest } from './signed.ts';

/** The demo device's property topic. */
export const POST_TOPIC = '/sys/iot-sim-demo/demo-sensor/thing/event/property/post';

/** The code of an answer, and what else it tells. */
export interface Said {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly token: string | undefined;
  /** Digits as they stand in the text. */
  readonly messageId: string | undefined;
  readonly text: string;
}

/** Reads an answer without the program's own parser. */
export function said({ status, body }: HttpResponse): Said {
  const { code, message, info } = JSON.parse(body);
  const messageId = /"messageId":(\d+)/.exec(body)?.[1];
  return { status, code, message, token: info?.token, messageId, text: body };
}

/** A message as a platform took it. */
export interface Received {
  readonly at: number;
  /** `productKey/deviceName`. */
  readonly device: string | undefined;
  readonly topic: string;
  readonly messageId: string | undefined;
  readonly id: string | undefined;
  readonly body: string;
  /** What became of each property, by identifier. */
  readonly properties: ReadonlyMap<string, Verdict>;
  readonly events: readonly JudgedEvent[];
  readonly problem: Message['problem'];
  /** What differs from the documents without harm. */
  readonly notes: readonly string[];
}

/** The messages that a platform took, the newest last. */
export async function received(platform: Pick<Platform, 'messages'>): Promise<Received[]> {
  const taken = await platform.messages();
  return taken.map(({ at, device, messageId, notes, message }) => {
    const { topic, id, body, events, problem } = message;
    const properties = new Map(
      message.properties.map(({ identifier, ...verdict }) => [identifier, verdict] as const),
    );
    return { at, device, topic, messageId, id, body, properties, events, problem, notes };
  });
}

/** An emulated platform at a standing clock, with its demo device. */
export function platformUnderTest(options: PlatformOptions = {}) {
  const clock = fakeClock({ byHand: true });
  const exchanges: Exchange[] = [];
  const platform = createPlatform({ clock, onExchange: (exchange) => exchanges.push(exchange), ...options });
  const ask = async (request: HttpRequest): Promise<Said> => said(await platform.handle(request));
  const token = async (): Promise<string> => {
    const answer = await ask(authRequest(signedFields(DEMO_DEVICE, { timestamp: clock.now() })));
    if (answer.token === undefined) throw new Error(`no token: ${answer.text}`);
    return answer.token;
  };
  return {
    clock,
    exchanges,
    platform,
    registry: platform.registry,
    ask,
    token,
    /** Publishes with a token of its own. */
    post: async (topic: string, body: string): Promise<Said> => ask(topicRequest(topic, await token(), body)),
    /** The messages that were taken. */
    received: () => received(platform),
    /** The last message that was taken. */
    last: async () => (await received(platform)).at(-1),
    /** What there is to say of the last exchange. */
    notes: () => exchanges.slice(-1).flatMap(describeExchange),
  };
}

import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform, type Exchange, type PlatformOptions } from '../../src/emulator/platform.ts';
import type { HttpRequest, HttpResponse } from '../../src/protocol/http.ts';
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
    registry: platform.registry,
    inbox: platform.inbox,
    ask,
    token,
    /** Publishes with a token of its own. */
    post: async (topic: string, body: string): Promise<Said> => ask(topicRequest(topic, await token(), body)),
    /** The last message that was taken. */
    last: () => platform.inbox.messages().at(-1),
    /** The notes of the last exchange. */
    notes: () => exchanges.at(-1)?.notes ?? [],
  };
}

import { isJsonObject, parseJson, scalarText } from '../json.ts';
import { messageFor } from './codes.ts';

/** What the platform says to /auth and /topic. */
export interface Answer {
  /** 0 for success, else one of the codes in codes.ts. */
  readonly code: number;
  /** The platform's words. */
  readonly message: string;
  /** Present where /auth succeeded: 32 hexadecimal digits today, up to 192 characters in earlier years. */
  readonly token?: string;
  /** Present where /topic answered: decimal text, 18 or 19 digits, every one kept. */
  readonly messageId?: string;
}

/**
 * Writes an answer as the platform does: compact, keys in alphabetical order, messageId as bare digits
 * (recorded answers in the vendor's SDK tests; its C parsers need the compact form).
 */
export function encodeAnswer({
  code,
  message = messageFor(code),
  token,
  messageId,
}: EncodableAnswer): string {
  const info =
    token !== undefined
      ? `"info":{"token":${JSON.stringify(token)}},`
      : messageId !== undefined
        ? `"info":{"messageId":${messageId}},`
        : '';
  return `{"code":${code},${info}"message":${JSON.stringify(message)}}`;
}

interface EncodableAnswer extends Omit<Answer, 'message'> {
  readonly message?: string;
}

/** Reads an answer; undefined when the text is none: no JSON, or no numeric `code`. */
export function decodeAnswer(text: string): Answer | undefined {
  const [, codeText, id, words] = USUAL.exec(text) ?? [];
  if (words !== undefined) {
    const code = Number(codeText);
    return id === undefined ? { code, message: words } : { code, message: words, messageId: id };
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined; // not JSON: an HTML page of a proxy, a truncated body
  }
  if (!isJsonObject(value)) return undefined;
  const code = value.get('code');
  if (typeof code !== 'number') return undefined;
  const message = value.get('message');
  const info = value.get('info');
  const token = isJsonObject(info) ? info.get('token') : undefined;
  const messageId = isJsonObject(info) ? digits(info.get('messageId')) : undefined;
  return {
    code,
    message: typeof message === 'string' ? message.replace(CONTROL, ' ') : messageFor(code),
    ...(code === 0 && typeof token === 'string' && token !== '' ? { token } : {}),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

/** As the platform answers a message, letter for letter: read without looking for anything else. */
const USUAL =
  /^\{"code":(\d{1,9}),(?:"info":\{"messageId":(\d{1,20})\},)?"message":"([\x20\x21\x23-\x5b\x5d-\x7e]*)"\}$/;

/** Could move the cursor or begin a line, when printed. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

function digits(value: unknown): string | undefined {
  const text = scalarText(value);
  return text !== undefined && /^\d+$/.test(text) ? text : undefined;
}

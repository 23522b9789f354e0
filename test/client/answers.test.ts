import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { readAnswer } from '../../src/client/read-answer.ts';
import { connect } from '../helpers/connections.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { httpServer } from '../helpers/servers.ts';
import { clientOptions, reply } from '../helpers/transports.ts';

describe('what a server answers to /auth', () => {
  /** The error that authenticating ends with, at a server that always answers like this. */
  async function failure(status: number, type: string, body: string): Promise<unknown> {
    const { url } = await httpServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(status, { 'Content-Type': type });
        response.end(body);
      });
    });
    const { send } = connect({ endpoint: url });
    const client = createClient(clientOptions({ send, clock: fakeClock() }));
    return client.authenticate().then(
      () => 'no error',
      (error: unknown) => error,
    );
  }

  test('as HTML with 502 is no answer of the platform, and a proxy is the likely cause', async () => {
    expect(await failure(502, 'text/html; charset=utf-8', '<html>Bad Gateway</html>')).toMatchObject({
      code: 'ANSWER_INVALID',
      message: 'The answer is not the platform’s: HTTP 502, text/html, 24 bytes, no JSON with a code.',
      likely: expect.stringContaining('proxy'),
    });
  });

  test.each<[string, string]>([
    ['as JSON cut short', '{"code":0,"info":{"token":"t1"'],
    ['as JSON without a code', '{"message":"success","info":{"token":"t1"}}'],
    ['with a code that is text', '{"code":"0","info":{"token":"t1"},"message":"success"}'],
    ['with nothing', ''],
    ['as a list', '[]'],
    ['with success and no token', '{"code":0,"message":"success"}'],
    ['with success and an empty token', '{"code":0,"info":{"token":""},"message":"success"}'],
  ])('%s is ANSWER_INVALID', async (_what, body) => {
    expect(await failure(200, 'application/json', body)).toMatchObject({ code: 'ANSWER_INVALID' });
  });

  test('with another status than 200 counts by its body', async () => {
    expect(
      await failure(401, 'application/json', '{"code":20000,"message":"auth check error"}'),
    ).toMatchObject({
      code: 'AUTH_REFUSED',
    });
  });
});

describe('readAnswer', () => {
  test('keeps every digit of the message id', () => {
    const body = '{"code":0,"info":{"messageId":1207967842654323713},"message":"success"}';
    expect(readAnswer(reply(body))).toEqual({
      code: 0,
      message: 'success',
      messageId: '1207967842654323713',
    });
  });

  test('reads the recorded answer of the platform', () => {
    const body = '{"code":20001,"info":{"messageId":1207967842654323713},"message":"token is expired"}';
    expect(readAnswer(reply(body))).toEqual({
      code: 20001,
      message: 'token is expired',
      messageId: '1207967842654323713',
    });
  });

  test('names status, type and length of what is no answer, and nothing of its text', () => {
    const read = () => readAnswer({ status: 200, headers: {}, body: 'token=secret-token' });
    expect(read).toThrow('HTTP 200, no content type, 18 bytes');
    expect(read).not.toThrow('secret-token');
  });
});

/** The control line: what an emulator answers to good requests and to bad ones. */
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Verb } from '../../emulators/control.ts';
import { maxLineBytes, serveControl } from '../../emulators/control.ts';

function serve(verbs: Record<string, Verb>) {
  const input = new PassThrough();
  const output = new PassThrough();
  const lines: unknown[] = [];
  const waiting: (() => void)[] = [];
  let text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
      lines.push(JSON.parse(text.slice(0, at)));
      text = text.slice(at + 1);
      for (const wake of waiting.splice(0)) wake();
    }
  });
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const control = serveControl(verbs, { input, output, end });
  const next = async (): Promise<unknown> => {
    while (lines.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return lines.shift();
  };
  return { input, control, next, ended };
}

describe('requests', () => {
  test('are answered under their id, with the result where there is one', async () => {
    const { input, next } = serve({ add: (args) => Number(args['a']) + Number(args['b']), nothing: () => undefined });
    input.write('{"id":1,"do":"add","a":2,"b":3}\n{"id":"x","do":"nothing"}\n');
    expect(await next()).toEqual({ id: 1, ok: true, result: 5 });
    expect(await next()).toEqual({ id: 'x', ok: true });
  });

  test('may be answered later', async () => {
    const { input, next } = serve({ slow: () => Promise.resolve({ done: true }) });
    input.write('{"id":1,"do":"slow"}\n');
    expect(await next()).toEqual({ id: 1, ok: true, result: { done: true } });
  });

  test('arrive in any pieces, also in the middle of a character', async () => {
    const { input, next } = serve({ echo: (args) => args['text'] });
    const line = Buffer.from('{"id":1,"do":"echo","text":"退货"}\r\n\n');
    for (const byte of line) input.write(Uint8Array.of(byte));
    expect(await next()).toEqual({ id: 1, ok: true, result: '退货' });
  });
});

describe('bad requests', () => {
  test.each([
    ['{"id":7,"do":"dance"}', 7, /unknown verb "dance"; known: throw/],
    ['{"id":7}', 7, /unknown verb undefined/],
    ['{"id":7,"do":"toString"}', 7, /unknown verb/],
    ['not json', null, /JSON/],
    ['[1]', null, /not a JSON object/],
    ['{"id":8,"do":"throw"}', 8, /^paper is not a number$/],
  ])('%s is answered with an error', async (line, id, error) => {
    const { input, next } = serve({
      throw: () => {
        throw new Error('paper is not a number');
      },
    });
    input.write(`${line}\n`);
    expect(await next()).toEqual({ id, ok: false, error: expect.stringMatching(error) });
  });

  test('a line without an end is bounded, answered once, and the next one works', async () => {
    const { input, next } = serve({ ping: () => 'pong' });
    const piece = Buffer.alloc(64 * 1024, 0x61);
    for (let sent = 0; sent <= maxLineBytes * 2; sent += piece.length) input.write(piece);
    input.write('\n{"id":1,"do":"ping"}\n');
    expect(await next()).toMatchObject({ id: null, ok: false, error: expect.stringContaining('longer than') });
    expect(await next()).toEqual({ id: 1, ok: true, result: 'pong' });
  });
});

test('events carry their fields', async () => {
  const { control, next } = serve({});
  control.emit('listening', { address: '/dev/pts/3' });
  expect(await next()).toEqual({ event: 'listening', address: '/dev/pts/3' });
});

test('the end of the input ends the emulator', async () => {
  const { input, ended } = serve({});
  input.end();
  await ended;
});

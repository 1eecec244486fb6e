/** MACs on a line that is late: each counts for the question that it answers (message Z67 has no number). */
import { expect, it } from 'vitest';
import { ACK_MS } from '../../../drivers/pin-pad/delays.ts';
import { encodeFrame } from '../../../drivers/pin-pad/wire.ts';
import { ACK, type Bench, hex, readyBench } from './bench.ts';

const KEY = '0123456789ABCDEFFEDCBA9876543210';
const FIRST = encodeFrame('transaction', 'Z670', '1111111111111111');
const SECOND = encodeFrame('transaction', 'Z670', '2222222222222222');
/** Longer than the frame needs on the line at 9600 baud. */
const ON_THE_LINE_MS = 100;

function ask(one: Bench, exchange: string, byte: number): void {
  const data = new Uint8Array(8).fill(byte);
  expect(one.session.askMac({ exchange, masterKeySlot: 0, sessionKeyHex: KEY, data })).toEqual({ result: 'accepted' });
}

const made = (one: Bench): readonly string[] =>
  one.events.flatMap((event) => (event.type === 'pinPad.macMade' ? [`${event.exchange} ${hex(event.mac)}`] : []));

it('the answer to a question that was sent again comes again: it is none to the next one', () => {
  const one = readyBench();
  ask(one, 'first', 1);
  one.clock.advance(ACK_MS + ON_THE_LINE_MS);
  one.pad(ACK, FIRST);
  ask(one, 'second', 2);
  // The pad has taken the first question twice, and is late.
  one.pad(ACK, FIRST);
  expect(made(one)).toEqual(['first 1111111111111111']);
  one.pad(ACK, SECOND);
  expect(made(one)).toEqual(['first 1111111111111111', 'second 2222222222222222']);
});

it('the same MAC twice is two answers where nothing was sent again', () => {
  const one = readyBench();
  for (const exchange of ['first', 'second']) {
    ask(one, exchange, 1);
    one.pad(ACK, FIRST);
  }
  expect(made(one)).toEqual(['first 1111111111111111', 'second 1111111111111111']);
});

/**
 * lrc-is-etx: the checksum of a PIN pad's frame may be any byte, also the one that ends a frame, starts one, or acknowledges it. Drivers
 * that look for control bytes cut such a frame short, or take its checksum for an answer: now and then a PIN is lost, and nobody can say why.
 * Here the checksum is the byte behind the end of the frame, whatever it is.
 */
import { describe, expect, it } from 'vitest';
import { DUKPT_PIN, enteringBench, hex, MASTER_SESSION_PIN } from '../drivers/pin-pad/bench.ts';
import { frame } from '../drivers/pin-pad/golden.ts';

const PINS = [
  ['STX', 0x02, DUKPT_PIN, '1B9C1845EB99001A'],
  ['ETX', 0x03, DUKPT_PIN, '1B9C1845EB99000A'],
  ['EOT', 0x04, DUKPT_PIN, '1B9C1845EB99000F'],
  ['ACK', 0x06, DUKPT_PIN, '1B9C1845EB99000D'],
  ['NAK', 0x15, MASTER_SESSION_PIN, '1B9C1845EB990049'],
] as const;

describe('lrc-is-etx', () => {
  describe.each(PINS)('a PIN block whose checksum is %s', (name, lrc, request, block) => {
    const bytes = frame(`PIN block whose LRC is ${name}`);

    it('is what the exhibit says', () => {
      expect(bytes.at(-1)).toBe(lrc);
    });

    it.each(Array.from({ length: bytes.length }, (_, at) => at))('counts once, split before byte %i', (at) => {
      const one = enteringBench(request);
      one.pad(bytes.subarray(0, at));
      one.pad(bytes.subarray(at));
      const entered = one.events.at(-1);
      expect(entered?.type === 'pinPad.pinEntered' && hex(entered.pinBlock)).toBe(block);
      expect(one.sent()).toBe('06');
      expect(one.events).toHaveLength(2);
    });
  });
});

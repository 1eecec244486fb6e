/** Laws that hold wherever a mishap strikes: at every byte of a receipt, and for bytes that mean nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { bytesOf, idAnswer, Rig, requestId } from './rig.ts';

const receipt = bytesOf(
  '1b40 1b6101 1d2111',
  '"SHOP',
  '0a 1d2100 1b6100',
  '"one',
  '0a',
  requestId('0001'),
  '1d763000 0200 1e00',
  'a5'.repeat(60),
  '"two',
  '0a',
  '1d286b0300314304 1d286b0800315030 4142434445 1d286b0300315130',
  requestId('0002'),
  '"three',
  '0a 1d564200',
  requestId('0003'),
);
const lines = [`${' '.repeat(20)}SHOP`, 'one', 'two', 'three'];
const answers = ['0001', '0002', '0003'].map(idAnswer).join(' ');
const positions = Array.from({ length: receipt.length + 1 }, (_, i) => i);

/** @param spoil strikes once `afterBytes` bytes have arrived; @param mend makes it well when all has been sent. */
function struck(
  settings: ConstructorParameters<typeof Rig>[0],
  verb: string,
  args: object,
  mend: (rig: Rig) => void,
): Rig {
  const rig = new Rig({ chineseAtPowerOn: true, ...settings });
  printerVerbs(rig.printer)[verb]?.({ ...args });
  rig.printer.receive(receipt);
  rig.clock.advance(60_000);
  mend(rig);
  rig.clock.advance(60_000);
  return rig;
}
const slips = (rig: Rig) => rig.printer.tape().filter((slip) => slip.end !== 'open');

describe.each([
  ['without time', {}],
  ['line by line', { lineMs: 40 }],
  ['line by line at 9600 bit/s', { lineMs: 40, baud: 9600 }],
  [
    'with the small buffer and a host that obeys',
    { lineMs: 40, baud: 115_200, bufferBytes: 45, flow: 'dtrdsr' } as const,
  ],
])('a receipt printed %s', (_, settings) => {
  it('survives the end of the paper at every byte: one whole slip, each id once, in order', () => {
    for (const afterBytes of positions) {
      const rig = struck(settings, 'paper-end', { afterBytes }, ({ printer }) => printer.mishaps.newRoll(500));
      expect(slips(rig).map((slip) => slip.lines)).toEqual([lines]);
      expect(slips(rig)[0]?.broken).toEqual([]);
      expect(rig.answers()).toBe(answers);
      expect(rig.named('unknown-bytes')).toEqual([]);
    }
  });
  it('survives the opening of the cover at every byte: whole lines once, at most one broken', () => {
    for (const afterBytes of positions) {
      const rig = struck(settings, 'cover-open', { afterBytes }, ({ printer }) => printer.mishaps.coverClose());
      expect(slips(rig).map((slip) => slip.lines)).toEqual([lines]);
      expect(slips(rig)[0]?.broken.length).toBeLessThanOrEqual(1);
      expect(rig.answers()).toBe(answers);
    }
  });
  it('survives heat at every byte', () => {
    for (const afterBytes of positions) {
      const rig = struck(settings, 'heat', { afterBytes }, ({ printer }) => printer.mishaps.cool());
      expect(slips(rig).map((slip) => [slip.lines, slip.broken])).toEqual([[lines, []]]);
      expect(rig.answers()).toBe(answers);
    }
  });
  it('never answers an id for a line that is not on the paper, wherever the power goes', () => {
    for (const afterBytes of positions) {
      const rig = struck(settings, 'power-off', { afterBytes }, ({ printer }) => {
        // A host that keeps the rest for later would print it then; this one has given up.
        printer.unplug();
        printer.mishaps.powerOn();
      });
      const printed = rig.lines();
      const heard = rig.answers();
      expect(printed).toEqual(lines.slice(0, printed.length));
      if (heard.includes(idAnswer('0001'))) expect(printed.length).toBeGreaterThanOrEqual(2);
      if (heard.includes(idAnswer('0002'))) expect(rig.printer.tape()[0]?.codes.length).toBe(1);
      if (heard.includes(idAnswer('0003'))) expect(slips(rig).map((slip) => slip.lines)).toEqual([lines]);
    }
  });
});

describe('at every line', () => {
  it.each(['paper-end', 'cover-open', 'heat'])('%s leaves one whole slip', (verb) => {
    for (let afterLines = 0; afterLines < 12; afterLines += 1) {
      const rig = struck({}, verb, { afterLines }, ({ printer }) => {
        printer.mishaps.newRoll(500);
        printer.mishaps.coverClose();
        printer.mishaps.cool();
      });
      expect(slips(rig).map((slip) => slip.lines)).toEqual([lines]);
      expect(rig.answers()).toBe(answers);
    }
  });
});

it('takes any bytes in any pieces without breaking, and the same bytes always make the same paper', () => {
  const byte = fc.oneof(
    fc.constantFrom(0x1b, 0x1d, 0x1c, 0x10, 0x0a, 0x28, 0x6b, 0x4c, 0x56, 0x00, 0x04, 0x14),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (bytes, size) => {
      const whole = new Rig({ chineseAtPowerOn: true });
      whole.printer.receive(Uint8Array.from(bytes));
      const pieces = new Rig({ chineseAtPowerOn: true });
      for (let at = 0; at < bytes.length; at += size)
        pieces.printer.receive(Uint8Array.from(bytes.slice(at, at + size)));
      expect(pieces.printer.tape(true)).toEqual(whole.printer.tape(true));
      expect(pieces.answers()).toBe(whole.answers());
      expect(pieces.events).toEqual(whole.events);
    }),
    { numRuns: 500, seed: 20_260_729 },
  );
});

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { rowBytes } from '../../../drivers/display/cells.ts';
import { connectDisplay, type DisplayOptions } from '../../../drivers/display/connect-display.ts';
import type { DisplayEvent } from '../../../drivers/display/display.ts';
import { startPainter } from '../../../drivers/display/painter.ts';
import { cutToWidth } from '../../../drivers/display/width.ts';
import { encodeFrame, encodeInitialise } from '../../../drivers/display/wire.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import type { BytePipeEvents } from '../../../drivers/link/link.ts';
import { openPty } from '../../emulators/pty.ts';
import { readTranscript } from '../../wire/transcript.ts';
import { manualClock } from '../link/manual-clock.ts';
import { realClock } from '../link/real-clock.ts';
import { recorder } from '../link/recorder.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});
const golden = (name: string): Uint8Array => {
  const found = readTranscript(new URL('../../wire/display/customer-display.wire', import.meta.url)).find(
    (one) => one.name === name,
  );
  return new Uint8Array(found?.steps[0]?.bytes ?? []);
};
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const FRAME = ['TOTAL          12.00', 'THANK YOU'];

describe('what a display is sent', () => {
  it.each(['dm-d', 'cd5220'] as const)('%s: to begin with, and for a frame', (dialect) => {
    expect(encodeInitialise(dialect)).toEqual(golden(`${dialect} initialise`));
    expect(encodeFrame(dialect, 'ascii', FRAME)).toEqual(golden(`${dialect} frame`));
  });
  it('Chinese where the display has GB18030', () => {
    expect(encodeFrame('dm-d', 'gb18030', ['应付 12.00', '谢谢'])).toEqual(golden('dm-d frame in GB18030'));
  });

  it.each([
    ['应付 12.00', 'ascii', '???? 12.00          '],
    ['¥12', 'ascii', 'Y12                 '],
    ['1234567890123456789012', 'ascii', '12345678901234567890'],
    ['é', 'gb18030', '\xa8\xa6                  '],
    ['😀 ok', 'gb18030', '?? ok               '],
    ['a\x1b[2J\x1f\x40b', 'gb18030', 'a [2J @b            '],
  ] as const)('%j in %s', (text, charset, expected) => {
    expect(latin(rowBytes(text, 20, charset))).toBe(expected);
  });

  it('never cuts a wide character in two', () => {
    expect(latin(rowBytes('1234567890123456789中', 20, 'gb18030'))).toBe('1234567890123456789 ');
    expect(cutToWidth('1234567中文', 10)).toBe('1234567中');
    expect(cutToWidth('1234567中文', 8)).toBe('1234567');
  });

  it('is exactly 40 cells and no command from the text, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
        fc.constantFrom('ascii', 'gb18030'),
        (lines, charset) => {
          const frame = encodeFrame('dm-d', charset, lines);
          expect(frame).toHaveLength(48);
          expect(
            [...frame.subarray(4, 24), ...frame.subarray(28, 48)].every((byte) => byte >= 0x20 && byte !== 0x7f),
          ).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe('the painter', () => {
  it('paints the first frame at once, then the latest of what came meanwhile, and nothing twice', () => {
    const clock = manualClock();
    const painted: string[] = [];
    const painter = startPainter(clock, 100, ([line]) => painted.push(line ?? '') > 0);
    painter.show(['early']);
    expect(painted).toEqual([]);
    painter.repaint();
    for (const line of ['1', '2', '3']) painter.show([line]);
    clock.advance(100);
    painter.show(['3']);
    clock.advance(1000);
    expect(painted).toEqual(['early', '3']);
    expect(clock.pending).toBe(0);
  });
  it('tries again what could not be handed over', () => {
    const clock = manualClock();
    let room = false;
    let tries = 0;
    const painter = startPainter(clock, 100, () => {
      tries += 1;
      return room;
    });
    painter.repaint();
    painter.show(['x']);
    clock.advance(200);
    room = true;
    clock.advance(1000);
    expect(tries).toBe(4);
  });
});

describe('a customer display', () => {
  const DM_D: DisplayOptions = { dialect: 'dm-d', charset: 'ascii' };
  function onPty(options: DisplayOptions, symlink?: string) {
    const pty = openPty(symlink === undefined ? {} : { symlink });
    const log = recorder<DisplayEvent>();
    const received = recorder<number>();
    let bytes = Buffer.alloc(0);
    pty.onData((chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      received.push(bytes.length);
    });
    const clock = realClock();
    const display = connectDisplay(openBytePipe(clock), `serial:${pty.path}`, clock, options, log.push);
    held.push(pty, display);
    return { pty, log, display, received, bytes: () => new Uint8Array(bytes) };
  }

  it.each(['dm-d', 'cd5220'] as const)(
    '%s is initialised and shows the frame that was wanted before it was there',
    async (dialect) => {
      const { display, received, bytes, log } = onPty({ dialect, charset: 'ascii' });
      display.show(FRAME);
      const expected = Buffer.concat([golden(`${dialect} initialise`), golden(`${dialect} frame`)]);
      await received.until((length) => length >= expected.length);
      expect(bytes()).toEqual(new Uint8Array(expected));
      expect(log.events).toEqual([{ type: 'display.identified' }]);
    },
  );

  it('is painted whole after a replug', async () => {
    const first = onPty(DM_D);
    first.display.show(FRAME);
    await first.received.until((length) => length >= 55);
    first.pty.close();
    expect(await first.log.until(({ type }) => type === 'display.lost')).toMatchObject({
      fault: { cause: 'unplugged' },
    });
    const second = onPty(DM_D);
    second.display.show(FRAME);
    await second.received.until((length) => length >= 55);
    expect(second.bytes()).toEqual(first.bytes());
  });

  it('is initialised and painted anew when it was switched off and on', () => {
    const clock = manualClock();
    const sent: string[] = [];
    const link: { events?: BytePipeEvents } = {};
    const display = connectDisplay(
      (address, events) => {
        link.events = events;
        return {
          address,
          queuedBytes: 0,
          write(chunk) {
            sent.push(latin(chunk));
            return 'accepted';
          },
          close() {},
        };
      },
      'serial:/dev/pos/display',
      clock,
      DM_D,
      () => {},
    );
    link.events?.opened();
    display.show(FRAME);
    clock.advance(1000);
    const lines = (dsr: boolean) => link.events?.modemLines?.({ cts: true, dsr, dcd: false });
    lines(true);
    lines(false);
    expect(sent).toHaveLength(2);
    lines(true);
    clock.advance(1000);
    expect(sent).toEqual([sent[0], sent[1], sent[0], sent[1]]);
  });
});

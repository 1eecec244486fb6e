/** Both dialects of the customer display, asserted on the grid (facts/peripherals §1d). */
import { describe, expect, test } from 'vitest';
import type { DisplayOptions } from '../../emulators/display/display.ts';
import { Display } from '../../emulators/display/display.ts';
import type { GlassState } from '../../emulators/display/glass.ts';
import { VirtualClock } from '../virtual-clock.ts';

function display(options: DisplayOptions) {
  const clock = new VirtualClock();
  const events: { event: string; fields: object | undefined }[] = [];
  const sent: string[] = [];
  const model = new Display(
    {
      clock,
      send: (bytes) => sent.push(Buffer.from(bytes).toString('hex')),
      emit: (event, fields) => events.push({ event, fields }),
    },
    options,
  );
  /** Hex and "quoted text", mixed. */
  const tell = (text: string): void => {
    for (const part of text.match(/"[^"]*"|[0-9A-Fa-f]{2}/g) ?? []) {
      const bytes = part.startsWith('"') ? Buffer.from(part.slice(1, -1), 'latin1') : Buffer.from(part, 'hex');
      model.receive(bytes);
    }
  };
  const grid = () => model.verbs['grid']?.({}) as GlassState;
  return {
    clock,
    sent,
    model,
    tell,
    tellBytes: (bytes: Uint8Array) => model.receive(bytes),
    grid,
    lines: () => grid().lines,
    errors: () => events.filter((one) => one.event === 'error').map((one) => (one.fields as { detail: string }).detail),
    changes: () => events.filter((one) => one.event === 'changed').map((one) => (one.fields as GlassState).lines),
  };
}
const dmD = (options: object = {}) => display({ dialect: 'dm-d', ...options });
const cd = (options: object = {}) => display({ dialect: 'cd5220', ...options });

const blank = ' '.repeat(20);
const total = 'TOTAL          88.00';
const change = 'CHANGE         12.00';

describe('DM-D', () => {
  test('two full lines by cursor position in overwrite mode, as a driver writes them', () => {
    const one = dmD();
    one.tell(`1B 40 1F 01 1F 24 01 01 "${total}" 1F 24 01 02 "${change}"`);
    expect(one.lines()).toEqual([total, change]);
    expect(one.grid().cursor).toEqual({ column: 1, row: 1, shown: true });
    expect(one.errors()).toEqual([]);
  });

  test('overwrite wraps from cell 20 to 21, and from 40 to 1', () => {
    const one = dmD();
    one.tell(`"${total}${change}X"`);
    expect(one.lines()).toEqual([`X${total.slice(1)}`, change]);
  });

  test('vertical scroll: filling the last cell scrolls at once', () => {
    const one = dmD();
    one.tell(`1F 02 "${total}${change}"`);
    expect(one.lines()).toEqual([change, blank]);
  });

  test('horizontal scroll: the row moves left under what comes', () => {
    const one = dmD();
    one.tell(`1F 03 "${total}" "AB"`);
    expect(one.lines()).toEqual([`${total.slice(2)}AB`, blank]);
  });

  test('cursor: home, bottom, left, right, up, down, ends of the line; clear line', () => {
    const one = dmD();
    one.tell('1F 42 "b" 0B "a" 0A "c" 1F 0A "d" 1F 0D "e" 1F 42 09 09 09 "f" 08 "g"');
    expect(one.lines()).toEqual(['a d                e', 'bc g                ']);
    one.tell('1F 24 05 01 18 "x"');
    expect(one.lines()[0]).toBe(`x${blank.slice(1)}`);
    one.tell('0D "y" 0C');
    expect(one.lines()).toEqual([blank, blank]);
  });

  test('settings: brightness, blink, cursor, reverse; out of range is ignored and named', () => {
    const one = dmD();
    one.tell('1F 58 02 1F 45 FF 1F 43 00 1F 72 01 1F 58 05 1F 24 15 01 1F 24 01 03');
    expect(one.grid()).toMatchObject({
      brightness: 2,
      blink: 255,
      reverse: true,
      cursor: { column: 1, row: 1, shown: false },
    });
    expect(one.errors()).toEqual([
      'US X ignored: argument out of range',
      'US $ ignored: argument out of range',
      'US $ ignored: argument out of range',
    ]);
    one.tell('1B 40');
    expect(one.grid()).toMatchObject({ brightness: 4, blink: 0, reverse: false });
  });

  test('code pages and international sets', () => {
    const one = dmD();
    one.tell('9C 1B 74 10 A3 1B 52 0F "$"');
    expect(one.lines()[0]).toBe(`££¥${blank.slice(3)}`);
  });

  test('a command may be cut anywhere', () => {
    const one = dmD();
    for (const byte of Buffer.from(`\x1b@\x1f\x24\x03\x02OK`, 'latin1')) one.tellBytes(Uint8Array.of(byte));
    expect(one.lines()).toEqual([blank, `  OK${blank.slice(4)}`]);
  });

  test('unknown bytes are named and not shown', () => {
    const one = dmD();
    one.tell('1F 7F 07 1B 51 "A"');
    expect(one.errors()).toEqual(['unknown command 1f7f', 'unknown command 07', 'unknown command 1b51']);
    expect(one.lines()[0]).toBe(`A${blank.slice(1)}`);
  });

  test('user characters swallow their own bytes, the annunciator is ignored', () => {
    const one = dmD();
    one.tell('1B 26 01 20 21 02 41 42 01 43 1F 23 01 02 "z"');
    expect(one.lines()[0]).toBe(`z${blank.slice(1)}`);
    expect(one.errors()).toEqual([]);
  });

  test('data for the printer passes by, real-time commands too', () => {
    const one = dmD();
    one.tell('1B 3D 01 "receipt" 0C 10 04 01 1B 3D 02 "A"');
    expect(one.lines()[0]).toBe(`A${blank.slice(1)}`);
  });

  test('status is answered', () => {
    const one = dmD();
    one.tell('1F 28 45 02 00 04 01');
    expect(one.sent).toEqual(['5724301f0000']);
  });
});

describe('GB18030', () => {
  // 应收 in GBK: D3A6 CAD5.
  test('a Chinese character takes two cells', () => {
    const one = dmD({ gb18030: true });
    one.tell('D3 A6 CA D5 " 88.00"');
    expect(one.lines()[0]).toBe(`应收 88.00${' '.repeat(10)}`);
    expect(one.grid().cursor.column).toBe(11);
  });
  test('a four-byte character too, and one cut in two by the next write goes blank', () => {
    const one = dmD({ gb18030: true });
    one.tell('81 39 EE 39'); // U+3400 has 8139EE39
    expect(one.lines()[0]).toBe(`㐀${' '.repeat(18)}`);
    one.tell('1F 24 02 01 "x"');
    expect(one.lines()[0]).toBe(` x${' '.repeat(18)}`);
  });
  test('one that does not fit the line starts the next', () => {
    const one = dmD({ gb18030: true });
    one.tell('1F 24 14 01 D3 A6');
    expect(one.lines()).toEqual([blank, `应${' '.repeat(18)}`]);
  });
  test('without it, the same bytes are two signs of the code page', () => {
    const one = dmD();
    one.tell('D3 A6');
    expect(one.lines()[0]).toBe(`╙ª${blank.slice(2)}`);
  });
  test('bytes that are no character are named', () => {
    const one = dmD({ gb18030: true });
    one.tell('81 20');
    expect(one.errors()).toEqual(['bytes that are no character']);
  });
});

describe('CD5220', () => {
  test('both lines as strings; afterwards only CLR works', () => {
    const one = cd();
    one.tell(`1B 51 41 "${total}" 0D 1B 51 42 "${change}" 0D`);
    expect(one.lines()).toEqual([total, change]);
    one.tell('1B 6C 01 01 "lost"');
    expect(one.lines()).toEqual([total, change]);
    expect(one.errors()[0]).toBe('ESC l does not work in string mode; CLR leaves it');
    one.tell('0C 1B 6C 03 02 "ok"');
    expect(one.lines()).toEqual([blank, `  ok${blank.slice(4)}`]);
  });

  test('short strings are filled, long ones refused with their bytes', () => {
    const one = cd();
    one.tell(`1B 51 41 "HI" 0D`);
    expect(one.lines()[0]).toBe(`HI${blank.slice(2)}`);
    one.tell(`1B 51 42 "${'x'.repeat(41)}"`);
    expect(one.errors()).toEqual(['ESC Q B ignored: argument out of range']);
  });

  test('cursor, modes, brightness', () => {
    const one = cd();
    one.tell('1B 5B 4B "b" 1B 5B 41 "a" 1B 5B 52 "e" 1B 5B 48 "h" 1B 2A 01 1B 5F 00');
    expect(one.lines()).toEqual(['ha                 e', `b${blank.slice(1)}`]);
    expect(one.grid()).toMatchObject({ brightness: 1, cursor: { shown: false } });
    one.tell(`0C 1B 12 "${total}${change}"`);
    expect(one.lines()).toEqual([change, blank]);
  });

  test('the upper line scrolls by itself until it is written', () => {
    const one = cd();
    one.tell('1B 51 44 "WELCOME TO THE SHOP, DEAR" 0D');
    expect(one.lines()[0]).toBe('WELCOME TO THE SHOP,');
    one.clock.advance(600);
    expect(one.lines()[0]).toBe('LCOME TO THE SHOP, D');
    one.tell('1B 51 41 "STOP" 0D');
    one.clock.advance(5000);
    expect(one.lines()[0]).toBe(`STOP${blank.slice(4)}`);
  });

  test('DM-D commands are unknown here', () => {
    const one = cd();
    one.tell('1F 24');
    expect(one.errors()).toEqual(['unknown command 1f']);
  });
});

describe('what is told', () => {
  test('one change for a burst of writing, none for the same frame again', () => {
    const one = dmD();
    one.tell(`1F 24 01 01 "${total}"`);
    one.clock.advance(10);
    one.tell(`1F 24 01 02 "${change}"`);
    expect(one.changes()).toEqual([]);
    one.clock.advance(40);
    expect(one.changes()).toEqual([[total, change]]);
    one.tell(`1F 24 01 01 "${total}${change}"`);
    one.clock.advance(1000);
    expect(one.changes()).toHaveLength(1);
  });

  test('losing power blanks the glass', () => {
    const one = dmD();
    one.tell(`"${total}" 1F`);
    one.clock.advance(100);
    one.model.unplugged();
    one.clock.advance(100);
    expect(one.changes()).toEqual([
      [total, blank],
      [blank, blank],
    ]);
    one.tell('"A"');
    expect(one.lines()[0]).toBe(`A${blank.slice(1)}`);
  });
});

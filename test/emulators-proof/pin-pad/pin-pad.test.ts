/** The PIN pad, packet by packet (facts/peripherals §1c); frames computed by hand stand here as hex. */
import { describe, expect, test } from 'vitest';
import { desEcb } from '../../emulators/dukpt.ts';
import type { PinPadOptions } from '../../emulators/pin-pad/pin-pad.ts';
import { PinPad } from '../../emulators/pin-pad/pin-pad.ts';
import { VirtualClock } from '../virtual-clock.ts';

const [ACK, NAK, EOT] = ['06', '15', '04'];
const [SUB, FS, GS, RS] = ['\u001a', '\u001c', '\u001d', '\u001e'];
const pinPrompt = `Z2${RS}001${SUB}`;
/** The card of the ANSI X9.24-1 vectors. */
const account = '4012345678909';

function pad(options: Partial<PinPadOptions> = {}) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const events: Record<string, unknown>[] = [];
  const model = new PinPad(
    {
      clock,
      send: (bytes) => sent.push(Buffer.from(bytes).toString('hex').toUpperCase()),
      emit: (event, fields) => events.push({ event, ...fields }),
    },
    { keys: 'dukpt', ...options },
  );
  const tell = (hex: string): string[] => {
    model.receive(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    return sent.splice(0);
  };
  const run = (verb: string, args: object = {}): string[] => {
    model.verbs[verb]?.({ ...args });
    return sent.splice(0);
  };
  return {
    model,
    events,
    tell,
    run,
    ask: (text: string): string[] => tell(frame(text)),
    wait: (ms: number): string[] => {
      clock.advance(ms);
      return sent.splice(0);
    },
    /** Up to the point where the customer types. */
    askPin: (text: string): void => {
      expect(tell(frame(pinPrompt))).toEqual([ACK, frame('Z20')]);
      expect(tell(ACK)).toEqual([]);
      expect(tell(frame(text))).toEqual([ACK]);
    },
  };
}

function frame(text: string, [start, end] = [0x02, 0x03]): string {
  const body = Buffer.concat([Buffer.from(text, 'latin1'), Uint8Array.of(end)]);
  const lrc = body.reduce((sum, byte) => sum ^ byte, 0);
  return Buffer.concat([Uint8Array.of(start), body, Uint8Array.of(lrc)])
    .toString('hex')
    .toUpperCase();
}
const admin = (text: string): string => frame(text, [0x0f, 0x0e]);

describe('frames that were computed by hand', () => {
  test('are what this test makes too', () => {
    expect(frame('72')).toBe('0237320306');
    expect(frame('Z1')).toBe('025A310368');
    expect(frame('Z43#')).toBe('025A3433 23 03 7D'.replaceAll(' ', ''));
    expect(admin('16')).toBe('0F31360E09');
    expect(admin('160')).toBe('0F3136300E39');
  });

  test('72 and Z1 in idle: ACK', () => {
    const one = pad();
    expect(one.tell('02 37 32 03 06')).toEqual([ACK]);
    expect(one.tell('02 5A 31 03 68')).toEqual([ACK]);
  });

  test('Z2 HELLO is shown', () => {
    const one = pad();
    expect(one.tell('02 5A 32 1A 48 45 4C 4C 4F 03 33')).toEqual([ACK]);
    expect(one.events).toContainEqual({ event: 'display', lines: ['HELLO'] });
  });

  test('self-test: ACK, healthy, host ACK, EOT', () => {
    const one = pad();
    expect(one.tell('0F 31 36 0E 09')).toEqual([ACK, '0F3136300E39']);
    expect(one.tell('06')).toEqual([EOT]);
    one.run('health', { found: '25' });
    expect(one.tell('0F 31 36 0E 09')).toEqual([ACK, admin('1625')]);
  });

  test('a PIN under DUKPT: the first ANSI vector', () => {
    const one = pad();
    one.askPin(`Z60.${account}${FS}1`);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([
      `02373130${Buffer.from('9876543210E000011B9C1845EB993A7A').toString('hex').toUpperCase()}0342`,
    ]);
    expect(one.tell(ACK)).toEqual([]);
    expect(one.wait(60_000)).toEqual([]);
  });
});

describe('PIN entry', () => {
  test('needs the PIN prompt first, else EOT', () => {
    const one = pad();
    expect(one.ask(`Z60.${account}${FS}1`)).toEqual([EOT]);
    expect(one.ask(`Z2${SUB}PLEASE TYPE YOUR PIN`)).toEqual([ACK]);
    expect(one.ask(`Z60.${account}${FS}1`)).toEqual([EOT]);
  });

  test('fewer than four digits beep at ENTER, the thirteenth beeps and is not taken', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    expect(one.run('enter-pin', { pin: '123' })).toEqual([]);
    expect(one.events.filter((one) => one['event'] === 'beep')).toHaveLength(1);
    one.run('press', { key: 'clear' });
    const [answer] = one.run('enter-pin', { pin: '1234567890123' });
    expect(one.events.filter((one) => one['event'] === 'beep')).toHaveLength(2);
    const twelve = pad();
    twelve.askPin(`Z60.${account}`);
    expect(twelve.run('enter-pin', { pin: '123456789012' })).toEqual([answer]);
  });

  test('the customer cancels: EOT', () => {
    const one = pad();
    one.askPin(`Z60.${account}${FS}1`);
    expect(one.run('press-cancel')).toEqual([EOT]);
    expect(one.wait(60_000)).toEqual([]);
  });

  test('the customer does nothing: EOT after t × 30 s, or 270 s', () => {
    const one = pad();
    one.askPin(`Z60.${account}${FS}2`);
    expect(one.wait(59_999)).toEqual([]);
    expect(one.wait(1)).toEqual([EOT]);
    one.askPin(`Z60.${account}`);
    expect(one.wait(269_999)).toEqual([]);
    expect(one.wait(1)).toEqual([EOT]);
  });

  test('72 meanwhile: EOT and no ACK; anything else is refused by EOT', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    expect(one.ask('Z42' + '10')).toEqual([EOT]);
    expect(one.tell(admin('16'))).toEqual([EOT]);
    expect(one.ask('72')).toEqual([EOT]);
    expect(one.ask('72')).toEqual([ACK]);
    expect(() => one.run('enter-pin', { pin: '1234' })).toThrow('no PIN is being asked for');
  });

  test('no digit of the PIN is ever told', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    one.run('enter-pin', { pin: '8642' });
    expect(one.events).toContainEqual({ event: 'typed', shown: '****' });
    expect(JSON.stringify(one.events)).not.toMatch(/8642|864|[^0]86/);
  });

  test.each([
    ['Z60.', '0'],
    ['Z60.1234567', '2'],
    ['Z60.12345678901234567890', '3'],
    ['Z60.4012345X78909', '4'],
    [`Z60.${account}${FS}0`, '6'],
    [`70${account}${FS}X12.00`, '5'],
    [`70${account}${FS}D1`, '8'],
    [`Z62.${account}${FS}0312NENTER PIN${FS}AGAIN${FS}WAIT`, '8'],
  ])('%j earns a 71 with error %s', (text, code) => {
    const one = pad();
    one.ask(pinPrompt);
    one.tell(ACK);
    expect(one.ask(text)).toEqual([ACK, frame(`71${code}`)]);
  });

  test('70 and Z62 bring their own prompts; 76 needs no customer at all', () => {
    const one = pad();
    expect(one.ask(`70${account}${FS}D12.00`)).toEqual([ACK]);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame('7109876543210E000011B9C1845EB993A7A')]);
    one.tell(ACK);
    expect(one.ask(`Z62.${account}${FS}0406NENTER PIN${FS}AGAIN${FS}WAIT`)).toEqual([ACK]);
    expect(one.events).toContainEqual({ event: 'display', lines: ['ENTER PIN', 'AGAIN'] });
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame('7109876543210E0000210A01C8D02C69107')]);
    one.tell(ACK);
    expect(one.ask(`76${account}${FS}D12.00`)).toEqual([ACK, frame('7109876543210E0000318DC07B94797B466')]);
  });

  test('with the full KSN the answer is 7A1', () => {
    const one = pad({ fullKsn: true });
    one.askPin(`Z60.${account}`);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame('7A1FFFF9876543210E000011B9C1845EB993A7A')]);
  });

  test('keys used up: error F', () => {
    const one = pad({ ksn: 'FFFF9876543210FFF800' });
    one.askPin(`Z60.${account}`);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame('71F')]);
  });
});

describe('master and session keys', () => {
  const master = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex');
  const session = Buffer.from('89ABCDEF0123456776543210FEDCBA98', 'hex');
  const wrapped = desEcb(master, session).toString('hex').toUpperCase();
  const block = desEcb(session, Buffer.from('041274EDCBA9876F', 'hex')).toString('hex').toUpperCase();

  test('the PIN block is under the session key; afterwards only 72 until CLEAR', () => {
    const one = pad({ keys: 'master-session', masterKey: master.toString('hex') });
    one.askPin(`Z60.${account}${FS}${wrapped}${FS}3`);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame(`71.00401${block}`)]);
    one.tell(ACK);
    expect(one.ask(pinPrompt)).toEqual([EOT]);
    expect(one.ask('72')).toEqual([ACK]);
    expect(one.ask(pinPrompt)).toEqual([ACK, frame('Z20')]);
  });

  test('without a master key: error 9; one is loaded by 02, asked for by 04, selected by 08', () => {
    const one = pad({ keys: 'master-session' });
    one.askPin(`Z60.${account}${FS}${wrapped}`);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame('719')]);
    one.tell(ACK);
    const load = `021${master.toString('hex').toUpperCase()}`;
    expect(one.tell(admin(load))).toEqual([ACK, admin(load)]);
    expect(one.tell(EOT)).toEqual([]); // the host aborts
    expect(one.tell(admin('041'))).toEqual([ACK, admin('040')]);
    one.tell(ACK);
    one.tell(admin(load));
    one.tell(ACK);
    expect(one.tell(admin('041'))).toEqual([ACK, admin('04F')]);
    one.tell(ACK);
    expect(one.tell(admin('081'))).toEqual([ACK]);
    one.askPin(`Z60.${account}${FS}${wrapped}`);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame(`71.00401${block}`)]);
  });

  test('a session key of a wrong length: error 5', () => {
    const one = pad({ keys: 'master-session', masterKey: master.toString('hex') });
    one.ask(pinPrompt);
    one.tell(ACK);
    expect(one.ask(`Z60.${account}${FS}ABCD`)).toEqual([ACK, frame('715')]);
  });

  test('70 with its amount', () => {
    const one = pad({ keys: 'master-session', masterKey: master.toString('hex') });
    expect(one.ask(`70.${account}${FS}${wrapped}12.00${FS}1`)).toEqual([ACK]);
    expect(one.run('enter-pin', { pin: '1234' })).toEqual([frame(`71.00401${block}`)]);
  });
});

describe('one key and texts', () => {
  test('Z42 behind an authenticated prompt: a digit or a function key', () => {
    const one = pad();
    one.ask(`Z2${GS}004`);
    expect(one.ask('Z4210')).toEqual([ACK]);
    expect(one.run('press', { key: '7' })).toEqual([frame('Z437')]);
    one.tell(ACK);
    one.ask(`Z2${GS}004`);
    one.ask('Z4210');
    expect(one.run('press', { key: 'enter' })).toEqual(['025A3433 23 03 7D'.replaceAll(' ', '')]);
  });

  test('Z42 behind a free text takes no digits; without any prompt it is EOT; late it is ?', () => {
    const one = pad();
    expect(one.ask('Z4210')).toEqual([EOT]);
    one.ask(`Z2${SUB}ANY KEY`);
    one.ask('Z4210');
    expect(one.run('press', { key: '7' })).toEqual([]);
    expect(one.wait(10_000)).toEqual([frame('Z43?')]);
  });

  test('Z50: digits until ENTER, EOT on cancel, and the time starts again at each key', () => {
    const one = pad();
    one.ask(`Z2${GS}003`);
    expect(one.ask('Z50102011')).toEqual([ACK]);
    for (const key of '138') {
      one.wait(19_000);
      one.run('press', { key });
    }
    expect(one.events).toContainEqual({ event: 'typed', shown: '138' });
    expect(one.run('press', { key: 'enter' })).toEqual([frame('Z51138')]);
    one.tell(ACK);
    one.ask(`Z2${GS}003`);
    one.ask('Z500020');
    expect(one.run('press-cancel')).toEqual([EOT]);
  });

  test('Z50 behind a free text: EOT', () => {
    const one = pad();
    one.ask(`Z2${SUB}YOUR PIN PLEASE`);
    expect(one.ask('Z500020')).toEqual([EOT]);
  });

  test('Z3 shows several lines', () => {
    const one = pad();
    expect(one.ask(`Z32${SUB}TOTAL${FS}88.00`)).toEqual([ACK]);
    expect(one.events).toContainEqual({ event: 'display', lines: ['TOTAL', '88.00'] });
    expect(one.ask(`Z33${SUB}A${FS}B`)).toEqual([EOT]);
  });
});

describe('acknowledgement', () => {
  test('a wrong LRC: NAK three times, then EOT', () => {
    const one = pad();
    const bad = '02 37 32 03 07';
    expect([one.tell(bad), one.tell(bad), one.tell(bad), one.tell(bad)]).toEqual([[NAK], [NAK], [NAK], [EOT]]);
    expect(one.ask('72')).toEqual([ACK]);
  });

  test('an LRC that looks like a control character is taken by its position', () => {
    // 5A 32 71 ⊕ 03 … chosen so that the LRC is each of these.
    for (const wanted of [0x02, 0x03, 0x04, 0x06, 0x15]) {
      const filler = String.fromCharCode(
        'Z2aA'.split('').reduce((sum, one) => sum ^ one.charCodeAt(0), 0x03) ^ wanted ^ 0x40,
      );
      const text = `Z2aA@${filler}`;
      const bytes = frame(text);
      expect(Number.parseInt(bytes.slice(-2), 16)).toBe(wanted);
      const one = pad();
      expect(one.tell(bytes)).toEqual([ACK]);
      expect(one.ask('72')).toEqual([ACK]);
    }
  });

  test('its own packet without an ACK: twice again after 5 s each, then EOT', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    const [answer] = one.run('enter-pin', { pin: '1234' });
    expect(one.wait(5000)).toEqual([answer]);
    expect(one.wait(5000)).toEqual([answer]);
    expect(one.wait(5000)).toEqual([EOT]);
    expect(one.wait(60_000)).toEqual([]);
  });

  test('a NAK brings the packet again, as often as it comes', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    const [answer] = one.run('enter-pin', { pin: '1234' });
    for (let times = 0; times < 5; times++) expect(one.tell(NAK)).toEqual([answer]);
    expect(one.tell(ACK)).toEqual([]);
    expect(one.tell(NAK)).toEqual([]);
  });

  test('an unknown id is ignored, a stray byte named, a packet that stops is forgotten', () => {
    const one = pad();
    expect(one.ask('99')).toEqual([]);
    expect(one.tell('41')).toEqual([]);
    expect(one.tell('02 37 32')).toEqual([]);
    one.wait(1000);
    expect(one.ask('72')).toEqual([ACK]);
    expect(one.events.filter((event) => event['event'] === 'error')).toHaveLength(3);
  });
});

describe('faults', () => {
  test('NAKs and silence for good packets', () => {
    const one = pad();
    one.run('nak', { count: 2 });
    expect([one.ask('72'), one.ask('72'), one.ask('72')]).toEqual([[NAK], [NAK], [ACK]]);
    one.run('no-ack');
    expect([one.ask('72'), one.ask('72')]).toEqual([[], [ACK]]);
  });

  test('a wrong LRC once, right when asked again', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    one.run('wrong-lrc');
    const [bad = ''] = one.run('enter-pin', { pin: '1234' });
    const [good = ''] = one.tell(NAK);
    expect(bad.slice(0, -2)).toBe(good.slice(0, -2));
    expect(bad.slice(-2)).not.toBe(good.slice(-2));
    expect(good.slice(-2)).toBe('42');
  });

  test('a duplicate 71: the same again after the ACK, once', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    one.run('duplicate-71');
    const [answer] = one.run('enter-pin', { pin: '1234' });
    expect(one.tell(ACK)).toEqual([answer]);
    expect(one.tell(ACK)).toEqual([]);
  });

  test('a late 71: the cancel is answered by EOT, and the PIN that crossed it arrives all the same', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    one.run('late-71', { pin: '1234' });
    expect(one.ask('72')).toEqual([EOT, frame('7109876543210E000011B9C1845EB993A7A')]);
    expect(one.tell(ACK)).toEqual([]);
    one.askPin(`Z60.${account}`);
    expect(one.ask('72')).toEqual([EOT]);
  });

  test('unplugged while the customer types: nothing remains', () => {
    const one = pad();
    one.askPin(`Z60.${account}`);
    one.model.unplugged();
    expect(one.wait(300_000)).toEqual([]);
    expect(one.ask('72')).toEqual([ACK]);
  });
});

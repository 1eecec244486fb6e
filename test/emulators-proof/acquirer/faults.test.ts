/** Each fault verb does what it says, to the request it is meant for and no other. */
import { describe, expect, it } from 'vitest';
import {
  type Answered,
  ecbMac,
  frame,
  type HandLine,
  MAK,
  MID,
  macText,
  read,
  reversalFields,
  saleFields,
  signedOn,
  signOnFrame,
  TID,
  type World,
} from './hand-terminal.ts';

const START = 1_000_000_000;
const sale = (stan: string, amountMinor = 100): Uint8Array => frame('0200', saleFields(stan, amountMinor), MAK);
const booked = (it: World): number => it.ledger().transactions.length;
const written = (line: HandLine): Buffer => Buffer.concat(line.writes);
const struck = (it: World): unknown[] =>
  it.events.filter((event) => event['event'] === 'fault').map((event) => event['name']);
const hasRightMac = (answer: Answered | null): boolean =>
  answer !== null && macText(answer) === ecbMac(MAK, answer.covered);

describe('no answer', () => {
  it('silent: booked, not answered, then as before', () => {
    const it = signedOn();
    it.verb('silent');
    expect(it.ask(sale('000002'))).toBeNull();
    expect([booked(it), it.balance()]).toEqual([1, START - 100]);
    expect(struck(it)).toEqual(['silent']);
    expect(it.ask(sale('000003'))?.fields[39]).toBe('00');
  });

  it('silent-unbooked: lost before the booking', () => {
    const it = signedOn();
    it.verb('silent-unbooked');
    expect(it.ask(sale('000002'))).toBeNull();
    expect([booked(it), it.balance()]).toEqual([0, START]);
    expect(it.ask(sale('000002'))?.fields[39]).toBe('00');
  });

  it('request-late: booked and answered only after ms; a reversal that came first keeps it from being booked', () => {
    const it = signedOn();
    it.verb('request-late', { ms: 5000, count: 2 });
    expect(it.ask(sale('000002'))).toBeNull();
    it.clock.advance(4999);
    expect(booked(it)).toBe(0);
    it.clock.advance(1);
    expect(read(written(it.line)).fields[39]).toBe('00');
    it.ask(sale('000003'));
    expect(it.money('0400', reversalFields(saleFields('000003', 100))).fields[39]).toBe('25');
    it.line.writes.length = 0;
    it.clock.advance(5000);
    expect(read(written(it.line)).fields[39]).toBe('94');
    expect(it.balance()).toBe(START - 100);
  });
});

describe('a late answer', () => {
  it('answer-late: booked at once, answered after ms', () => {
    const it = signedOn();
    it.verb('answer-late', { ms: 61_000 });
    expect(it.ask(sale('000002'))).toBeNull();
    expect(booked(it)).toBe(1);
    it.clock.advance(60_999);
    expect(it.line.writes).toEqual([]);
    it.clock.advance(1);
    expect(read(written(it.line)).fields).toMatchObject({ 11: '000002', 39: '00' });
  });

  it('goes nowhere when the line is gone, or to the newest one if told so', () => {
    const it = signedOn();
    it.verb('answer-late', { ms: 1000 });
    it.verb('answer-late', { ms: 1000, on: 'newest' });
    const gone = it.connect();
    it.ask(sale('000002'), gone);
    it.ask(sale('000003'), gone);
    it.acquirer.disconnected(gone.connection);
    const fresh = it.connect();
    it.clock.advance(1000);
    expect(gone.writes).toEqual([]);
    expect(it.events.filter((event) => event['event'] === 'answer-lost')).toMatchObject([{ stan: '000002' }]);
    expect(read(written(fresh)).fields[11]).toBe('000003');
  });
});

describe('a wrong answer', () => {
  it('answer-other-stan, wrong-amount, wrong-terminal: that element only, under a right MAC', () => {
    for (const [name, de, value] of [
      ['answer-other-stan', 11, '000003'],
      ['wrong-amount', 4, '000000000101'],
      ['wrong-terminal', 41, '99999999'],
    ] as const) {
      const it = signedOn();
      it.verb(name);
      const answer = it.ask(sale('000002'));
      const right = { 4: '000000000100', 11: '000002', 39: '00', 41: TID, 42: MID };
      expect(answer?.fields).toMatchObject({ ...right, [de]: value });
      expect(hasRightMac(answer)).toBe(true);
      expect(it.ledger().transactions).toMatchObject([{ stan: '000002', chargedMinor: 100 }]);
    }
  });

  it('wrong-mac waits for an answer with a MAC and spoils that', () => {
    const it = signedOn();
    it.verb('wrong-mac');
    expect(it.ask(frame('0820', { 11: '000009', 41: TID, 42: MID, 60: '00000001301' }))?.fields[39]).toBe('00');
    const answer = it.ask(sale('000002'));
    expect([answer?.fields[39], hasRightMac(answer)]).toEqual(['00', false]);
    expect(hasRightMac(it.ask(sale('000003')))).toBe(true);
  });

  it('garbage: bytes that are no packet, booked all the same', () => {
    const it = signedOn();
    it.verb('garbage');
    it.verb('garbage', { hex: 'DEADBEEF' });
    it.line.connection.received(sale('000002'));
    expect(written(it.line).subarray(-42).toString('hex')).toBe(`0028${'a5'.repeat(40)}`);
    it.line.writes.length = 0;
    it.line.connection.received(sale('000003'));
    expect(written(it.line).toString('hex')).toBe('deadbeef');
    expect(booked(it)).toBe(2);
  });

  it('truncated: LEN agrees, the end of the message is missing', () => {
    const it = signedOn();
    it.verb('truncated', { bytes: 3 });
    expect(() => it.ask(sale('000002'))).toThrow('short');
    const got = written(it.line);
    expect(got.readUInt16BE()).toBe(got.length - 2);
    expect(booked(it)).toBe(1);
  });
});

describe('a broken line', () => {
  it('cut-before-answer: booked, then reset', () => {
    const it = signedOn();
    it.verb('cut-before-answer');
    expect(it.ask(sale('000002'))).toBeNull();
    expect([it.line.closed, booked(it)]).toEqual(['reset', 1]);
  });

  it('how: an orderly end instead of a reset, and the other way round', () => {
    const it = signedOn();
    it.verb('cut-before-answer', { how: 'end' });
    it.ask(sale('000002'));
    const other = it.connect();
    it.verb('cut-in-answer', { how: 'reset' });
    other.connection.received(sale('000003'));
    expect([it.line.closed, other.closed]).toEqual(['end', 'reset']);
  });

  it('cut-in-answer: so many bytes, then the end', () => {
    const it = signedOn();
    it.verb('cut-in-answer', { bytes: 20 });
    it.line.writes.length = 0;
    it.line.connection.received(sale('000002'));
    expect([written(it.line).length, it.line.closed, booked(it)]).toEqual([20, 'end', 1]);
  });

  it('cut-on-request: reset after so many bytes of a request, nothing booked', () => {
    const it = signedOn();
    it.verb('cut-on-request', { bytes: 40 });
    it.line.connection.received(sale('000002').subarray(0, 39));
    expect(it.line.closed).toBeNull();
    it.line.connection.received(sale('000002').subarray(39));
    expect([it.line.closed, booked(it)]).toEqual(['reset', 0]);
  });

  it('cut-on-request by MTI or kind lets other requests pass', () => {
    for (const filter of [{ mti: '0400' }, { kind: 'reversal' }]) {
      const it = signedOn();
      it.verb('cut-on-request', filter);
      expect(it.ask(sale('000002'))?.fields[39]).toBe('00');
      expect(it.ask(frame('0400', reversalFields(saleFields('000002', 100)), MAK))).toBeNull();
      expect([it.line.closed, it.balance()]).toEqual(['reset', START - 100]);
    }
  });

  it('cut: every connection, now', () => {
    const it = signedOn();
    const other = it.connect();
    it.verb('cut');
    expect([it.line.closed, other.closed, it.acquirer.connectionCount]).toEqual(['reset', 'reset', 0]);
  });
});

describe('the pace of the line', () => {
  it('split-bytes: one write a byte', () => {
    const it = signedOn();
    it.verb('split-bytes');
    it.ask(sale('000002'));
    it.clock.advance(1000);
    expect(it.line.writes.every((bytes) => bytes.length === 1)).toBe(true);
    expect(read(written(it.line)).fields[39]).toBe('00');
  });

  it('slow: no more than bytesPerSecond', () => {
    const it = signedOn();
    it.verb('slow', { bytesPerSecond: 40 });
    it.ask(sale('000002'));
    it.clock.advance(1000);
    expect(written(it.line)).toHaveLength(40);
    it.clock.advance(1000);
    expect(written(it.line)).toHaveLength(80);
    it.clock.advance(10_000);
    expect(read(written(it.line)).fields[39]).toBe('00');
  });

  it('slow, and cut in the middle', () => {
    const it = signedOn();
    it.verb('slow', { bytesPerSecond: 20 });
    it.verb('cut-in-answer', { bytes: 10 });
    it.ask(sale('000002'));
    expect(it.line.closed).toBeNull();
    it.clock.advance(10_000);
    expect([written(it.line).length, it.line.closed]).toEqual([10, 'end']);
  });

  it('coalesce: twice the same, the previous before, or held for the next; always in one write', () => {
    const it = signedOn();
    const stans = (): (string | undefined)[] => {
      expect(it.line.writes).toHaveLength(1);
      const all = written(it.line);
      const first = 2 + all.readUInt16BE();
      return [read(all.subarray(0, first)).fields[11], read(all.subarray(first)).fields[11]];
    };
    const send = (stan: string): void => {
      it.line.writes.length = 0;
      it.line.connection.received(sale(stan));
    };
    it.verb('coalesce');
    send('000002');
    expect(stans()).toEqual(['000002', '000002']);
    it.verb('coalesce', { with: 'previous' });
    send('000003');
    expect(stans()).toEqual(['000002', '000003']);
    it.verb('coalesce', { with: 'next' });
    send('000004');
    expect(it.line.writes).toEqual([]);
    send('000005');
    expect(stans()).toEqual(['000004', '000005']);
  });
});

describe('refusals and demands', () => {
  const CODES = (
    '01 02 03 04 05 06 07 09 12 13 14 15 19 20 21 22 23 25 30 31 33 34 35 36 37 38 39 40 41 42 43 44 51 52 53 54 55 56 57 58 59 60 61 62 63 ' +
    '64 65 66 67 68 75 77 79 90 91 92 93 94 95 96 97 98 99 A0'
  ).split(' ');
  it('decline: every code of the table, declined in the books', () => {
    const it = signedOn();
    CODES.forEach((code, i) => {
      it.verb('decline', { code });
      expect(it.ask(sale(String(i + 2).padStart(6, '0')))?.fields[39]).toBe(code);
    });
    expect(it.ledger().transactions.map((one) => [one['responseCode'], one['state']])).toEqual(
      CODES.map((code) => [code, 'declined']),
    );
    expect(it.balance()).toBe(START);
  });

  it('decline with an approving code approves with it; 10 in part', () => {
    const it = signedOn();
    ['11', 'A2', 'A4', 'A5', 'A6'].forEach((code, i) => {
      it.verb('decline', { code });
      expect(it.ask(sale(`00001${i}`, 1))?.fields[39]).toBe(code);
    });
    it.verb('decline', { code: '10', amountMinor: 60 });
    expect(it.ask(sale('000002'))?.fields).toMatchObject({ 4: '000000000060', 39: '10' });
    expect(it.balance()).toBe(START - 65);
  });

  it('refuse-reversal: the code, and the sale stays; the next reversal is done', () => {
    const it = signedOn();
    it.ask(sale('000002'));
    it.verb('refuse-reversal', { code: '96' });
    const reversal = frame('0400', reversalFields(saleFields('000002', 100)), MAK);
    expect(it.ask(reversal)?.fields[39]).toBe('96');
    expect(it.balance()).toBe(START - 100);
    expect(it.ask(reversal)?.fields[39]).toBe('00');
    expect(it.balance()).toBe(START);
  });

  it('new-keys-required: processing requirement 3 in the header', () => {
    const it = signedOn();
    it.verb('new-keys-required');
    expect(it.ask(sale('000002'))?.header).toBe('603103310000');
    expect(it.ask(sale('000003'))?.header).toBe('603100310000');
  });

  it('tpdu: swapped or echoed', () => {
    const it = signedOn();
    expect(it.ask(sale('000002'))?.tpdu).toBe('6000000003');
    it.verb('tpdu', { mode: 'echoed' });
    expect(it.ask(sale('000003'))?.tpdu).toBe('6000030000');
  });
});

describe('which request a fault is meant for', () => {
  it('count, skip, mti and kind', () => {
    const it = signedOn();
    it.verb('silent', { kind: 'sale', count: 2, skip: 1 });
    it.verb('silent', { mti: '0800' });
    const answered = ['000002', '000003', '000004', '000005'].map((stan) => it.ask(sale(stan)) !== null);
    expect(answered).toEqual([true, false, false, true]);
    expect(it.ask(signOnFrame('003', '000001', '000006'))).toBeNull();
    expect(it.verb('state')).toMatchObject({ faults: [] });
  });

  it('clear-faults forgets what waits; state shows it', () => {
    const it = signedOn();
    it.verb('answer-late', { ms: 5, count: 3, kind: 'void' });
    expect(it.verb('state')).toMatchObject({
      faults: [{ name: 'answer-late', ms: 5, count: 3, kind: 'void', mti: null }],
    });
    it.verb('clear-faults');
    expect(it.verb('state')).toMatchObject({ faults: [] });
  });

  it.each([
    ['silent', { count: 0 }, 'count is a whole number from 1'],
    ['silent', { kind: 'sail' }, 'kind is one of balance sale'],
    ['silent', { mti: '0210' }, 'mti is one of 0100'],
    ['answer-late', {}, 'ms is a whole number from 0'],
    ['slow', { bytesPerSecond: 0 }, 'bytesPerSecond is a whole number from 1'],
    ['decline', { code: '00' }, '00 is not a refusal'],
    ['decline', { code: 'ZZ' }, 'code is one of 10 11 A2'],
    ['refuse-reversal', { code: '11' }, '11 is not a refusal'],
    ['settlement-flag', { flag: '4' }, 'flag is 1, 2 or 3'],
    ['cut-before-answer', { how: 'politely' }, 'how is end or reset'],
    ['bad-kcv', { key: 'tmk' }, 'key is pik, mak or tdk'],
    ['out-of-balance', { drop: '000042' }, 'no such record'],
    ['out-of-balance', {}, 'drop is true or a trace number'],
    ['account', { pan: '12' }, 'pan is a card number'],
    ['batch-number', { batch: '000000' }, 'batch is six digits'],
  ])('%s %j is refused with a reason', (name, args, reason) => {
    expect(() => signedOn().verb(name, args)).toThrow(reason);
  });
});

describe('what is told', () => {
  it('a malformed request: an error with field and offset, no answer', () => {
    const it = signedOn();
    const broken = Buffer.from(sale('000002'));
    broken[2] = 0x61;
    expect(it.ask(broken)).toBeNull();
    expect(it.events.at(-1)).toMatchObject({ event: 'error', field: 'TPDU', offset: 2 });
    expect(it.ask(frame('0210', saleFields('000002', 1)))).toBeNull();
    expect(it.events.at(-1)).toMatchObject({ event: 'error', field: 'MTI', offset: 13 });
    expect(it.ask(frame('0200', { 3: '000000', 25: '00', 60: '22000001000' }))).toBeNull();
    expect(it.events.at(-1)).toMatchObject({ event: 'error', field: 'DE11' });
    expect(it.line.closed).toBeNull();
    it.line.connection.received(Uint8Array.of(0xff, 0xff));
    expect(it.line.closed).toBe('end');
  });

  it('no event, log line or ledger line holds a whole card number, a track, a PIN block or a key', () => {
    const lines: unknown[] = [];
    const it = signedOn({ storage: { append: (line) => lines.push(line) } });
    const pan = '4761739001010010';
    it.ask(
      frame(
        '0200',
        {
          ...saleFields('000002', 100),
          35: `${pan}D2512101000000000`,
          26: '12',
          52: '0123456789ABCDEF',
          53: '2600000000000000',
        },
        MAK,
      ),
    );
    it.ask(
      frame('0320', {
        11: '000003',
        41: TID,
        42: MID,
        48: `0100000002${pan.padStart(20, '0')}000000000100`,
        60: '00000001201',
      }),
    );
    const said = JSON.stringify([
      it.events,
      it.verb('log'),
      it.verb('ledger'),
      it.verb('state'),
      it.verb('statement'),
      lines,
    ]);
    expect(said).toContain('476173******0010');
    for (const secret of [pan, 'D2512101', '0123456789ABCDEF', MAK]) expect(said).not.toContain(secret);
    expect(said.match(/(?<!\d)\d{13,19}(?!\d)/g)?.filter((digits) => digits !== MID) ?? []).toEqual([]);
  });
});

/** ID TECH NEO against the vendor's CRC samples and its rules (facts/peripherals §1b). */
import { describe, expect, test } from 'vitest';
import type { NeoOptions } from '../../emulators/card-reader/neo-serial.ts';
import { NeoSerial } from '../../emulators/card-reader/neo-serial.ts';
import { VirtualClock } from '../virtual-clock.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const header = Buffer.from('ViVOtech2\0', 'latin1');
const frame = (text: string): Buffer => Buffer.concat([header, hex(text)]);

/** CRC-16/CCITT-FALSE, written again here so that the emulator's own is not its judge. */
function crc(bytes: Uint8Array): number {
  let value = 0xffff;
  for (const byte of bytes) {
    let x = ((value >> 8) ^ byte) & 0xff;
    x ^= x >> 4;
    value = ((value << 8) ^ (x << 12) ^ (x << 5) ^ x) & 0xffff;
  }
  return value;
}
function hostFrame(text: string): Buffer {
  const body = frame(text);
  const sum = crc(body);
  return Buffer.concat([body, Uint8Array.of(sum & 0xff, sum >> 8)]);
}

function reader(options: NeoOptions = {}) {
  const clock = new VirtualClock();
  const sent: Buffer[] = [];
  const events: string[] = [];
  const model = new NeoSerial(
    { clock, send: (bytes) => sent.push(Buffer.from(bytes)), emit: (event) => events.push(event) },
    options,
  );
  return {
    clock,
    events,
    model,
    tell: (bytes: Uint8Array): Buffer[] => {
      model.receive(bytes);
      return sent.splice(0);
    },
    run: (verb: string, args: object = {}): Buffer[] => {
      model.verbs[verb]?.({ ...args });
      return sent.splice(0);
    },
    said: (): Buffer[] => sent.splice(0),
  };
}

const activate = '02 40 00 12 1E 9F02 06 000000000100 9C 01 00 5F2A 02 0840';
const visa = { pan: '4761739001010010', expiry: '2912', serviceCode: '201' };

/** Checks the frame and takes it apart: command, status, data. */
function parsed(bytes: Buffer | undefined): { command: number; status: number; data: Buffer } {
  if (bytes === undefined) throw new Error('no answer');
  expect(bytes.subarray(0, 10)).toEqual(header);
  expect(bytes.readUInt16BE(bytes.length - 2)).toBe(crc(bytes.subarray(0, -2)));
  const length = bytes.readUInt16BE(12);
  expect(bytes).toHaveLength(16 + length);
  return { command: bytes[10] ?? 0, status: bytes[11] ?? 0, data: bytes.subarray(14, 14 + length) };
}

describe('the vendor’s samples', () => {
  test.each([
    ['ping', '18 01 00 00 B3 CD', '18 00 00 00 FA 83'],
    ['a screen that exists', '61 13 00 08 53 63 72 65 65 6E 31 00 58 F8', '61 00 00 01 01 5B BF'],
    ['a screen that does not', '61 13 00 08 53 63 72 65 65 6E 34 00 AD 07', '61 00 00 01 00 4B 9E'],
  ])('%s', (_, request, response) => {
    expect(reader().tell(frame(request))).toEqual([frame(response)]);
  });

  test('get configuration is accepted and answered', () => {
    const [answer] = reader().tell(frame('03 02 00 00 5B 91'));
    expect(parsed(answer)).toMatchObject({ command: 0x03, status: 0 });
  });

  test('cancel is accepted', () => {
    expect(parsed(reader().tell(frame('05 01 00 00 92 EF'))[0])).toMatchObject({ command: 5, status: 0 });
  });

  test('activate for 30 s, then nothing: timeout', () => {
    const one = reader();
    expect(one.tell(frame(`${activate} 87 6C`))).toEqual([]);
    one.clock.advance(29_999);
    expect(one.said()).toEqual([]);
    one.clock.advance(1);
    expect(one.said()).toEqual([frame('02 08 00 00 20 2E')]);
  });
});

describe('framing', () => {
  test('finds the header behind garbage and half a header, in single bytes', () => {
    const one = reader();
    const stream = Buffer.concat([Buffer.from('xxViVOViV'), frame('18 01 00 00 B3 CD')]);
    const answers = [...stream].flatMap((byte) => one.tell(Uint8Array.of(byte)));
    expect(answers).toEqual([frame('18 00 00 00 FA 83')]);
    expect(one.events).toContain('error');
  });
  test('two commands in one chunk are two', () => {
    const ping = frame('18 01 00 00 B3 CD');
    expect(reader().tell(Buffer.concat([ping, ping]))).toHaveLength(2);
  });
  test('a bad CRC, a CRC in the reader’s own order, an unknown command and sub-command are refused', () => {
    expect(parsed(reader().tell(frame('18 01 00 00 B3 CE'))[0])).toMatchObject({ command: 0x18, status: 0x04 });
    expect(parsed(reader().tell(frame('18 01 00 00 CD B3'))[0])).toMatchObject({ command: 0x18, status: 0x04 });
    expect(parsed(reader().tell(hostFrame('99 01 00 00'))[0])).toMatchObject({ command: 0x99, status: 0x02 });
    expect(parsed(reader().tell(hostFrame('18 09 00 00'))[0])).toMatchObject({ command: 0x18, status: 0x03 });
  });
  test('a length beyond all reason is refused and does not swallow the next frame', () => {
    const answers = reader().tell(Buffer.concat([frame('18 01 FF FF'), frame('18 01 00 00 B3 CD')]));
    expect(answers.map((answer) => parsed(answer).status)).toEqual([0x19, 0x00]);
  });
  test('boots with a text, a frame, or silently', () => {
    const booted = (options: NeoOptions) => reader(options).run('reboot');
    expect(booted({})[0]?.toString()).toBe('NEO 2.0 v1.00');
    expect(parsed(booted({ boot: 'frame' })[0])).toMatchObject({ command: 0x14, status: 0x01 });
    expect(booted({ boot: 'none' })).toEqual([]);
  });
});

describe('activate', () => {
  test('02-01 and a swipe: lengths and tracks, no DE 055', () => {
    const one = reader();
    one.tell(hostFrame('02 01 00 01 1E'));
    const { status, data } = parsed(one.run('swipe', visa)[0]);
    const first = data[0] ?? 0;
    const second = data[1 + first] ?? 0;
    expect(status).toBe(0);
    expect(data.toString('latin1', 2 + first, 2 + first + second)).toBe(';4761739001010010=29122010000000000?');
    expect([...data.subarray(2 + first + second)]).toEqual([0, 0]);
  });

  test('02-40 and a tap with keys: attribution, KSN, encrypted track 2 equivalent, online authorisation', () => {
    const one = reader({ ksn: 'FFFF9876543210E00000' });
    one.tell(frame(`${activate} 87 6C`));
    const { status, data } = parsed(one.run('tap', visa)[0]);
    expect([status, data[0]]).toEqual([0x23, 0x41]);
    expect(data.subarray(1, 15)).toEqual(hex('DFEE12 0A FFFF9876543210E00001'));
    expect(data.includes(hex('4761739001010010'))).toBe(false);
  });

  test('02-40 and a swipe without keys: clear tracks under their tags, and the attribution says so', () => {
    const one = reader();
    one.tell(frame(`${activate} 87 6C`));
    const { data } = parsed(one.run('swipe', visa)[0]);
    expect(data[0]).toBe(0x08);
    expect(data.subarray(1, 4)).toEqual(hex('DFEF17'));
    expect(data.includes(Buffer.from(';4761739001010010='))).toBe(true);
  });

  test('a card seen is told in between, a failed one with its reason', () => {
    const one = reader();
    one.tell(frame(`${activate} 87 6C`));
    expect(parsed(one.run('card-seen')[0])).toEqual({ command: 2, status: 0x0e, data: hex('01') });
    expect(parsed(one.run('fail', { code: 0x20, sw: '6985', rfState: 2 })[0])).toEqual({
      command: 2,
      status: 0x0a,
      data: hex('20 6985 02'),
    });
    expect(() => one.run('fail')).toThrow('no Activate in progress');
  });

  test('cancel ends it with one answer, and a card afterwards is ignored', () => {
    const one = reader();
    one.tell(frame(`${activate} 87 6C`));
    expect(one.tell(frame('05 01 00 00 92 EF')).map((answer) => parsed(answer).command)).toEqual([0x05]);
    expect(one.run('swipe', visa)).toEqual([]);
    one.clock.advance(60_000);
    expect(one.said()).toEqual([]);
    expect(one.events).toEqual(['activated', 'cancelled', 'card-ignored']);
  });

  test('a ping meanwhile is taken as a cancel, loudly', () => {
    const one = reader();
    one.tell(frame(`${activate} 87 6C`));
    expect(parsed(one.tell(frame('18 01 00 00 B3 CD'))[0])).toMatchObject({ command: 0x05, status: 0 });
    expect(one.events).toContain('error');
  });

  test('no timeout, or TLVs that do not add up, are refused', () => {
    expect(parsed(reader().tell(hostFrame('02 01 00 00'))[0]).status).toBe(0x05);
    expect(parsed(reader().tell(hostFrame('02 40 00 03 1E 9F02'))[0]).status).toBe(0x07);
  });
});

describe('keypad commands', () => {
  test('are answered twice, and only 62-00 passes in between', () => {
    const one = reader();
    expect(parsed(one.tell(hostFrame('62 01 00 00'))[0])).toMatchObject({ command: 0x62, status: 0 });
    expect(parsed(one.tell(frame('18 01 00 00 B3 CD'))[0])).toMatchObject({ command: 0x18, status: 0x0a });
    expect(parsed(one.run('keypad-result', { hex: '31 32' })[0]).data).toEqual(hex('00 31 32'));
    expect(parsed(one.tell(frame('18 01 00 00 B3 CD'))[0]).status).toBe(0);
  });
  test('are cancelled by the host with state 02', () => {
    const one = reader();
    one.tell(hostFrame('62 01 00 00'));
    const answers = one.tell(hostFrame('62 00 00 00')).map(parsed);
    expect(answers.map((answer) => answer.data)).toEqual([hex(''), hex('02')]);
  });
});

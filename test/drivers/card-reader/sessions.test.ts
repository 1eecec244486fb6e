import { afterEach, describe, expect, it } from 'vitest';
import type { CardReaderEvent } from '../../../drivers/card-reader/card-reader.ts';
import { type CardReaderDriver, connectCardReader } from '../../../drivers/card-reader/connect-card-reader.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { openHidPipe } from '../../../drivers/link/hid-pipes.ts';
import type { Clock, HidPipeEvents, OpenHidPipe } from '../../../drivers/link/link.ts';
import { openPty } from '../../emulators/pty.ts';
import { hidPeer } from '../link/hid-peer.ts';
import { realClock } from '../link/real-clock.ts';
import { recorder } from '../link/recorder.ts';
import { cardSummary, deviceMessages } from './golden.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});

function connect(driver: CardReaderDriver, address: string, clock: Clock = realClock()) {
  const log = recorder<CardReaderEvent>();
  const pipes = { openBytePipe: openBytePipe(clock), openHidPipe: openHidPipe(clock) };
  const session = connectCardReader(driver, pipes, address, clock, log.push);
  held.push(session);
  return { log, session };
}
const of =
  (type: CardReaderEvent['type']) =>
  (event: CardReaderEvent): boolean =>
    event.type === type;
const cards = (events: readonly CardReaderEvent[]) =>
  events.flatMap((event) => (event.type === 'reader.cardPresented' ? [event.card] : []));
const magtek = (name: string): Uint8Array => deviceMessages('magtek-hid.wire', name)[0] ?? new Uint8Array(0);
const GOOD = 'a card with tracks 1 and 2, track 3 blank';

/** A MagTek reader on a real socket that answers property questions. */
async function magtekReader(answers: readonly Uint8Array[] | null) {
  const peer = await hidPeer();
  held.push(peer);
  const asked: string[] = [];
  let next = 0;
  peer.onFrame((kind, data) => {
    asked.push(kind + data.toString('hex', 0, 4));
    const answer = kind === 'G' ? answers?.[next++] : undefined;
    if (answer !== undefined) peer.answerFeature(answer);
  });
  return { peer, asked };
}
const PROPERTIES = deviceMessages('magtek-hid.wire', 'software id and serial number');

describe('a MagTek reader', () => {
  it('says who it is', async () => {
    const { peer, asked } = await magtekReader(PROPERTIES);
    const { log } = connect('magtek-hid', peer.address);
    expect(await log.until(of('reader.identified'))).toEqual({
      type: 'reader.identified',
      identity: {
        model: 'MagTek HID swipe reader',
        serial: '123',
        firmware: '21042812D01',
        encryption: 'none',
        takes: ['swipe'],
      },
    });
    expect(asked).toEqual(['F00000100', 'G00', 'F00000101', 'G00']);
  });

  it('is identified with nulls when it does not answer', async () => {
    const { peer } = await magtekReader(null);
    const { log } = connect('magtek-hid', peer.address);
    expect(await log.until(of('reader.identified'))).toMatchObject({
      identity: { model: null, serial: null, firmware: null, encryption: 'unknown', takes: ['swipe'] },
    });
  });

  it('hands over one card per arm, and nothing that came before or between', () => {
    const link: { events?: HidPipeEvents } = {};
    const refuse = () => 'refused' as const;
    const log = recorder<CardReaderEvent>();
    const openScripted: OpenHidPipe = (address, events) => {
      link.events = events;
      return { address, writeOutput: refuse, writeFeature: refuse, requestFeature: refuse, close() {} };
    };
    const pipes = { openBytePipe: openBytePipe(realClock()), openHidPipe: openScripted };
    const session = connectCardReader('magtek-hid', pipes, 'scripted', realClock(), log.push);
    link.events?.opened();
    const swipe = (name = GOOD): Uint8Array => {
      const report = magtek(name);
      link.events?.report(report);
      return report;
    };
    const early = swipe();
    session.arm();
    session.disarm();
    swipe();
    session.arm();
    expect(cards(log.events)).toHaveLength(0);
    swipe('only track 2');
    swipe();
    expect(cards(log.events)).toHaveLength(1);
    session.arm();
    const counted = swipe();
    expect(cards(log.events)).toHaveLength(2);
    session.arm();
    session.close();
    swipe();
    expect(cards(log.events)).toHaveLength(2);
    // Not a byte of a report outlives its handling.
    expect([early, counted].every((report) => report.every((byte) => byte === 0))).toBe(true);
  });

  it('advises after every unreadable swipe, and stays armed for the next', async () => {
    const { peer } = await magtekReader(PROPERTIES);
    const { log, session } = connect('magtek-hid', peer.address);
    await log.until(of('reader.identified'));
    session.arm();
    for (const name of ['swiped with the wrong side', 'track 2 damaged', 'all tracks damaged', GOOD])
      peer.report(magtek(name));
    const presented = await log.until(of('reader.cardPresented'));
    expect(log.events.flatMap((event) => (event.type === 'reader.cardUnreadable' ? [event.advice] : []))).toEqual([
      'other-side',
      'slower',
      'slower',
    ]);
    expect(presented.type === 'reader.cardPresented' && cardSummary(presented.card)).toMatchObject({
      maskedPan: '411111******1111',
      data: { pan: '4111111111111111' },
    });
  });

  it('is lost once, and silent after close', async () => {
    const first = await magtekReader(PROPERTIES);
    const { log, session } = connect('magtek-hid', first.peer.address);
    await log.until(of('reader.identified'));
    first.peer.unplug();
    await log.until(of('reader.lost'));
    session.arm();
    session.close();
    expect(log.events.filter(of('reader.lost'))).toHaveLength(1);
  });
});

describe('a MagneSafe reader', () => {
  it('hands over what may be shown and sent, and no clear data', async () => {
    const { peer } = await magtekReader(PROPERTIES);
    const { log, session } = connect('magnesafe-hid', peer.address);
    await log.until(of('reader.identified'));
    session.arm();
    const [report] = deviceMessages('magnesafe-hid.wire', "the manual's card, encrypted");
    peer.report(report ?? new Uint8Array(0));
    expect(await log.until(of('reader.cardPresented'))).toMatchObject({
      card: { clear: null, encrypted: { ksn: 'FFFF9876543210E00008' } },
    });
  });
});

describe('a SecureMag reader', () => {
  it('does not count a card whose first report came before it was armed', async () => {
    const peer = await hidPeer();
    held.push(peer);
    const { log, session } = connect('securemag-hid', peer.address);
    await log.until(of('reader.identified'));
    await peer.connected();
    const [block = new Uint8Array(0)] = deviceMessages('securemag-hid.wire', 'enhanced format');
    session.arm();
    peer.report(block);
    const shown = await log.until(of('reader.cardPresented'));
    expect(shown).toMatchObject({ card: { encrypted: { covers: 'track2' } } });
  });
});

describe('a serial swipe reader', () => {
  async function reader() {
    const pty = openPty();
    held.push(pty);
    const { log, session } = connect('msr-serial', `serial:${pty.path}`);
    await log.until(of('reader.identified'));
    return { pty, log, session };
  }
  const bytes = (name: string) => Buffer.concat(deviceMessages('msr-serial.wire', name));

  it.each([
    'MagTek: all tracks, CR',
    'ID TECH: a CR after each track',
    'UIC: LRC and DLE after each track, ETX at the end',
  ])('is read as: %s, byte by byte as well', async (name) => {
    const { pty, log, session } = await reader();
    session.arm();
    for (const byte of bytes(name)) pty.write(Uint8Array.of(byte));
    expect(await log.until(of('reader.cardPresented'))).toMatchObject({ card: { maskedPan: '411111******1111' } });
  });

  it('throws away a card that began before it was armed', async () => {
    const { pty, log, session } = await reader();
    const whole = bytes('MagTek with STX and ETX');
    // The event loop must have seen the first half: the unreadable rest of an earlier card would follow.
    session.arm();
    pty.write(bytes('track 2 torn off'));
    await log.until(of('reader.cardUnreadable'));
    session.arm();
    pty.write(whole);
    await log.until(of('reader.cardPresented'));
    expect(cards(log.events)).toHaveLength(1);
  });
});

describe('a NEO reader', () => {
  const answer = (name: string, index = 0) => deviceMessages('neo-serial.wire', name)[index] ?? new Uint8Array(0);
  /** A reader that keeps to the rules: answers ping and cancel, holds activate until told. */
  async function reader(clock: Clock = realClock()) {
    const pty = openPty();
    held.push(pty);
    const commands = recorder<string>();
    let pending = Buffer.alloc(0);
    pty.onData((chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 14 && pending.length >= 16 + pending.readUInt16BE(12)) {
        const command = pending.toString('hex', 10, 12);
        pending = pending.subarray(16 + pending.readUInt16BE(12));
        commands.push(command);
        if (command === '1801') pty.write(answer('ping'));
        if (command === '0501') pty.write(answer('cancel'));
      }
    });
    const { log, session } = connect('neo-serial', `serial:${pty.path}?baud=115200`, clock);
    await log.until(of('reader.identified'));
    return { pty, log, session, commands };
  }

  it('is identified by its ping and activated by arm', async () => {
    const { pty, log, session, commands } = await reader();
    expect(log.events[0]).toMatchObject({ identity: { model: 'ID TECH NEO' } });
    session.arm({ amountMinor: 1200, currencyNumeric: '156' });
    await commands.until((command) => command === '0240');
    pty.write(answer('contactless chip card, online'));
    expect(await log.until(of('reader.cardPresented'))).toMatchObject({
      card: { entryMode: 'tap', maskedPan: '476173******0010' },
    });
  });

  it('is told Cancel before it is asked who it is: it may still look for the card of an earlier life', async () => {
    const { log, commands } = await reader();
    expect(commands.events).toEqual(['0501', '1801']);
    expect(log.events[0]).toMatchObject({ identity: { model: 'ID TECH NEO' } });
  });

  it('cancels on disarm, and an answer that crosses the cancel does not count', async () => {
    const { pty, log, session, commands } = await reader();
    session.arm();
    await commands.until((command) => command === '0240');
    session.disarm();
    pty.write(answer('contactless chip card, online'));
    await commands.until(() => commands.events.filter((command) => command === '0501').length === 2);
    session.arm();
    await commands.until(() => commands.events.filter((command) => command === '0240').length === 2);
    pty.write(answer('clear swipe'));
    await log.until(of('reader.cardPresented'));
    expect(cards(log.events).map(({ entryMode }) => entryMode)).toEqual(['swipe']);
  });

  it('looks again after a time-out of the reader, and after it restarted', async () => {
    const { pty, log, session, commands } = await reader();
    session.arm();
    await commands.until((command) => command === '0240');
    pty.write(answer('activate for one dollar, time-out'));
    await commands.until(() => commands.events.filter((command) => command === '0240').length === 2);
    pty.write(Buffer.concat(deviceMessages('neo-serial.wire', 'boot text, boot frame, then an answer').slice(0, 2)));
    await commands.until(() => commands.events.filter((command) => command === '0240').length === 3);
    pty.write(answer('clear swipe'));
    expect(await log.until(of('reader.cardPresented'))).toMatchObject({ card: { entryMode: 'swipe' } });
  });

  it('starts over after noise: the text of a restart, or half an answer', async () => {
    const { pty, log, session, commands } = await reader();
    session.arm();
    await commands.until((command) => command === '0240');
    pty.write(Buffer.from('NEO 2.0 v1.00\r\n'));
    await commands.until(() => commands.events.filter((command) => command === '0501').length === 2);
    await commands.until(() => commands.events.filter((command) => command === '0240').length === 2);
    pty.write(answer('clear swipe'));
    expect(await log.until(of('reader.cardPresented'))).toMatchObject({ card: { entryMode: 'swipe' } });
  });

  it('is lost when the port goes', async () => {
    const { pty, log } = await reader();
    pty.close();
    expect(await log.until(of('reader.lost'))).toMatchObject({ fault: { cause: 'unplugged' } });
  });
});

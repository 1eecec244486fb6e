/**
 * The driver against the emulated pad, a process of its own that was written from the same table by other hands. Keys and blocks are judged by
 * the ANSI X9.24-1 table and by node:crypto.
 */
import { createCipheriv } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { connectPinPad } from '../../../drivers/pin-pad/connect-pin-pad.ts';
import type { PinPadEvent } from '../../../drivers/pin-pad/pin-pad.ts';
import { type EmulatorProcess, scratchFolder, startEmulator } from '../../emulators-proof/emulator-process.ts';
import { realClock } from '../link/real-clock.ts';
import { type Recorder, recorder } from '../link/recorder.ts';
import { DUKPT_PIN, hex } from './bench.ts';

const PIN = '1234';
const hello = (exchange: string) => ({ exchange, lines: ['TOTAL', 'CNY 12.50'] });

async function emulator(...options: readonly string[]) {
  const pad = startEmulator('pin-pad/main.ts', options);
  onTestFinished(async () => {
    await pad.end();
  });
  return { pad, address: String((await pad.event('listening'))['address']) };
}

function connect(address: string) {
  const clock = realClock();
  const log = recorder<PinPadEvent>();
  const session = connectPinPad(openBytePipe(clock), address, clock, {}, log.push);
  onTestFinished(() => session.close());
  return { session, log };
}

async function ready(...options: readonly string[]) {
  const { pad, address } = await emulator(...options);
  const { session, log } = connect(address);
  await outcome(log, 'identified');
  return { pad, address, session, log };
}

/** The first event of this type, for this exchange where one is named. */
function outcome(log: Recorder<PinPadEvent>, name: string, exchange?: string): Promise<PinPadEvent> {
  return log.until(
    (event) =>
      event.type === `pinPad.${name}` &&
      (exchange === undefined || ('exchange' in event && event.exchange === exchange)),
  );
}

/** Until the customer is asked, then types the PIN. */
async function enter(pad: EmulatorProcess): Promise<void> {
  await pad.event('awaiting');
  await pad.run('enter-pin', { pin: PIN });
}

const blockOf = (event: PinPadEvent): string => (event.type === 'pinPad.pinEntered' ? hex(event.pinBlock) : event.type);
const types = (log: Recorder<PinPadEvent>): string[] => log.events.map(({ type }) => type.slice('pinPad.'.length));

describe('the emulated pad, DUKPT', () => {
  it('gives the blocks of the X9.24 table, one counter after another', async () => {
    const { pad, session, log } = await ready();
    for (const [counter, block] of [
      ['1', '1B9C1845EB993A7A'],
      ['2', '10A01C8D02C69107'],
      ['3', '18DC07B94797B466'],
    ]) {
      const exchange = `pin-${counter}`;
      expect(session.askPin({ ...DUKPT_PIN, exchange })).toEqual({ result: 'accepted' });
      await enter(pad);
      const event = await outcome(log, 'pinEntered', exchange);
      expect(event).toMatchObject({ ksn: `FFFF9876543210E0000${counter}` });
      expect(blockOf(event)).toBe(block);
    }
  });

  it('takes an amount, and words of the pad', async () => {
    const { pad, session, log } = await ready();
    session.askPin({ ...DUKPT_PIN, prompt: { kind: 'amount', amount: '12.50', direction: 'debit' } });
    await enter(pad);
    expect(blockOf(await outcome(log, 'pinEntered', 'pin-1'))).toBe('1B9C1845EB993A7A');
    const prompt = { kind: 'words', first: 'ENTER PIN', second: 'PUSH ENTER', processing: 'PROCESSING' } as const;
    session.askPin({ ...DUKPT_PIN, exchange: 'words', prompt });
    await enter(pad);
    expect(blockOf(await outcome(log, 'pinEntered', 'words'))).toBe('10A01C8D02C69107');
  });

  it('lets the customer cancel, and the terminal', async () => {
    const { pad, session, log } = await ready();
    session.askPin(DUKPT_PIN);
    await pad.event('awaiting');
    await pad.run('press-cancel');
    expect(await outcome(log, 'cancelled', 'pin-1')).toMatchObject({ by: 'customer' });
    session.askPin({ ...DUKPT_PIN, exchange: 'second' });
    await pad.event('awaiting');
    session.cancel();
    expect(await outcome(log, 'cancelled', 'second')).toMatchObject({ by: 'terminal' });
    session.showLines(hello('after'));
    await outcome(log, 'shown', 'after');
  });

  it('a PIN that crosses the cancel is thrown away, and the next one counts', async () => {
    const { pad, session, log } = await ready();
    session.askPin(DUKPT_PIN);
    await pad.event('awaiting');
    await pad.run('late-71', { pin: PIN });
    session.cancel();
    await outcome(log, 'cancelled', 'pin-1');
    session.askPin({ ...DUKPT_PIN, exchange: 'next' });
    await enter(pad);
    const event = await outcome(log, 'pinEntered', 'next');
    expect(event).toMatchObject({ ksn: expect.stringMatching(/E0000[23]$/) });
    expect(types(log)).toEqual(['identified', 'cancelled', 'pinEntered']);
  });

  it('a PIN that is sent twice counts once', async () => {
    const { pad, session, log } = await ready();
    await pad.run('duplicate-71');
    session.askPin(DUKPT_PIN);
    await enter(pad);
    await outcome(log, 'pinEntered', 'pin-1');
    session.showLines(hello('after'));
    await outcome(log, 'shown', 'after');
    expect(types(log)).toEqual(['identified', 'pinEntered', 'shown']);
  });

  it('without a key refuses with the pad’s own code', async () => {
    const { pad, session, log } = await ready('--keys', 'master-session');
    session.askPin({
      ...DUKPT_PIN,
      scheme: { kind: 'master-session', sessionKeyHex: '0123456789ABCDEF', masterKeySlot: 3 },
    });
    // Whether it looks for the key before or behind the entry is the pad's affair.
    const entered = enter(pad);
    expect(
      await Promise.race([outcome(log, 'refused', 'pin-1'), entered.then(() => outcome(log, 'refused'))]),
    ).toMatchObject({ code: '9' });
  });
});

describe('the emulated pad, master and session key', () => {
  it('encrypts the PIN under the session key that it was sent', async () => {
    const master = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex');
    const sessionKey = Buffer.from('1122334455667788A1A2A3A4A5A6A7A8', 'hex');
    const { pad, session, log } = await ready('--keys', 'master-session');
    await pad.run('load-master-key', { slot: 7, key: master.toString('hex').toUpperCase() });
    session.askPin({
      ...DUKPT_PIN,
      scheme: {
        kind: 'master-session',
        sessionKeyHex: encrypt(master, sessionKey).toString('hex').toUpperCase(),
        masterKeySlot: 7,
      },
    });
    await enter(pad);
    const event = await outcome(log, 'pinEntered', 'pin-1');
    expect(event).toMatchObject({ ksn: null });
    // The clear ISO-0 block of PIN 1234 and this account number stands in the table.
    expect(blockOf(event)).toBe(hex(encrypt(sessionKey, Buffer.from('041274EDCBA9876F', 'hex'))));
    session.showLines(hello('thanks'));
    await outcome(log, 'shown', 'thanks');
  });
});

describe('the emulated pad on a bad line', () => {
  it('every byte alone', async () => {
    const { pad, session, log } = await ready();
    await pad.run('split', { on: true });
    session.askPin(DUKPT_PIN);
    await enter(pad);
    expect(blockOf(await outcome(log, 'pinEntered', 'pin-1'))).toBe('1B9C1845EB993A7A');
  });

  it.each([
    ['nak', 2],
    ['wrong-lrc', 3],
    ['no-ack', 1],
  ])('%s, %i times', async (verb, count) => {
    const { pad, session, log } = await ready();
    await pad.run(verb, { count });
    session.askPin(DUKPT_PIN);
    await enter(pad);
    expect(blockOf(await outcome(log, 'pinEntered', 'pin-1'))).toBe('1B9C1845EB993A7A');
    expect(types(log)).toEqual(['identified', 'pinEntered']);
  });

  it('garbage in the middle of an entry', async () => {
    const { pad, session, log } = await ready();
    session.askPin(DUKPT_PIN);
    await pad.event('awaiting');
    await pad.run('garbage', { hex: 'FF00024141' });
    await pad.run('enter-pin', { pin: PIN });
    expect(blockOf(await outcome(log, 'pinEntered', 'pin-1'))).toBe('1B9C1845EB993A7A');
  });

  it('deaf and dumb: the connection is given up', async () => {
    const { pad, session, log } = await ready();
    await pad.run('awol', { on: true });
    session.showLines(hello('lines'));
    expect(await outcome(log, 'lost')).toMatchObject({ fault: { cause: 'stalled' } });
  });

  it('unplugged in an entry and plugged in again: the new connection starts afresh', async () => {
    const folder = scratchFolder();
    onTestFinished(folder.remove);
    const { pad, address, session, log } = await ready('--symlink', folder.path('pad'));
    session.askPin(DUKPT_PIN);
    await pad.event('awaiting');
    await pad.run('unplug');
    expect(await outcome(log, 'lost')).toMatchObject({ fault: { cause: 'unplugged' } });
    await pad.run('replug', { afterMs: 10 });
    await pad.event('listening');
    const again = connect(address);
    await outcome(again.log, 'identified');
    expect(types(again.log)).toEqual(['identified']);
  });

  it('a connection that begins while the pad is in an entry ends that entry', async () => {
    const { pad, address, session, log } = await ready();
    session.askPin(DUKPT_PIN);
    await pad.event('awaiting');
    session.close();
    await pad.event('host-close');
    const again = connect(address);
    await outcome(again.log, 'identified');
    again.session.askPin({ ...DUKPT_PIN, exchange: 'again' });
    await enter(pad);
    await outcome(again.log, 'pinEntered', 'again');
    expect(types(log)).toEqual(['identified']);
  });
});

describe('the emulated pad, display and keys', () => {
  it('shows lines', async () => {
    const { pad, session, log } = await ready();
    session.showLines(hello('lines'));
    await outcome(log, 'shown', 'lines');
    let shown = await pad.event('display');
    while (!JSON.stringify(shown).includes('CNY 12.50')) shown = await pad.event('display');
    expect(JSON.stringify(shown)).toContain('TOTAL');
  });

  it('gives a key', async () => {
    const { pad, session, log } = await ready();
    session.askKey({ exchange: 'k', show: { kind: 'lines', lines: ['CONFIRM?'] }, timeoutSeconds: 20 });
    await pad.event('awaiting');
    await pad.run('press', { key: 'enter' });
    expect(await outcome(log, 'keyPressed', 'k')).toMatchObject({ key: 'enter' });
  });

  it('gives a text behind a prompt of its own', async () => {
    const { pad, session, log } = await ready();
    session.askText({ exchange: 't', promptId: 5, echo: 'clear', keyTimeoutSeconds: 20, maxLength: 11 });
    await pad.event('awaiting');
    for (const key of ['4', '2', 'enter']) await pad.run('press', { key });
    expect(await outcome(log, 'textEntered', 't')).toMatchObject({ text: '42' });
  });

  it('tells what its self-test finds', async () => {
    const { pad, address } = await emulator();
    await pad.run('health', { found: '5' });
    expect(await outcome(connect(address).log, 'identified')).toMatchObject({ selfTest: { faults: ['keys'] } });
  });
});

function encrypt(key: Buffer, data: Buffer): Buffer {
  const cipher = createCipheriv('des-ede', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** The driver on a real serial port (a pseudo-terminal): golden dialogues, byte for byte. */
import { afterEach, describe, expect, it } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { connectPinPad } from '../../../drivers/pin-pad/connect-pin-pad.ts';
import type { PinPadEvent } from '../../../drivers/pin-pad/pin-pad.ts';
import { realClock } from '../link/real-clock.ts';
import { recorder } from '../link/recorder.ts';
import { DUKPT_PIN, hex, MASTER_SESSION_PIN } from './bench.ts';
import { scriptedPeer } from './scripted-peer.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});

async function pinPad() {
  const peer = scriptedPeer();
  const clock = realClock();
  const log = recorder<PinPadEvent>();
  const session = connectPinPad(openBytePipe(clock), peer.address, clock, {}, log.push);
  held.push(session, peer);
  await peer.play('start');
  await log.until(({ type }) => type === 'pinPad.identified');
  return { peer, session, log, clock };
}

describe('on a serial port', () => {
  it('a PIN with DUKPT', async () => {
    const { peer, session, log } = await pinPad();
    session.askPin(DUKPT_PIN);
    await peer.play('PIN with DUKPT');
    const event = await log.until(({ type }) => type === 'pinPad.pinEntered');
    expect(event).toMatchObject({ exchange: 'pin-1', ksn: 'FFFF9876543210E00001' });
    expect(event.type === 'pinPad.pinEntered' && hex(event.pinBlock)).toBe('1B9C1845EB993A7A');
  });

  it('a PIN with a session key, every byte alone', async () => {
    const { peer, session, log } = await pinPad();
    session.askPin(MASTER_SESSION_PIN);
    await peer.play('PIN with master and session key', { byteByByte: true });
    expect(await log.until(({ type }) => type === 'pinPad.pinEntered')).toMatchObject({ ksn: null });
  });

  it('a customer who presses CAN', async () => {
    const { peer, session, log } = await pinPad();
    session.askPin(DUKPT_PIN);
    await peer.play('the customer presses CAN instead of a PIN');
    expect(await log.until(({ type }) => type === 'pinPad.cancelled')).toMatchObject({ by: 'customer' });
  });

  it('a key, then text, then lines', async () => {
    const { peer, session, log } = await pinPad();
    session.askKey({ exchange: 'k', show: { kind: 'lines', lines: ['HELLO'] }, timeoutSeconds: 10 });
    await peer.play('key');
    expect(await log.until(({ type }) => type === 'pinPad.keyPressed')).toMatchObject({ key: 'enter' });
    session.askText({ exchange: 't', promptId: 5, echo: 'clear', keyTimeoutSeconds: 30, maxLength: 11 });
    await peer.play('telephone number');
    expect(await log.until(({ type }) => type === 'pinPad.textEntered')).toMatchObject({ text: '13800138000' });
    session.showLines({ exchange: 'l', lines: ['TOTAL', 'CNY 12.50'] });
    await peer.play('lines');
    await log.until(({ type }) => type === 'pinPad.shown');
  });

  it('an unplug in the middle of an entry', async () => {
    const { peer, session, log, clock } = await pinPad();
    session.askPin(DUKPT_PIN);
    peer.close();
    expect(await log.until(({ type }) => type === 'pinPad.lost')).toMatchObject({ fault: { cause: 'unplugged' } });
    expect(log.events.filter(({ type }) => type === 'pinPad.lost')).toHaveLength(1);
    expect(session.askPin(DUKPT_PIN)).toMatchObject({ result: 'refused', reason: 'not-ready' });
    expect(clock.pending).toBe(0);
  });

  it('a port that is not there', async () => {
    const clock = realClock();
    const log = recorder<PinPadEvent>();
    held.push(connectPinPad(openBytePipe(clock), 'serial:/dev/pos/no-such-pad?baud=9600', clock, {}, log.push));
    expect(await log.until(({ type }) => type === 'pinPad.lost')).toMatchObject({ fault: { cause: 'absent' } });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { connectKeypad } from '../../../drivers/keypad/connect-keypad.ts';
import type { KeypadEvent } from '../../../drivers/keypad/keypad.ts';
import { openHidPipe } from '../../../drivers/link/hid-pipes.ts';
import { hidPeer } from '../link/hid-peer.ts';
import { realClock } from '../link/real-clock.ts';
import { recorder } from '../link/recorder.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});
const KEY_1 = Uint8Array.of(0, 0, 0x59, 0, 0, 0, 0, 0);
const KEY_0 = Uint8Array.of(0, 0, 0x62, 0, 0, 0, 0, 0);
const ENTER = Uint8Array.of(0, 0, 0x58, 0, 0, 0, 0, 0);
const UP = new Uint8Array(8);

async function keypad(atOpening: readonly Uint8Array[] = []) {
  const peer = await hidPeer();
  const clock = realClock();
  const log = recorder<KeypadEvent>();
  const session = connectKeypad(openHidPipe(clock), peer.address, clock, log.push);
  held.push(peer, session);
  await peer.connected();
  for (const report of atOpening) peer.report(report);
  await log.until(({ type }) => type === 'keypad.identified');
  return { peer, log, session };
}
const pressed = (events: readonly KeypadEvent[]) =>
  events.flatMap((event) => (event.type === 'keypad.pressed' ? [event.key] : []));

describe('the keypad', () => {
  it('tells every press once', async () => {
    const { peer, log } = await keypad();
    for (const report of [KEY_1, KEY_1, UP, KEY_0, UP, KEY_0, UP, ENTER, UP]) peer.report(report);
    await log.until((event) => event.type === 'keypad.pressed' && event.key === 'confirm');
    expect(pressed(log.events)).toEqual(['1', '0', '0', 'confirm']);
  });

  it('tells every press when it was busy and reads them all at once; a bouncing contact still counts once', async () => {
    const { peer, log } = await keypad();
    const [burst, bouncing] = [
      [ENTER, UP, KEY_1, UP, ENTER, UP],
      [ENTER, UP, ENTER, UP, KEY_0],
    ];
    for (const report of [...burst, ...bouncing]) peer.report(report);
    await log.until((event) => event.type === 'keypad.pressed' && event.key === '0');
    expect(pressed(log.events)).toEqual(['confirm', '1', 'confirm', '0']);
  });

  it('does not count a key that is held while it connects', async () => {
    const { peer, log } = await keypad([KEY_1]);
    for (const report of [KEY_1, UP, ENTER]) peer.report(report);
    await log.until((event) => event.type === 'keypad.pressed');
    expect(pressed(log.events)).toEqual(['confirm']);
  });

  it('says once that it is gone', async () => {
    const { peer, log } = await keypad();
    peer.report(KEY_1);
    peer.unplug();
    const lost = await log.until(({ type }) => type === 'keypad.lost');
    expect(lost).toMatchObject({ fault: { kind: 'device-lost', cause: 'closed-by-peer' } });
    expect(log.events.filter(({ type }) => type === 'keypad.lost')).toHaveLength(1);
  });

  it('says nothing after close', async () => {
    const { peer, log, session } = await keypad();
    session.close();
    session.close();
    peer.report(KEY_1);
    const count = log.events.length;
    const again = await keypad();
    again.peer.report(KEY_1);
    await again.log.until(({ type }) => type === 'keypad.pressed');
    expect(log.events).toHaveLength(count);
  });
});

/**
 * stale-swipe: a card swiped before the screen asked for one lay in the reader's queue and was taken for the next customer's sale.
 * Here what comes before `arm` is thrown away and wiped; each `arm` lets one card through.
 */
import { expect, it } from 'vitest';
import type { CardReaderEvent } from '../../drivers/card-reader/card-reader.ts';
import { connectCardReader } from '../../drivers/card-reader/connect-card-reader.ts';
import { openBytePipe } from '../../drivers/link/byte-pipes.ts';
import { openHidPipe } from '../../drivers/link/hid-pipes.ts';
import { deviceMessages } from '../drivers/card-reader/golden.ts';
import { hidPeer } from '../drivers/link/hid-peer.ts';
import { realClock } from '../drivers/link/real-clock.ts';
import { recorder } from '../drivers/link/recorder.ts';

const report = (name: string): Uint8Array => deviceMessages('magtek-hid.wire', name)[0] ?? new Uint8Array(0);
const STALE = 'a card with tracks 1 and 2, track 3 blank';

it('stale-swipe: only the card after arm counts, and only one', async () => {
  const peer = await hidPeer();
  const properties = deviceMessages('magtek-hid.wire', 'software id and serial number');
  let answered = 0;
  peer.onFrame((kind) => {
    if (kind !== 'G') return;
    // The stale swipes stand in the stream before the answer that completes the identification.
    for (let swipe = 0; swipe < 70; swipe += 1) peer.report(report(STALE));
    peer.answerFeature(properties[answered++] ?? new Uint8Array(25));
  });
  const log = recorder<CardReaderEvent>();
  const clock = realClock();
  const pipes = { openBytePipe: openBytePipe(clock), openHidPipe: openHidPipe(clock) };
  const session = connectCardReader('magtek-hid', pipes, peer.address, clock, log.push);
  await log.until(({ type }) => type === 'reader.identified');
  session.arm();
  // An insertion is told apart from the stale swipes, which are all of the other mode.
  peer.report(report('an insertion reader adds a card status'));
  for (let swipe = 0; swipe < 5; swipe += 1) peer.report(report(STALE));
  const first = await log.until(({ type }) => type === 'reader.cardPresented');
  expect(first).toMatchObject({ card: { entryMode: 'insert' } });
  // The loss comes behind everything that was swiped: by then all five have been through.
  peer.unplug();
  await log.until(({ type }) => type === 'reader.lost');
  session.close();
  peer.close();
  expect(log.events.filter(({ type }) => type === 'reader.cardPresented')).toEqual([first]);
});

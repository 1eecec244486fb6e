/** The customer's word before money goes back (requirement A3), on the whole counter: amount and reason on the PIN pad, F1 is yes, cancel is no, nothing else counts. */
import { expect, test } from 'vitest';
import type { Countertop } from '../countertop/countertop.ts';
import type { EmulatorProcess } from '../countertop/emulator-process.ts';
import { bankOf } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

function padOf({ pinPad }: Countertop): EmulatorProcess {
  if (pinPad === null) throw new Error('there is no PIN pad on this counter');
  return pinPad;
}

const asked = (pad: EmulatorProcess, since: number) =>
  pad.until((event) => event.event === 'awaiting' && event['what'] === 'key', 'the customer is asked', since);

test('shown and confirmed on the PIN pad; another key asks again, cancel stands as a refusal, the pad may be away', async () => {
  const countertop = await openTradingScene({ pinPad: true });
  const pad = padOf(countertop);
  const cuts = countertop.cuts();
  await countertop.type('9000');
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
  await pad.until((event) => event.event === 'awaiting' && event['what'] === 'pin', 'the PIN is asked for', 0);
  await pad.do('enter-pin', { pin: '1234' });
  await countertop.untilCuts(cuts + 2);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);

  let since = pad.events.length;
  await refundPart(countertop, '2500');
  await asked(pad, since);
  const shown = JSON.stringify(pad.events.slice(since).filter(({ event }) => event === 'display'));
  expect(shown).toContain('REFUND 25.00');
  expect(shown).toContain('Goods faulty');
  since = pad.events.length;
  await pad.do('press', { key: 'f2' });
  await asked(pad, since);
  await pad.do('press-cancel');
  await countertop.firmware.screen(/The customer does not agree/);
  expect(countertop.entries().map(({ type }) => type)).not.toContain('refund.submitted');
  await countertop.press('cancel');
  await countertop.firmware.screen(/READY/);

  since = pad.events.length;
  await refundPart(countertop, '2500');
  await asked(pad, since);
  await pad.do('press', { key: 'f1' });
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);

  // The pad is away: the customer's key on the keypad counts as well.
  await pad.do('unplug');
  await countertop.firmware.screen(/PIN PAD GONE/);
  await refundPart(countertop, '1000');
  await countertop.press('confirm');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);

  // It comes back while the page is open: the customer is asked on it after all.
  await refundPart(countertop, '500');
  since = pad.events.length;
  await pad.do('replug');
  await asked(pad, since);
  await pad.do('press', { key: 'f1' });
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();

  const words = countertop.entries().filter(({ type }) => type.startsWith('consent.'));
  expect(words.map(({ type, body }) => `${type} ${(body as { by: string }).by}`)).toEqual([
    'consent.refused pin-pad',
    'consent.given pin-pad',
    'consent.given keypad',
    'consent.given pin-pad',
  ]);
  expect((await bankOf(countertop)).map(({ kind }) => kind)).toEqual(['sale', 'refund', 'refund', 'refund']);
  await expectPromisesKept(countertop);
});

/** From the start to the page that asks for the customer's word: the newest sale, by its slip number. */
async function refundPart(countertop: Countertop, fen: string): Promise<void> {
  await countertop.press('refund', '1', 'confirm');
  await countertop.firmware.screen(/REMAINS/);
  await countertop.type(fen);
  await countertop.press('confirm');
  await countertop.firmware.screen(/1 商品问题/);
  await countertop.press('1');
  await countertop.firmware.screen(/CUSTOMER AGREES/);
}

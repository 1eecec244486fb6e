/** Every device is pulled in the middle of a sale and put back; the screen says what is missing, and nothing is lost. */
import { TEST_CARDS } from '../../test/countertop/countertop.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

async function swipeAndBeApproved({ countertop }: Stage): Promise<void> {
  await countertop.swipe(TEST_CARDS.visa);
  await countertop.firmware.screen(/APPROVED/);
}

/** Waits for two more whole slips, and for the terminal to know it. */
async function slipsOut({ countertop }: Stage, before: number): Promise<void> {
  await countertop.untilCuts(before + 2);
  await countertop.untilNothingPrinted();
}

async function customerReads({ countertop }: Stage, what: RegExp): Promise<void> {
  const shows = (lines: unknown) => what.test((lines as readonly string[]).join('\n'));
  // What it shows next is told from here on, also while the question is under way.
  const since = countertop.display?.events.length ?? 0;
  const grid = (await countertop.display?.do('grid')) as { readonly lines: readonly string[] } | undefined;
  if (grid === undefined || shows(grid.lines)) return;
  await countertop.display?.until((event) => event.event === 'changed' && shows(event['lines']), String(what), since);
}

/** Act one: what people look at and type on. */
async function withoutDisplayAndKeypad(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { keypad, display } = countertop;
  await stage.step('The terminal is switched on and signs on to the acquirer', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step('The customer display is pulled while the amount is typed', async () => {
    await stage.keys('88');
    await customerReads(stage, /0\.88/);
    await display?.do('unplug');
    await countertop.firmware.screen(/CUSTOMER DISPLAY GONE/);
  });
  await stage.step('The keypad is pulled as well, in the middle of the number', async () => {
    await keypad.do('unplug');
    await countertop.firmware.screen(/KEYPAD GONE/);
  });
  await stage.step('Both are put back: the number still stands, the customer sees it again', async () => {
    await keypad.do('replug');
    await display?.do('replug');
    await countertop.firmware.screen(/^(?![\s\S]*GONE)/);
    await customerReads(stage, /0\.88/);
    await stage.keys('00');
    await customerReads(stage, /88\.00/);
  });
}

/** Act two: what takes the card and what makes the paper. */
async function withoutReaderAndPrinter(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { printer, reader } = countertop;
  await stage.step('The card reader is pulled while the card is asked for', async () => {
    await stage.keys('confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await reader.do('unplug');
    await countertop.firmware.screen(/Card reader:[\s\S]*Check power and cable/);
  });
  await stage.step('It is put back and asked for a card again', async () => {
    await reader.do('replug');
    await countertop.firmware.screen(/SWIPE THE CARD/);
  });
  await stage.step('The printer is pulled in the middle of the merchant copy', async () => {
    const line = printer.until((event) => event.event === 'line', 'a line', printer.events.length);
    await countertop.swipe(TEST_CARDS.visa);
    await line;
    void printer.do('replug', { ms: 3_000 });
    await countertop.firmware.screen(/APPROVED[\s\S]*PRINTER NOT CONNECTED/);
  });
  await stage.step('It is put back: it is asked what came out, and both copies are there', async () => {
    await countertop.firmware.screen(/^(?![\s\S]*PRINTER NOT CONNECTED)/);
    await countertop.firmware.screen(/^(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|NOT CONNECTED))/);
  });
}

/** Act three: the line to the bank. */
async function withoutTheLine(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { acquirer } = countertop;
  await stage.step('The line to the bank is pulled before the card: nothing is submitted', async () => {
    await stage.keys('confirm', '4500', 'confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await acquirer.do('refuse-connections', { on: true, cut: true });
    await countertop.swipe(TEST_CARDS.visa);
    await countertop.firmware.screen(/BANK NOT REACHED, NOTHING CHARGED/);
  });
  await stage.step('It is put back: the sale goes through', async () => {
    const cuts = countertop.cuts();
    await acquirer.do('refuse-connections', { on: false });
    await stage.keys('confirm', '4500', 'confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await swipeAndBeApproved(stage);
    await slipsOut(stage, cuts);
  });
  await stage.step('It is pulled when the bank has booked and not yet answered: reversed', async () => {
    await acquirer.do('cut-before-answer', { kind: 'sale' });
    await stage.keys('confirm', '1200', 'confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await countertop.swipe(TEST_CARDS.visa);
    await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
  });
}

/** Act four: all at once. */
async function withoutAnything(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { printer, reader, keypad, display, acquirer } = countertop;
  await stage.step('Everything is pulled at once while the card is asked for', async () => {
    await stage.keys('confirm', '3300', 'confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    void printer.do('replug', { ms: 4_000 });
    await Promise.all([reader, keypad, display].map((device) => device?.do('unplug')));
    await acquirer.do('refuse-connections', { on: true, cut: true });
    await countertop.firmware.screen(/Card reader[\s\S]*KEYPAD GONE[\s\S]*PRINTER NOT CONNECTED/);
  });
  await stage.step('Everything is put back: the sale goes on where it stood', async () => {
    const cuts = countertop.cuts();
    await acquirer.do('refuse-connections', { on: false });
    await Promise.all([display, keypad, reader].map((device) => device?.do('replug')));
    await countertop.firmware.screen(/^(?![\s\S]*(GONE|NOT CONNECTED))[\s\S]*SWIPE THE CARD/);
    await swipeAndBeApproved(stage);
    await slipsOut(stage, cuts);
  });
  await stage.step('The health page knows what happened to each of them', async () => {
    await stage.keys('confirm', 'functions', '1');
    await countertop.firmware.screen(/STATUS/);
    await stage.keys('2');
    await countertop.firmware.screen(/OPEN\/LOST\/ERR +3\/2\/0[\s\S]*LAST FAULT/);
  });
}

export const unplugEverything: Story = {
  name: 'unplug-everything',
  title: 'Each device is pulled and put back in the middle of a sale, and nothing is lost',
  async play(stage) {
    await withoutDisplayAndKeypad(stage);
    await withoutReaderAndPrinter(stage);
    await withoutTheLine(stage);
    await withoutAnything(stage);
  },
};

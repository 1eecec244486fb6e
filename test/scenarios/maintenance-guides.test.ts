/** The guides of the maintenance port to their ends: the fault is caused on the device, named with its part, mended by hand, and proven mended by the guide. */
import { expect, it } from 'vitest';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { tapeOf } from '../countertop/judge.ts';
import type { TechnicianLine } from '../countertop/technician-line.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

function technicianOf({ technician }: { technician: TechnicianLine | null }): TechnicianLine {
  if (technician === null) throw new Error('no technician stands at this counter');
  return technician;
}

const LOOK_AGAIN = /Enter: look again, q: leave: $/;
const QUESTION = /\(y\/n\): $/;

/** What a person sees on the newest piece of paper. */
async function paper(countertop: Countertop): Promise<string> {
  return (await tapeOf(countertop)).findLast(({ end }) => end !== 'open')?.lines.join('\n') ?? '';
}

/** The guide has printed its slip and asks what a person sees; he says what is on the tape. Who was quicker than the printer's word looks again. */
async function saysWhatHeSees(countertop: Countertop): Promise<string> {
  const technician = technicianOf(countertop);
  const shown = await technician.sees(new RegExp(`${QUESTION.source}|${LOOK_AGAIN.source}`));
  if (LOOK_AGAIN.test(shown)) {
    await technician.line('');
    return saysWhatHeSees(countertop);
  }
  const seen = await paper(countertop);
  if (seen.includes('测试页 TEST PAGE')) return technician.asks('y', /guide paper\r\n/);
  await technician.asks('n', QUESTION);
  return technician.asks(seen.trim() === '' ? 'y' : 'n', LOOK_AGAIN);
}

it('paper: each thing that stops a printer is named with its part; a slip that comes out proves it mended', async () => {
  const countertop = await openTradingScene({ technician: true });
  const { printer } = countertop;
  const technician = technicianOf(countertop);
  await technician.logsIn();
  const faults: readonly (readonly [() => Promise<unknown>, RegExp, () => Promise<unknown>])[] = [
    [
      () => printer.do('paper-end'),
      /OUT OF PAPER[\s\S]*paper roll; with a roll in, wipe/,
      () => printer.do('new-roll'),
    ],
    [() => printer.do('cover-open'), /COVER OPEN[\s\S]*cover and its switch/, () => printer.do('cover-close')],
    [() => printer.do('jam'), /held: cutter[\s\S]*CUTTER JAMMED[\s\S]*take the scraps out/, () => printer.do('unjam')],
    [
      () => printer.do('heat', { afterLines: 2 }),
      /held: heat[\s\S]*HEAD TOO HOT[\s\S]*let it cool/,
      () => printer.do('cool'),
    ],
    [
      () => printer.do('error', { kind: 'unrecoverable' }),
      /PRINTER FAULT[\s\S]*power off and on; else swap printer/,
      () => printer.do('power-cycle', { offMs: 200 }),
    ],
    [
      () => printer.do('new-roll', { reversed: true }),
      /wrong way round[\s\S]*thermal side/,
      () => printer.do('new-roll'),
    ],
  ];
  for (const [cause, finding, mend] of faults) {
    await cause();
    const reversed = finding.source.startsWith('wrong way');
    await technician.line('guide paper');
    const told = reversed ? await saysWhatHeSees(countertop) : await technician.sees(LOOK_AGAIN);
    expect(told).toMatch(finding);
    await mend();
    await technician.line('');
    expect(await saysWhatHeSees(countertop)).toMatch(/mended[\s\S]*no longer: [\s\S]*\[ok\] guide paper/);
  }
  await expectPromisesKept(countertop);
});

it('card: a card the wrong way round, a worn one, a dirty head, a deaf reader, a cable: each told from the other, each proven by a card', async () => {
  const countertop = await openTradingScene({ technician: true });
  const { reader } = countertop;
  const technician = technicianOf(countertop);
  await technician.logsIn();
  const good = () => countertop.swipe(TEST_CARDS.visa);
  const bad = () => reader.do('swipe', { ...TEST_CARDS.mastercard, error: [1, 2] });
  const opens = /Swipe the card; if nothing/;

  await technician.asks('guide card', opens);
  await reader.do('swipe', { ...TEST_CARDS.visa, wrongSide: true });
  expect(await technician.sees(LOOK_AGAIN)).toMatch(
    /1 blank +2 blank +3 blank[\s\S]*did not face the head[\s\S]*turn it round/,
  );
  await technician.asks('', opens);
  await good();
  expect(await technician.sees(/guide card\r\n/)).toMatch(/1 read +2 read +3 blank[\s\S]*mended[\s\S]*\[ok\]/);

  await technician.asks('guide card', opens);
  await bad();
  await technician.sees(/Now another card/);
  await good();
  expect(await technician.sees(LOOK_AGAIN)).toMatch(/the first card is worn/);
  await technician.asks('', opens);
  await bad();
  await technician.sees(/Now another card/);
  await bad();
  expect(await technician.sees(LOOK_AGAIN)).toMatch(/the head is dirty[\s\S]*cleaning card/);
  await technician.asks('', opens);
  await good();
  await technician.sees(/no longer: the head is dirty[\s\S]*\[ok\] guide card/);

  await technician.asks('guide card', opens);
  await reader.do('awol', { on: true });
  await good();
  await technician.key('enter');
  expect(await technician.sees(LOOK_AGAIN)).toMatch(/the reader does not answer|nothing at all comes from the head/);
  await reader.do('awol', { on: false });
  await technician.asks('', opens);
  await good();
  await technician.sees(/\[ok\] guide card/);

  await reader.do('unplug');
  await technician.asks('guide card', LOOK_AGAIN);
  expect(await technician.sees(LOOK_AGAIN)).toMatch(/Card reader: (unplugged|not found)[\s\S]*power, cable, port/);
  await reader.do('replug');
  await technician.asks('', opens);
  await good();
  await technician.sees(/\[ok\] guide card/);
  await technician.asks('guide card', opens);
  await countertop.press('cancel', 'cancel', 'cancel');
  await technician.sees(/\[given up\] guide card/);
  expect(JSON.stringify(countertop.entries())).not.toContain(TEST_CARDS.visa.pan);
  await expectPromisesKept(countertop);
});

it('connection and refund: nobody listens, the host is silent, the host refuses; the sign-on proves it', async () => {
  const countertop = await openTradingScene({ technician: true });
  const { acquirer } = countertop;
  const technician = technicianOf(countertop);
  await technician.logsIn();
  await acquirer.do('refuse-connections', { on: true, cut: true });
  expect(await technician.asks('guide connection', LOOK_AGAIN)).toMatch(/acquirer host: nobody listens[\s\S]*firewall/);
  await acquirer.do('refuse-connections', { on: false });
  await technician.asks('', /no longer: acquirer host[\s\S]*\[ok\] guide connection/);
  await acquirer.do('silent', { kind: 'sign-on', count: 1 });
  expect(await technician.asks('guide connection', LOOK_AGAIN, 90_000)).toMatch(/the host does not answer/);
  await technician.asks('', /\[ok\] guide connection/);
  await acquirer.do('decline', { kind: 'sign-on', code: '03' });
  expect(await technician.asks('guide connection', LOOK_AGAIN)).toMatch(/refuses the sign-on[\s\S]*TID, MID and keys/);
  await technician.asks('', /\[ok\] guide connection/);

  await technician.asks('guide refund 99', /has no sale 99[\s\S]*look again/);
  await technician.asks('', /slip number: $/);
  expect(await technician.asks('98', LOOK_AGAIN)).toMatch(/has no sale 98/);
  await technician.asks('q', /\[failed\] guide refund/);
  await expectPromisesKept(countertop);
});

it('Chinese: a printer without the font; drawn dot by dot after one key of the configuration and a restart', async () => {
  const countertop = await openTradingScene({ technician: true, printerArgs: ['--chinese', 'none'] });
  const technician = technicianOf(countertop);
  await technician.logsIn();
  await technician.asks('guide chinese', /Is the Chinese on the paper right \(y\/n\): $/);
  expect(await paper(countertop)).not.toMatch(/[一-鿿]/);
  await technician.asks('n', /boxes or blanks in its place \(y\/n\): $/);
  expect(await technician.asks('n', LOOK_AGAIN)).toMatch(/code page has no Chinese[\s\S]*charset ascii/);
  await technician.asks('q', /\[failed\] guide chinese/);
  await technician.asks('configuration set devices.printer.charset ascii', /YES: $/);
  await technician.asks('YES', /\[ok\] configuration set/);
  await technician.asks('restart', /RESTART: $/);
  await technician.line('RESTART');
  expect((await countertop.firmware.ended).code).toBe(75);
  await countertop.powerOn();
  await technician.sees(/Maintenance port/);
  await technician.logsIn();
  await technician.asks('guide chinese', /Is the Chinese on the paper right \(y\/n\): $/);
  const slip = (await tapeOf(countertop)).findLast(({ end }) => end !== 'open');
  // No byte above 7F was printed as a character; the Chinese is there as dots, U+FFFC on the tape.
  expect(slip?.lines.join('')).toMatch(/^[\x20-\x7e\ufffc]*$/);
  expect(slip?.lines.join('').split('\ufffc').length).toBeGreaterThan(40);
  await technician.asks('y', /\[ok\] guide chinese/);
});

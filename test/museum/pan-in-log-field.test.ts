/**
 * pan-in-log-field: the same card number escaped the scrubber under another field name, and the audit store was not scrubbed at all. Here
 * nothing that could hold one is written in the first place: every file that a counter produced, through every flow, a power cut and a
 * lost answer, is searched for the cards that were swiped, in every form a program may leave a number in.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { putRight, ringUp, sell } from '../countertop/cashier.ts';
import { TEST_CARDS } from '../countertop/countertop.ts';
import { leaksBelow, leaksIn } from '../crash/leaks.ts';
import { openTradingScene } from '../scenarios/scene.ts';

const { pan, expiry } = TEST_CARDS.visa;
/** The number, and what follows it on track 2. */
const SECRETS = [pan, `=${expiry}201`];

describe('pan-in-log-field: the search finds', () => {
  const bcd = Buffer.from(pan, 'hex');
  const track2 = Buffer.from(`${pan}d${expiry}2010000000000f`, 'hex');
  test.each([
    ['text', Buffer.from(`{"card":"${pan}"}`)],
    ['another name', Buffer.from(`{"note":"customer gave ${pan.replace(/(.{4})/g, '$1 ').trim()}"}`)],
    ['UTF-16', Buffer.from(`x${pan}`, 'utf16le')],
    ['BCD', Buffer.concat([Buffer.alloc(3, 0xff), bcd])],
    ['BCD half a byte further', Buffer.from(`0${pan}0`, 'hex')],
    ['a packed track', track2],
    ['hex in capitals', Buffer.from(Buffer.from(pan).toString('hex').toUpperCase())],
    ['hex of BCD', Buffer.from(bcd.toString('hex'))],
    ...[0, 1, 2].flatMap((before): [string, Buffer][] =>
      [Buffer.from(pan), bcd].map((form, i) => [
        `base64 of ${i === 0 ? 'text' : 'BCD'} from byte ${before}`,
        Buffer.from(Buffer.concat([Buffer.alloc(before, 0x41), form, Buffer.from('zz')]).toString('base64')),
      ]),
    ),
  ])('%s', (_, content) => {
    expect(leaksIn(content, [pan])).not.toEqual([]);
  });

  test('the rest of the track, and not the masked number', () => {
    expect(leaksIn(Buffer.from(`=${expiry}2010000`), SECRETS)).toEqual(['text']);
    expect(leaksIn(Buffer.from(`${pan.slice(0, 6)}******${pan.slice(-4)}`), SECRETS)).toEqual([]);
  });
});

test('pan-in-log-field: no file of a counter holds what was swiped', { timeout: 120_000 }, async () => {
  const countertop = await openTradingScene();
  const outputs: string[] = [];
  const note = () => void outputs.push(countertop.firmware.stderr, countertop.firmware.frame.join('\n'));
  await sell(countertop, '4500');
  note();
  await countertop.acquirer.do('cut-before-answer', { kind: 'sale' });
  await countertop.press('confirm');
  await ringUp(countertop, '4200');
  await countertop.firmware.screen(/REVERSED, NOTHING CHARGED/);
  note();
  await countertop.press('confirm');
  const { events } = countertop.acquirer;
  const since = events.length;
  await countertop.acquirer.do('silent', { kind: 'sale' });
  await ringUp(countertop, '300');
  await countertop.acquirer.until(({ event, kind }) => event === 'request' && kind === 'sale', 'request', since);
  // The outcome is open: the number and the reversal's image stand sealed beside the journal, and in its log.
  const produced = join(countertop.folder, 'produced');
  mkdirSync(produced);
  expect((await countertop.journal('backup', join(produced, 'backup'))).code).toBe(0);
  expect((await countertop.journal('export', join(produced, 'export.jsonl'))).code).toBe(0);
  const { stdout } = await countertop.journal('show', '--json');
  note();
  await countertop.cutPower();
  writeFileSync(join(produced, 'outputs'), [stdout, ...outputs].join('\n'));
  expect(leaksBelow(countertop.data, SECRETS)).toEqual([]);
  expect(leaksBelow(produced, SECRETS)).toEqual([]);
  await countertop.acquirer.do('clear-faults');
  await putRight(countertop);
  writeFileSync(join(produced, 'outputs'), [countertop.firmware.stderr, ...countertop.firmware.frame].join('\n'));
  expect([...leaksBelow(countertop.data, SECRETS), ...leaksBelow(produced, SECRETS)]).toEqual([]);
});

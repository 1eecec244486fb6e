/** What the journal keeps of the printer's word: the ID, the bytes both ways, the entry's time, and what the paper shows otherwise. */
import { expect, it } from 'vitest';
import { id } from '../../storage/acts.ts';
import { World } from './world.ts';

it('evidence in the journal, with a note about a character that no font here has', () => {
  const world = new World({ grade: 'A', flow: 'rtscts', printer: { flow: 'dtrdsr' }, merchant: '\u{20bb7}記商店' });
  world.sale(null, 0);
  const printed = world.till.journal.timeline(id('sale-1')).find(({ type }) => type === 'receipt.printed');
  if (printed?.type !== 'receipt.printed' || printed.body.evidence.by !== 'printer') throw new Error('not printed');
  const { sentHex, receivedHex, notes } = printed.body.evidence;
  const idHex = /^1d284806003030([0-9a-f]{8})$/.exec(sentHex)?.[1];
  expect(receivedHex).toBe(`3722${idHex}00`);
  expect(notes).toEqual(['U+20BB7 printed as 〓 or ?']);
  expect(printed.atMs).toBeGreaterThan(0);
});

/** The page that checks e-slips reads them as the firmware does, and the journal knows its own (requirement D10). */
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeESlip, eSlipText, readOutDigits } from '../../firmware/receipts/e-slip.ts';
import { checkESlip, eSlipPage } from '../../scripts/journal/e-slip.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { Till } from './acts.ts';

function offered(till: Till, txn: string) {
  till.sale(txn, 4_550);
  const row = till.row(txn);
  const approved = till.journal.timeline(row.txn).find(({ type }) => type === 'sale.approved');
  const signed = encodeESlip({
    tid: '10000001',
    atMs: approved?.atMs ?? 0,
    kind: 'sale',
    amountMinor: row.amountMinor,
    currencyNumber: '156',
    authCode: row.authCode,
    rrn: row.rrn,
    lastFour: row.card.maskedPan.slice(-4),
    entryHash: approved?.hash.slice(0, 16) ?? '',
  });
  const signature = till.journal.sign(signed);
  const text = eSlipText(signed, signature);
  till.append({ type: 'eSlip.offered', txn: row.txn, body: { text } });
  return { text, readOut: `${row.rrn} ${readOutDigits(signature)}` };
}

test('an e-slip stands in the journal, whole or read out; another one does not', () => {
  const till = new Till();
  const { text, readOut } = offered(till, 'a');
  const reader = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(checkESlip(reader, text)).toMatchObject({
    ok: true,
    lines: [expect.stringContaining('￥45.50'), expect.any(String)],
  });
  expect(checkESlip(reader, readOut).ok).toBe(true);
  const wrong = readOut.slice(0, -1) + ((Number(readOut.at(-1)) + 1) % 10);
  expect(checkESlip(reader, wrong)).toMatchObject({ ok: false });
  expect(checkESlip(reader, 'TP1:NOTHING')).toMatchObject({ ok: false });
  reader.close();
  const other = new Till();
  const foreign = offered(other, 'a').text;
  const again = openJournalReader(join(till.folder, 'journal.sqlite'));
  expect(checkESlip(again, foreign).lines.join()).toMatch(/not signed by terminal/);
  again.close();
});

test('the page reads it with the same code and believes it by the same key', async () => {
  const till = new Till();
  const { text } = offered(till, 'a');
  const reader = openJournalReader(join(till.folder, 'journal.sqlite'));
  const page = eSlipPage(reader);
  reader.close();
  const reading = /<script type="module">\n([\s\S]*?)\nconst key/.exec(page)?.[1] ?? '';
  const source = `${reading}\nexport { readESlip };`;
  const { readESlip } = await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`);
  const read = readESlip(text);
  expect(read.slip).toMatchObject({ amountMinor: 4_550, tid: '10000001' });
  const keyHex = /'([0-9a-f]{64})'/.exec(page)?.[1] ?? '';
  const key = await webcrypto.subtle.importKey('raw', Buffer.from(keyHex, 'hex'), 'Ed25519', true, ['verify']);
  expect(await webcrypto.subtle.verify('Ed25519', key, read.signature, read.signed)).toBe(true);
  read.signed[20] ^= 1;
  expect(await webcrypto.subtle.verify('Ed25519', key, read.signature, read.signed)).toBe(false);
});

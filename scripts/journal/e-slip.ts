/**
 * 电子小票 checked (requirement D10): by the journal that it came from, or by a page that needs nothing but a browser. The page carries the firmware's own
 * reading of the code, its types stripped, and the terminal's public key.
 */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { type ReadESlip, readESlip, readOutDigits } from '../../firmware/receipts/e-slip.ts';
import { amountWords } from '../../firmware/rules/money-words.ts';
import type { MoneyKind } from '../../storage/facts.ts';
import type { JournalReader } from '../../storage/journal/reader.ts';
import { isSignedBy } from '../../storage/keys/signer.ts';

export interface ESlipVerdict {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

const CURRENCIES: Readonly<Record<string, string>> = {
  '156': 'CNY',
  '344': 'HKD',
  '392': 'JPY',
  '840': 'USD',
  '978': 'EUR',
};

/** What the page says of each kind; a hold is no payment. */
const KIND_WORDS: Readonly<Record<MoneyKind, string>> = {
  sale: '消费 SALE',
  void: '撤销 VOID',
  refund: '退货 REFUND',
  preauth: '预授权(未扣款) PRE-AUTH, NOTHING CHARGED',
  preauthCancel: '预授权撤销 PRE-AUTH CANCELLED',
  completion: '预授权完成 COMPLETION',
  completionAdvice: '预授权完成 COMPLETION',
  completionCancel: '完成撤销 COMPLETION CANCELLED',
};

/** @param code the text of the code, or what was read out: an RRN and six digits */
export function checkESlip(reader: JournalReader, code: string): ESlipVerdict {
  const readOut = /^(\d{12})[ -]?(\d{6})$/.exec(code.trim());
  if (readOut !== null) return checkReadOut(reader, readOut[1] ?? '', readOut[2] ?? '');
  const read = readESlip(code);
  if (read === null) return { ok: false, lines: ['BROKEN: this is no e-slip, or it was damaged on the way'] };
  if (reader.eSlipKeyHex === null) return { ok: false, lines: ['BROKEN: this journal has no key to check it with'] };
  if (!isSignedBy(reader.eSlipKeyHex, read.signed, read.signature)) {
    return { ok: false, lines: [`BROKEN: not signed by terminal ${reader.terminal}`] };
  }
  return standsInJournal(reader, read);
}

function standsInJournal(reader: JournalReader, { slip }: ReadESlip): ESlipVerdict {
  const words = [
    `${slip.kind} ${amountWords(slip.amountMinor, CURRENCIES[slip.currencyNumber] ?? slip.currencyNumber)}`,
    `TID ${slip.tid}`,
    `RRN ${slip.rrn ?? '-'}`,
    `AUTH ${slip.authCode ?? '-'}`,
    `card ending ${slip.lastFour}`,
    new Date(slip.atMs).toISOString(),
  ].join(' · ');
  const approval = (slip.rrn === null ? [] : reader.find({ rrn: slip.rrn }))
    .flatMap(({ txn }) => reader.timeline(txn))
    .find((entry) => entry.hash.startsWith(slip.entryHash));
  const state = approval?.txn == null ? null : reader.transaction(approval.txn)?.state;
  return state === undefined || state === null
    ? { ok: false, lines: [words, 'BROKEN: signed, but this journal does not know it'] }
    : { ok: true, lines: [words, `ok: signed by terminal ${reader.terminal}, entry ${approval?.seq}, now ${state}`] };
}

function checkReadOut(reader: JournalReader, rrn: string, digits: string): ESlipVerdict {
  const offered = reader
    .find({ rrn })
    .flatMap(({ txn }) => reader.timeline(txn))
    .flatMap((entry) => (entry.type === 'eSlip.offered' ? [entry.body.text] : []));
  const text = offered.find((candidate) => {
    const read = readESlip(candidate);
    return read !== null && readOutDigits(read.signature) === digits;
  });
  return text === undefined
    ? { ok: false, lines: [`BROKEN: no e-slip ${rrn} ${digits} was ever offered`] }
    : checkESlip(reader, text);
}

/** A page that checks e-slips of this terminal, offline, in any browser with Ed25519 (Chrome 137, Firefox 129, Safari 17). */
export function eSlipPage(reader: Pick<JournalReader, 'eSlipKeyHex' | 'terminal'>): string {
  if (reader.eSlipKeyHex === null) throw new Error('this journal has no key to check e-slips with');
  const source = readFileSync(new URL('../../firmware/receipts/e-slip.ts', import.meta.url), 'utf8');
  const reading = stripTypeScriptTypes(source, { mode: 'strip' }).replace(/^export /gm, '');
  return `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>电子小票 E-SLIP ${reader.terminal}</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fbf9f4 }
textarea { width: 100%; height: 7rem; font: 1rem ui-monospace, monospace } output { display: block; margin-top: 1rem; white-space: pre-line }
.ok { border-left: .4rem solid #2a7d46; padding-left: 1rem } .broken { border-left: .4rem solid #b3261e; padding-left: 1rem }
</style></head><body>
<h1>电子小票验证 E-SLIP CHECK</h1>
<p>终端 TERMINAL ${reader.terminal}。把扫到的文字贴在下面。Paste the text of the code below.</p>
<textarea id="code" autofocus spellcheck="false"></textarea>
<output id="verdict"></output>
<script type="module">
${reading}
const key = await crypto.subtle.importKey('raw', Uint8Array.from('${reader.eSlipKeyHex}'.match(/../g), (hex) => parseInt(hex, 16)), 'Ed25519', true, ['verify']);
const show = (kind, text) => { verdict.className = kind; verdict.textContent = text; };
const verdict = document.getElementById('verdict');
document.getElementById('code').addEventListener('input', async (event) => {
  if (event.target.value.trim() === '') return show('', '');
  const read = readESlip(event.target.value);
  if (read === null) return show('broken', '× 不是电子小票,或已损坏 Not an e-slip, or damaged');
  const { slip } = read;
  const isSigned = await crypto.subtle.verify('Ed25519', key, read.signature, read.signed);
  if (!isSigned) return show('broken', '× 签名不符 Not signed by this terminal');
  const kind = ${JSON.stringify(KIND_WORDS)}[slip.kind];
  const decimals = slip.currencyNumber === '392' ? 0 : 2;
  show('ok', '√ 签名有效 Signed by this terminal\\n' + kind + ' ' + (slip.amountMinor / 10 ** decimals).toFixed(decimals) + ' (' + slip.currencyNumber + ')\\nRRN ' + slip.rrn + '\\nAUTH ' + slip.authCode + '\\n**** ' + slip.lastFour + '\\n' + new Date(slip.atMs).toLocaleString());
});
</script></body></html>
`;
}

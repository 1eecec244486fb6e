/**
 * What was typed, scanned or presented names nothing: what was looked for, as it was typed, and what to check (requirement E8). Each of these sentences takes one
 * line of 24 cells, with the longest reference too: a frozen terminal has four for the line that is typed on, why, what to do and what Enter means.
 */
import { type Refusal, refuse, type Words } from './verdict.ts';

const CHECK_THE_SLIP: Words = { zh: '核对票号或参考号', en: 'Check SLIP or RRN on the receipt' };

const noTransaction = (searched: string): Words => ({ zh: `没有交易 ${searched}`, en: `No transaction ${searched}` });

/** For Hold 冻结. */
export function nothingToFreeze(searched: string): Refusal {
  return refuse('freeze-not-found', { searched }, noTransaction(searched), CHECK_THE_SLIP);
}

/** @param searched empty: the latest one was asked for */
export function noReceipt(searched: string): Refusal {
  const why =
    searched === ''
      ? { zh: '还没有可重打的小票', en: 'No receipt to print again yet' }
      : { zh: `没有小票 ${searched}`, en: `No receipt ${searched}` };
  return refuse('receipt-not-found', { searched }, why, CHECK_THE_SLIP);
}

/** @param searched empty: the latest hold was asked for */
export function noPreauth(searched: string): Refusal {
  const why = searched === '' ? { zh: '没有未完成的预授权', en: 'No hold is in force' } : noTransaction(searched);
  return refuse('preauth-not-found', { searched }, why, CHECK_THE_SLIP);
}

export function noCase(searched: string): Refusal {
  return refuse(
    'case-not-found',
    { searched },
    { zh: `没有 ${searched}`, en: `Nothing is known as ${searched}` },
    { zh: '核对查询码/票号/参考号', en: 'Check the code, SLIP or RRN' },
  );
}

/** Of a look-up, which takes more than a reference. */
export function noSale(searched: string): Refusal {
  return refuse('original-not-found', { searched }, noTransaction(searched), {
    zh: '核对号码/金额/卡末四位',
    en: 'Check SLIP or RRN; or type amount, last 4',
  });
}

/** What is asked of a card cannot be done with one that the reader encrypts. */
export const CARD_UNREADABLE: Readonly<Record<'freeze' | 'lookup', Refusal>> = {
  freeze: refuse(
    'card-unreadable-here',
    {},
    { zh: '读卡器加密,不给卡号', en: 'This reader encrypts: a card cannot be named by it' },
    { zh: '请输入此卡交易的票号', en: 'Type the SLIP of a sale with this card' },
  ),
  lookup: refuse(
    'card-unreadable-here',
    {},
    { zh: '读卡器加密,不给卡号', en: 'This reader encrypts: cards cannot be looked up' },
    { zh: '请输入票号或卡号后四位', en: 'Type SLIP or the last four digits' },
  ),
};

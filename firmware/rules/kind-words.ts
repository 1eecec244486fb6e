/** What each kind of transaction is called, on slips and screens alike. */
import type { MoneyKind } from '../../storage/facts.ts';
import type { Words } from './verdict.ts';

export const KIND_WORDS: Readonly<Record<MoneyKind, Words>> = {
  sale: { zh: '消费', en: 'SALE' },
  void: { zh: '撤销', en: 'VOID' },
  refund: { zh: '退货', en: 'REFUND' },
  preauth: { zh: '预授权', en: 'PRE-AUTH' },
  preauthCancel: { zh: '预授权撤销', en: 'PRE-AUTH CANCEL' },
  completion: { zh: '预授权完成', en: 'COMPLETION' },
  completionAdvice: { zh: '预授权完成通知', en: 'COMPLETION ADVICE' },
  completionCancel: { zh: '预授权完成撤销', en: 'COMPLETION CANCEL' },
};

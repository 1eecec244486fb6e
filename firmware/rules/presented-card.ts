/** What can be wrong with a card that is presented for a refund: why, and what to do. */
import { refuse } from './verdict.ts';

export const CARD_DIFFERS = refuse(
  'card-differs',
  {},
  { zh: '不是原消费的卡', en: 'Not the card of the sale' },
  { zh: '请出示原卡', en: 'Present the card that paid' },
);

/** Of a further attempt of a refund that names no sale: a manager has agreed to this card. */
export const NOT_THE_CARD_AGREED_TO = refuse(
  'card-differs',
  {},
  { zh: '不是主管同意时的卡', en: 'Not the card that the manager agreed to' },
  { zh: '请出示同一张卡,或重新开始', en: 'Present the same card, or begin anew' },
);

export const CARD_ENCRYPTED = refuse(
  'card-encrypted',
  {},
  { zh: '读卡器加密,收单行不接受', en: 'The reader encrypts; the acquirer wants clear data' },
  { zh: '请联系技术人员', en: 'Call the technician' },
);

export const CARD_UNREADABLE = refuse(
  'card-unreadable',
  {},
  { zh: '读卡失败', en: 'The card could not be read' },
  { zh: '请再刷一次', en: 'Swipe it again' },
);

/** What was decided about money, and why something was refused: the lines that several conversations show. */
import type { MoneyKind } from '../../storage/facts.ts';
import { knownRefusal } from '../rules/journal-refusal.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { type Block, must, ranked } from './page.ts';
import type { DecisionView } from './till-view.ts';
import { NOT_CHARGED, NOT_REACHED, NOTHING_CAME, UNANSWERED } from './words.ts';

export function waiting(submitted: boolean): Words {
  return submitted
    ? { zh: '已提交,等待银行,请勿重复操作', en: 'SENT - WAITING FOR THE BANK, DO NOT REPEAT' }
    : { zh: '正在连接银行', en: 'CONNECTING TO THE BANK' };
}

/** What an approval means for the money, where it is not a charge. */
const APPROVED: Readonly<Partial<Record<MoneyKind, Words>>> = {
  preauth: { zh: '√ 已预留金额,未扣款', en: 'HELD, NOTHING CHARGED' },
  preauthCancel: { zh: '√ 预留已解除', en: 'THE HOLD IS RELEASED' },
  completion: { zh: '√ 已完成扣款', en: 'COMPLETED AND CHARGED' },
  completionAdvice: { zh: '√ 已完成扣款', en: 'COMPLETED AND CHARGED' },
};

/** Result, and what it means for the money. */
export function decisionBlocks(decision: DecisionView | null, kind: MoneyKind): readonly Block[] {
  if (decision === null) return [];
  const { outcome, reversed } = decision;
  const nothing = NOTHING_CAME[kind] ?? NOT_CHARGED;
  switch (outcome.is) {
    case 'approved':
      return [
        ...must(APPROVED[kind] ?? { zh: '√ 交易成功 已批准', en: 'APPROVED' }),
        ...ranked(4, outcome.rrn === null ? null : `RRN ${outcome.rrn}`),
      ];
    case 'declined': {
      const { cashier } = responseAction(outcome.responseCode);
      return must({ zh: `× 交易失败,${nothing.zh} (${outcome.responseCode})`, en: `DECLINED, ${nothing.en}` }, cashier);
    }
    case 'unknown':
      return [
        ...must(unknownWords(reversed, outcome.reversing, kind, nothing)),
        ...ranked(1, outcome.cause === undefined ? null : (UNANSWERED[outcome.cause] ?? null)),
      ];
    case 'notReached': {
      const known = outcome.why === 'refusedByJournal' ? knownRefusal(outcome.detail) : null;
      if (known !== null) return must({ zh: `× ${known.why.zh}`, en: known.why.en }, known.remedy);
      const words = NOT_REACHED[outcome.why];
      return words === undefined
        ? must(outcome.why)
        : must({ zh: `× ${words.what.zh},${nothing.zh}`, en: `${words.what.en}, ${nothing.en}` }, words.remedy);
    }
    case 'notSent':
      return must({ zh: `× 未发出,${nothing.zh}`, en: `NOT SENT, ${nothing.en}` }, { zh: '请重试', en: 'Try again' });
  }
}

function unknownWords(reversed: boolean, reversing: boolean, kind: MoneyKind, nothing: Words): Words {
  if (reversed) return { zh: `已冲正,${nothing.zh},可重新交易`, en: `REVERSED, ${nothing.en}` };
  if (reversing)
    return nothing === NOT_CHARGED
      ? { zh: '? 结果未知,正在冲正,请勿重复扣款', en: 'OUTCOME UNKNOWN, BEING REVERSED, DO NOT CHARGE AGAIN' }
      : { zh: '? 结果未知,正在冲正,请勿重复', en: 'OUTCOME UNKNOWN, BEING REVERSED, DO NOT REPEAT' };
  return kind === 'completionAdvice'
    ? { zh: '? 通知未得应答,终端会继续发送', en: 'NOT ANSWERED, IT IS TOLD AGAIN: DO NOT REPEAT IT' }
    : { zh: '? 退货结果待确认,禁止重复退货', en: 'REFUND OUTCOME UNKNOWN, DO NOT REPEAT IT' };
}

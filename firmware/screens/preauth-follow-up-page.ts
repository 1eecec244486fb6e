/** The pages about a pre-authorisation that was found: what may be done about it, how much, what came of it. */
import { readAmount } from '../rules/amount-entry.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { completionLimit, type FollowUpAct } from '../rules/preauth-follow-up.ts';
import type { Words } from '../rules/verdict.ts';
import { decisionBlocks, waiting } from './decision-lines.ts';
import { noticeBlocks } from './notice-lines.ts';
import { amountLine, type Block, must, pairCells, ranked, title } from './page.ts';
import type { FlowView } from './till-view.ts';

type FollowUpView = Extract<FlowView, { at: 'preauthFollowUp' }>;

/** From here on a card's last four stand beside its trace. */
const ROOMY = 32;

/** As the keys choose them. */
const ACTS: Readonly<Record<FollowUpAct, Words>> = {
  completion: { zh: '完成', en: 'COMPLETE' },
  preauthCancel: { zh: '撤销', en: 'CANCEL' },
  completionAdvice: { zh: '完成通知', en: 'ADVICE' },
  completionCancel: { zh: '撤销完成', en: 'CANCEL IT' },
};

const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

export function preauthFollowUpPage(view: FollowUpView, columns: number): readonly Block[] {
  const { found, state } = view;
  if (found === null) {
    return [
      title({ zh: '预授权完成/撤销', en: 'HOLDS' }, 3, '预授权'),
      ...must(pairCells('票号/参考号 SLIP/RRN', view.typed, columns), {
        zh: `直接确认=最近一笔(${view.waiting})`,
        en: 'ENTER: THE LATEST',
      }),
      ...ranked(2, BACK),
      ...noticeBlocks(view.notice),
    ];
  }
  const { currency } = found;
  const name = title(KIND_WORDS[view.act]);
  const original = pairCells(
    `${KIND_WORDS[found.kind].zh} ${found.stan ?? ''}${columns < ROOMY ? '' : ` *${found.maskedPan.slice(-4)}`}`,
    amountWords(found.amountMinor, currency),
    columns,
  );
  const amount = amountLine('金额 AMOUNT', amountWords(view.amountMinor, currency), columns);
  switch (state) {
    case 'choosingAct':
      return [
        ...must(original, ...view.acts.map((act, i) => ({ zh: `${i + 1} ${ACTS[act].zh}`, en: ACTS[act].en }))),
        ...ranked(2, BACK),
      ];
    case 'enteringAmount': {
      const typed = view.typed === '' ? '' : amountWords(readAmount(view.typed, currencyExponent(currency)), currency);
      const most = amountWords(completionLimit(found.amountMinor, view.limitPercent), currency);
      return [
        name,
        ...ranked(2, original),
        amountLine('金额 AMOUNT', typed, columns),
        ...ranked(1, pairCells('最多 AT MOST', most, columns)),
        ...must({ zh: '直接确认=全部', en: 'ENTER:ALL' }),
        ...noticeBlocks(view.notice),
      ];
    }
    case 'confirming':
      return [
        name,
        ...ranked(1, original),
        amount,
        ...must({ zh: '确认=执行 取消=放弃', en: 'ENTER: DO IT  ESC: NO' }),
      ];
    case 'authorising':
      return [name, amount, ...must(waiting(view.submitted))];
    case 'showingResult':
      return [name, amount, ...decisionBlocks(view.decision, view.act)];
    default:
      return must(original, CONFIRM);
  }
}

const BACK: Words = { zh: '取消=返回', en: 'ESC back' };

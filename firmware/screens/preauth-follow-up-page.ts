/** The pages about a pre-authorisation that was found: what may be done about it, how much, what came of it. */
import { readAmount } from '../rules/amount-entry.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { completionLimit, type FollowUpAct } from '../rules/preauth-follow-up.ts';
import type { Words } from '../rules/verdict.ts';
import { decisionLines, noticeLines, waiting } from './decision-lines.ts';
import { bothLanguages, pairCells } from './page.ts';
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

export function preauthFollowUpPage(view: FollowUpView, columns: number): readonly string[] {
  const { found, state } = view;
  const words = (...parts: readonly Words[]) => parts.flatMap((part) => bothLanguages(part, columns));
  if (found === null) {
    return [
      ...words({ zh: '预授权完成/撤销', en: 'HOLDS' }),
      pairCells('票号/参考号 SLIP/RRN', view.typed, columns),
      ...words(
        { zh: `直接确认=最近一笔(${view.waiting})`, en: 'ENTER: THE LATEST' },
        { zh: '取消=返回', en: 'ESC back' },
      ),
      ...noticeLines(view.notice, columns),
    ];
  }
  const { currency } = found;
  const original = pairCells(
    `${KIND_WORDS[found.kind].zh} ${found.stan ?? ''}${columns < ROOMY ? '' : ` *${found.maskedPan.slice(-4)}`}`,
    amountWords(found.amountMinor, currency),
    columns,
  );
  const amount = pairCells('金额 AMOUNT', amountWords(view.amountMinor, currency), columns);
  switch (state) {
    case 'choosingAct':
      return [
        original,
        ...view.acts.flatMap((act, i) => words({ zh: `${i + 1} ${ACTS[act].zh}`, en: ACTS[act].en })),
        ...words({ zh: '取消=返回', en: 'ESC back' }),
      ];
    case 'enteringAmount': {
      const typed = view.typed === '' ? '' : amountWords(readAmount(view.typed, currencyExponent(currency)), currency);
      const most = amountWords(completionLimit(found.amountMinor, view.limitPercent), currency);
      return [
        ...words(KIND_WORDS[view.act]),
        original,
        pairCells('金额 AMOUNT', typed, columns),
        pairCells('最多 AT MOST', most, columns),
        ...words({ zh: '直接确认=全部', en: 'ENTER:ALL' }),
        ...noticeLines(view.notice, columns),
      ];
    }
    case 'confirming':
      return [
        ...words(KIND_WORDS[view.act]),
        original,
        amount,
        ...words({ zh: '确认=执行 取消=放弃', en: 'ENTER: DO IT  ESC: NO' }),
      ];
    case 'authorising':
      return [...words(KIND_WORDS[view.act]), amount, ...words(waiting(view.submitted))];
    case 'showingResult':
      return [...words(KIND_WORDS[view.act]), amount, ...decisionLines(view.decision, view.act, columns)];
    default:
      return [original, ...words(CONFIRM)];
  }
}

/** The page of a refund that names no sale: its limit before typing, the card before the manager agrees, the customer's word before it leaves. */
import { readAmount } from '../rules/amount-entry.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Words } from '../rules/verdict.ts';
import { amountCheckBlocks } from './amount-check-lines.ts';
import { noticeBlocks } from './notice-lines.ts';
import { amountLine, type Block, keys, pairCells, ranked, title } from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import { outcomeBlocks, TOLD } from './refund-pages.ts';
import type { FlowView } from './till-view.ts';

type UnreferencedView = Extract<FlowView, { at: 'unreferenced' }>;

const TITLE: Words = { zh: '无原单退货', en: 'REFUND WITHOUT A SALE' };
const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

/** `verb`: how the reader takes a card. */
export function unreferencedPage(view: UnreferencedView, verb: Words, columns: number): readonly Block[] {
  return [title(TITLE), ...blocksOf(view, verb, columns)];
}

function blocksOf(view: UnreferencedView, verb: Words, columns: number): readonly Block[] {
  const { currency, check } = view;
  const amount = amountLine('退款 REFUND', amountWords(view.amountMinor, currency), columns);
  switch (view.state) {
    case 'enteringAmount': {
      const typed = view.typed === '' ? '' : amountWords(readAmount(view.typed, currencyExponent(currency)), currency);
      return [
        { rank: 2, text: pairCells('最多 AT MOST', amountWords(view.leftMinor, currency), columns) },
        amountLine('退款 REFUND', typed, columns),
        ...noticeBlocks(view.notice),
        keys(CONFIRM),
      ];
    }
    case 'checkingAmount':
      return [amount, ...(check === null ? [] : amountCheckBlocks(check, currency, columns))];
    case 'choosingReason':
      return [
        amount,
        ...view.reasons.map(({ zh, en }, i): Block => ({ rank: 0, words: { zh: `${i + 1} ${zh}`, en } })),
      ];
    case 'awaitingCard':
      return [
        amount,
        { rank: 0, words: { zh: `请${verb.zh}要退到的卡`, en: `${verb.en} THE CARD THAT GETS IT` } },
        ...noticeBlocks(view.notice),
        keys({ zh: '取消=放弃', en: 'ESC: GIVE UP' }),
      ];
    case 'approving':
      return [
        amount,
        ...cardBlock(view, columns),
        ...reasonBlock(view, 2),
        ...ranked(1, view.identification?.notice == null ? { zh: `! ${view.why.zh}`, en: view.why.en } : null),
        ...(view.identification === null ? [] : identificationBlocks(view.identification, columns)),
      ];
    case 'confirming':
      return [
        amount,
        ...cardBlock(view, columns),
        ...reasonBlock(view, 1),
        ...noticeBlocks(view.notice),
        { rank: 0, words: { zh: '顾客同意按确认=执行 取消=放弃', en: 'CUSTOMER AGREES? ENTER: DO IT  ESC: NO' } },
      ];
    case 'authorising':
      return [
        amount,
        {
          rank: 0,
          words: view.submitted
            ? { zh: '已提交 → 等待银行,请勿重复操作', en: 'SENT - WAITING FOR THE BANK, DO NOT REPEAT' }
            : { zh: '正在连接银行', en: 'CONNECTING TO THE BANK' },
        },
        { rank: 1, text: pairCells('已等 WAITED', `${view.waitedSeconds} s`, columns) },
      ];
    default:
      return [amount, ...resultBlocks(view)];
  }
}

function cardBlock({ maskedPan }: UnreferencedView, columns: number): readonly Block[] {
  return maskedPan === null ? [] : [{ rank: 1, text: pairCells('卡 CARD', maskedPan, columns) }];
}

function reasonBlock({ reason }: UnreferencedView, rank: number): readonly Block[] {
  return reason === null ? [] : [{ rank, words: reason }];
}

/** How it ended, why, and what to do now. */
function resultBlocks({ decision, cause, mayRepeat }: UnreferencedView): readonly Block[] {
  if (decision?.outcome.is === 'unknown' && decision.reversed)
    return [
      { rank: 0, words: { zh: '已冲正,未退款', en: 'REVERSED, NOTHING REFUNDED' } },
      ...(mayRepeat ? [AGAIN] : []),
    ];
  const blocks: Block[] = [...outcomeBlocks(decision)];
  if (decision?.outcome.is === 'approved') return [...blocks, TOLD];
  const code = decision?.outcome.is === 'declined' ? decision.outcome.responseCode : null;
  if (cause !== null)
    blocks.push(
      { rank: 1, words: { zh: `原因${cause.no}: ${cause.why.zh}`, en: cause.why.en } },
      { rank: 0, words: { zh: `→ ${cause.remedy.zh}`, en: cause.remedy.en } },
    );
  else if (code !== null) blocks.push({ rank: 0, words: responseAction(code).cashier });
  return mayRepeat ? [...blocks, AGAIN] : blocks;
}

const AGAIN = keys({ zh: '1=再试同一笔', en: '1: SAME AGAIN' });

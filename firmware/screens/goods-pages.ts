/** Pages of a sale by items and of the return wizard. */
import { amountWords } from '../rules/money-words.ts';
import { CONDITIONS, feeWords } from '../rules/returns.ts';
import type { Words } from '../rules/verdict.ts';
import type { BasketView, ReturnView } from './goods-views.ts';
import { noticeBlocks } from './notice-lines.ts';
import { type Block, keys, must, pairCells } from './page.ts';
import { identificationBlocks } from './people-pages.ts';

export function basketPage(view: BasketView, columns: number, room: number): readonly Block[] {
  const { lines, currency, sumMinor, dueMinor, vouchers, typed, notice } = view;
  // The newest lines are looked at; the sum says the rest.
  const shown = lines.slice(-Math.max(1, room - 5)).map(
    ({ zh, quantity, unitMinor }, i, all): Block => ({
      rank: i === all.length - 1 ? 1 : 3,
      text: pairCells(`${quantity}x ${zh}`, amountWords(quantity * unitMinor, currency), columns),
    }),
  );
  return [
    { rank: 4, words: { zh: `商品 ${lines.length} 行`, en: `ITEMS: ${lines.length} LINES` } },
    ...shown,
    {
      rank: vouchers.length > 0 ? 2 : notice === null ? 0 : 1,
      text: pairCells('合计 TOTAL', amountWords(sumMinor, currency), columns),
    },
    ...vouchers.map(
      ({ code, amountMinor }): Block => ({
        rank: 1,
        text: pairCells(`券 VOUCHER ${code}`, `-${amountWords(amountMinor, currency)}`, columns),
      }),
    ),
    ...(vouchers.length === 0
      ? []
      : [{ rank: 0, text: pairCells('应付 DUE', amountWords(dueMinor, currency), columns) } satisfies Block]),
    ...(typed === ''
      ? []
      : [{ rank: notice === null ? 0 : 1, text: pairCells('输入 TYPED', typed, columns) } satisfies Block]),
    ...noticeBlocks(notice),
    typed === ''
      ? keys(
          { zh: '扫码/输码+ 确认=收款 更正=删行', en: 'SCAN, OR CODE +  ENTER: PAY  BKSP: LINE OUT' },
          '确认=收款 更正=删行',
        )
      : keys({ zh: '+=商品 *=数量 /=补偿券', en: '+: ITEM  *: QUANTITY  /: VOUCHER' }),
  ];
}

export function returnPage(view: ReturnView, columns: number): readonly Block[] {
  switch (view.state) {
    case 'identifying':
      return managerBlocks(view, columns);
    case 'checkingGoods':
      return [
        title(view),
        { rank: 0, words: { zh: '商品和原包装都在吗? 确认=在', en: 'GOODS AND PACKING HERE? ENTER: YES' } },
        { rank: 2, words: { zh: '或直接扫商品条码', en: 'OR SCAN THE GOODS' } },
      ];
    case 'choosingLine':
      return [
        { rank: 2, words: { zh: '选小票上的商品', en: 'WHICH LINE OF THE RECEIPT?' } },
        ...view.receipt.map(
          ({ line, zh, left, quantity }): Block => ({
            rank: left === 0 ? 3 : 0,
            text: pairCells(`${line} ${zh}`, `${left}/${quantity}`, columns),
          }),
        ),
      ];
    case 'enteringQuantity':
      return [
        title(view),
        ...sideBySide(view, columns),
        { rank: 0, words: { zh: '数量,确认', en: 'QUANTITY, ENTER' } },
      ];
    case 'choosingCondition':
      return [
        title(view),
        { rank: 2, text: `${view.quantity}x ${view.line?.zh ?? ''}` },
        ...CONDITIONS.map(({ zh, en }, i): Block => ({ rank: 0, words: { zh: `${i + 1} ${zh}`, en } })),
      ];
    case 'showingRefusal':
      return [
        title(view),
        ...noticeBlocks(view.notice),
        keys({ zh: '/=打印拒退单 1-3=改状态', en: '/: PRINT REFUSAL  1-3: CONDITION' }, '/=打印拒退 1-3=改状态'),
        view.mayOverride
          ? keys(
              { zh: '+=主管特批 确认=其他商品 取消=结束', en: '+: MANAGER OVERRIDES  ENTER: OTHER GOODS  ESC: END' },
              '+=主管特批 确认=其他商品',
            )
          : keys({ zh: '确认=其他商品 取消=结束', en: 'ENTER: OTHER GOODS  ESC: END' }),
      ];
    case 'choosingOutcome':
      return outcomeBlocks(view, columns);
    case 'showingResult':
      return resultBlocks(view);
    default:
      return codeBlocks(view, columns);
  }
}

const ASKED: Readonly<Record<NonNullable<ReturnView['asks']>, Words>> = {
  'receipt-lost': { zh: '没有小票:请主管输密码', en: 'NO RECEIPT: MANAGER, YOUR PIN' },
  'return-override': { zh: '违反退货规则:请主管特批', en: 'AGAINST THE RULE: MANAGER, YOUR PIN' },
  voucher: { zh: '补偿券要两个人', en: 'VOUCHER: ANOTHER PERSON TYPES' },
};

function managerBlocks(view: ReturnView, columns: number): readonly Block[] {
  const { asks, second, identification, notice } = view;
  return [
    title(view),
    ...(asks === null ? [] : [{ rank: 1, words: ASKED[asks] } satisfies Block]),
    ...(second === null || identification?.notice != null
      ? []
      : [{ rank: 2, words: { zh: `! ${second.zh}`, en: second.en } } satisfies Block]),
    ...(asks === 'return-override' ? must(identification?.notice == null ? against(notice) : null) : []),
    ...(identification === null ? [] : identificationBlocks(identification, columns)),
  ];
}

/** What the manager would go against. */
const against = (notice: ReturnView['notice']): Words | null =>
  notice === null ? null : { zh: `× ${notice.why.zh}`, en: notice.why.en };

/** 退货 √凭证 √商品 ○条码 */
function title({ ticks }: ReturnView): Block {
  const tick = (done: boolean) => (done ? '√' : '-');
  return {
    rank: 2,
    words: {
      zh: `退货 ${tick(ticks.voucher)}凭证 ${tick(ticks.goods)}商品 ${tick(ticks.barcode)}条码`,
      en: 'RETURN',
    },
  };
}

function codeBlocks(view: ReturnView, columns: number): readonly Block[] {
  const { taken, currency, netMinor, typed, notice } = view;
  return [
    title(view),
    ...taken.map(
      ({ zh, quantity, amountMinor }): Block => ({
        rank: 3,
        text: pairCells(`${quantity}x ${zh}`, amountWords(amountMinor, currency), columns),
      }),
    ),
    ...(taken.length === 0
      ? []
      : [{ rank: 0, text: pairCells('净退 NET', amountWords(netMinor, currency), columns) } satisfies Block]),
    { rank: 0, text: pairCells('条码 BARCODE', typed, columns) },
    ...noticeBlocks(notice),
    notice === null
      ? keys({ zh: '扫码/输码 *=从小票选', en: 'SCAN OR TYPE  *: FROM THE RECEIPT' })
      : keys({ zh: '*=从小票选 /=打印拒退单', en: '*: FROM THE RECEIPT  /: PRINT REFUSAL' }),
    ...(taken.length > 0 && typed === ''
      ? [{ rank: 0, words: { zh: '确认=下一步', en: 'ENTER: GO ON' } } satisfies Block]
      : []),
  ];
}

/** What was bought on the left, what is here on the right; a difference is shown with both values (requirement A10). */
function sideBySide(view: ReturnView, columns: number): readonly Block[] {
  const { line, typed, priceTodayMinor, currency } = view;
  if (line === null) return [];
  const price = amountWords(line.unitMinor, currency);
  const today = priceTodayMinor === null ? '' : ` → 今 NOW ${amountWords(priceTodayMinor, currency)}`;
  return [
    { rank: 1, words: { zh: line.zh, en: line.en } },
    { rank: 1, text: pairCells('原数量/可退 SOLD/LEFT', `${line.quantity}/${line.left}`, columns) },
    { rank: 1, text: pairCells('本次 NOW', typed === '' ? '1' : typed, columns) },
    { rank: 2, text: `单价 PRICE ${price}${today}` },
    ...(priceTodayMinor === null
      ? []
      : [{ rank: 2, words: { zh: '! 价格不同,按原价退', en: 'PRICE DIFFERS: THE OLD ONE COUNTS' } } satisfies Block]),
  ];
}

function outcomeBlocks(view: ReturnView, columns: number): readonly Block[] {
  const { goodsMinor, fees, netMinor, voucherMinor, currency } = view;
  const onlyVoucher = voucherMinor > 0 && voucherMinor === netMinor;
  return [
    title(view),
    { rank: 2, text: pairCells('商品 GOODS', amountWords(goodsMinor, currency), columns) },
    ...fees.map((fee): Block => ({ rank: 1, words: feeWords(fee, currency) })),
    { rank: 0, text: pairCells('净退 NET', amountWords(netMinor, currency), columns) },
    ...(voucherMinor === 0
      ? []
      : [
          {
            rank: 0,
            text: pairCells('其中券 BY VOUCHER', amountWords(voucherMinor, currency), columns),
          } satisfies Block,
        ]),
    ...(onlyVoucher
      ? [{ rank: 0, words: { zh: '原以券支付:确认=开新券', en: 'PAID BY VOUCHER: ENTER: A NEW ONE' } } satisfies Block]
      : [
          { rank: 0, words: { zh: '1/确认=退款', en: '1/ENTER: REFUND' } } satisfies Block,
          keys({ zh: '2=换货 3=补偿券', en: '2: EXCHANGE  3: VOUCHER' }),
        ]),
    keys({ zh: '更正=去掉最后一行', en: 'BKSP: LAST LINE OUT' }),
  ];
}

function resultBlocks({ result, notice }: ReturnView): readonly Block[] {
  const done: Readonly<Record<'voucher' | 'refused', Words>> = {
    voucher: { zh: '√ 补偿券已开,正在打印', en: 'VOUCHER ISSUED, BEING PRINTED' },
    refused: { zh: '拒退已记录,拒退单待打印', en: 'REFUSAL RECORDED, SLIP TO BE PRINTED' },
  };
  return [
    ...(result === null ? [] : [{ rank: 0, words: done[result] } satisfies Block]),
    ...(result === 'refused' ? [] : noticeBlocks(notice)),
    { rank: 2, words: { zh: '按任意键返回', en: 'ANY KEY: BACK' } },
  ];
}

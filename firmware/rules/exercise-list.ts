/** The exercises of a new cashier, one row each. Amounts in fen. */
import type { Cue, Exercise, FactPattern, Goal } from './exercise.ts';
import type { Words } from './verdict.ts';

const words = (zh: string, en: string): Words => ({ zh, en });
const BOTH_COPIES: readonly FactPattern[] = [{ fact: 'receipt.printed', times: 2 }];

function sold(id: string, minor: number, shown: string, points: number, cues: readonly Cue[] = []): Goal {
  return {
    id,
    ...words(`卖 ￥${shown},刷卡`, `Sell ￥${shown} by card`),
    hint: words(`键入 ${minor} 确认,请顾客刷卡`, `Type ${minor}, ENTER, then the card`),
    points,
    facts: [{ fact: 'sale.submitted', where: { amountMinor: minor } }, { fact: 'sale.approved' }],
    cues,
  };
}

const slips = (of: string, points: number): Goal => ({
  id: `${of}-slips`,
  ...words('等两联小票打完', 'Wait for both slips'),
  hint: words('商户联留下,顾客联给顾客', 'Keep one, give the customer the other'),
  points,
  facts: BOTH_COPIES.map((pattern) => ({ ...pattern, txnOf: of })),
});

const PAPER_IN: Goal = {
  id: 'paper-in',
  ...words('装纸,再按 * 00 3', 'Load paper, then * 00 3'),
  hint: words('功能键 *,再 00,再 3', 'Function key, 00, then 3'),
  points: 20,
  facts: [{ fact: 'exercise.practised', where: { fault: 'paper-back' } }],
};

const USUAL = { version: 1, passMark: 80, cancels: 0, refusals: [], setUp: [], forbidden: [] } as const;

export const EXERCISES: readonly Exercise[] = [
  {
    ...USUAL,
    name: 'sale',
    ...words('消费', 'A sale'),
    keys: 8,
    goals: [sold('sale', 1_250, '12.50', 70), slips('sale', 30)],
  },
  {
    ...USUAL,
    name: 'correction',
    ...words('输错金额', 'A wrong amount'),
    keys: 14,
    goals: [
      {
        id: 'corrected',
        ...words('先输 120.00,用更正改成 12.00', 'Type 120.00, correct it to 12.00'),
        hint: words('更正键 = 退格', 'The correction key is Backspace'),
        points: 40,
        facts: [{ fact: 'sale.submitted', where: { amountMinor: 1_200 } }],
        corrections: 1,
      },
      {
        id: 'sale',
        ...words('请顾客刷卡', 'Have the card swiped'),
        hint: words('刷卡后等结果', 'The card, then the result'),
        points: 60,
        facts: [{ fact: 'sale.approved', txnOf: 'corrected' }],
      },
    ],
    forbidden: [
      {
        ...words('卖成了 ￥120.00', 'Sold for ￥120.00'),
        fact: { fact: 'sale.submitted', where: { amountMinor: 12_000 } },
        points: 60,
      },
    ],
  },
  {
    ...USUAL,
    name: 'void',
    ...words('撤销当日消费', "Void of today's sale"),
    keys: 24,
    goals: [
      sold('sale', 2_000, '20.00', 40),
      {
        id: 'void',
        ...words('这笔卖错了,全额退还', 'It was a mistake: give all of it back'),
        hint: words('- 票号 确认,金额 2000 确认,原因 3', '-, slip number, ENTER, 2000, ENTER, reason 3'),
        points: 60,
        facts: [{ fact: 'void.submitted', originalOf: 'sale' }, { fact: 'void.approved' }],
      },
    ],
  },
  {
    ...USUAL,
    name: 'refund',
    ...words('结算后部分退货', 'Part of it, after settlement'),
    keys: 30,
    goals: [
      sold('sale', 3_000, '30.00', 20),
      {
        id: 'settled',
        ...words('结算', 'Settle the day'),
        hint: words('* 8 确认', '* 8 ENTER'),
        points: 20,
        facts: [{ fact: 'settlement.ended' }],
      },
      {
        id: 'refund',
        ...words('退这笔的 ￥10.00', 'Refund ￥10.00 of that sale'),
        hint: words('- 票号 确认,1000 确认,原因 1', '-, slip number, ENTER, 1000, ENTER, reason 1'),
        points: 60,
        facts: [
          { fact: 'refund.submitted', where: { amountMinor: 1_000 }, originalOf: 'sale' },
          { fact: 'refund.approved' },
        ],
      },
    ],
  },
  {
    ...USUAL,
    name: 'declined',
    ...words('银行拒绝', 'A declined card'),
    keys: 14,
    setUp: [{ host: 'decline', args: { code: '51', kind: 'sale' } }],
    goals: [
      {
        id: 'declined',
        ...words('卖 ￥45.00', 'Sell ￥45.00'),
        hint: words('键入 4500 确认,请顾客刷卡', 'Type 4500, ENTER, then the card'),
        points: 40,
        facts: [{ fact: 'sale.submitted', where: { amountMinor: 4_500 } }, { fact: 'sale.declined' }],
      },
      {
        ...sold('again', 4_500, '45.00', 60),
        ...words('被拒了:请换卡再卖 ￥45.00', 'Declined: sell ￥45.00 by another card'),
      },
    ],
  },
  {
    ...USUAL,
    name: 'no-answer',
    ...words('银行无应答', 'No answer from the bank'),
    keys: 14,
    setUp: [{ host: 'silent', args: { kind: 'sale' } }],
    goals: [
      {
        id: 'unknown',
        ...words('卖 ￥30.00,等结果', 'Sell ￥30.00, wait for the result'),
        hint: words('不要重复刷卡,终端自己冲正', 'Do not repeat it: the terminal reverses it'),
        points: 30,
        facts: [{ fact: 'sale.submitted', where: { amountMinor: 3_000 } }, { fact: 'sale.unknown' }],
      },
      {
        id: 'reversed',
        ...words('等冲正完成', 'Wait for the reversal'),
        hint: words('屏幕下方没有待冲正为止', 'Until no reversal is owed'),
        points: 30,
        facts: [{ fact: 'reversal.accepted', txnOf: 'unknown' }],
      },
      { ...sold('again', 3_000, '30.00', 40), ...words('未扣款:再卖 ￥30.00', 'Not charged: sell ￥30.00 again') },
    ],
  },
  {
    ...USUAL,
    name: 'paper-end',
    ...words('打印中缺纸', 'Paper ends in a slip'),
    keys: 14,
    setUp: [{ practice: 'paper-out-in-slip' }],
    goals: [
      sold('sale', 1_800, '18.00', 40),
      {
        id: 'held',
        ...words('小票没打完:告诉顾客', 'The slip stopped: tell the customer'),
        hint: words('已扣款,小票稍后打', 'Paid; the slip comes later'),
        points: 10,
        facts: [{ fact: 'receipt.held', txnOf: 'sale' }],
      },
      PAPER_IN,
      slips('sale', 30),
    ],
  },
  {
    ...USUAL,
    name: 'promise',
    ...words('缺纸时退货', 'A refund without paper'),
    keys: 48,
    goals: [
      sold('sale', 4_000, '40.00', 10),
      { ...slips('sale', 10), cues: [{ practice: 'paper-out' }] },
      {
        id: 'promised',
        ...words('没纸了:承诺退 ￥15.00', 'No paper: promise ￥15.00 back'),
        hint: words('- 票号 确认 1500 确认 原因,确认,电话', '-, slip, ENTER, 1500, ENTER, reason, ENTER, phone'),
        points: 30,
        facts: [{ fact: 'refund.deferred', where: { amountMinor: 1_500 }, originalOf: 'sale' }],
      },
      PAPER_IN,
      {
        id: 'completed',
        ...words('办完承诺的退货', 'Complete the promised refund'),
        hint: words('确认键', 'ENTER'),
        points: 30,
        facts: [{ fact: 'refund.submitted', txnOf: 'promised' }, { fact: 'refund.approved' }],
      },
    ],
  },
  {
    ...USUAL,
    name: 'refund-invalid',
    ...words('退货显示无效', 'A refund is refused'),
    keys: 36,
    setUp: [{ host: 'decline', args: { code: '91', kind: 'refund' } }],
    goals: [
      sold('sale', 5_000, '50.00', 20),
      {
        id: 'refused',
        ...words('退 ￥20.00', 'Refund ￥20.00'),
        hint: words('- 票号 确认,2000 确认,原因 1', '-, slip number, ENTER, 2000, ENTER, reason 1'),
        points: 20,
        facts: [
          { fact: 'refund.submitted', where: { amountMinor: 2_000 }, originalOf: 'sale' },
          { fact: 'refund.declined' },
        ],
      },
      {
        id: 'guide',
        ...words('无效:按 * 看五步检查', 'Refused: * shows the five steps'),
        hint: words('结果页上按功能键 *', 'The function key on the result page'),
        points: 20,
        facts: [{ fact: 'exercise.noted', where: { what: 'page', name: 'refund guiding' } }],
      },
      {
        id: 'again',
        ...words('同一笔再试一次', 'The same refund once more'),
        hint: words('按 1', 'Press 1'),
        points: 40,
        facts: [
          { fact: 'refund.submitted', where: { amountMinor: 2_000 }, originalOf: 'sale' },
          { fact: 'refund.approved' },
        ],
      },
    ],
  },
  {
    ...USUAL,
    name: 'settlement',
    ...words('结算', 'Settlement'),
    keys: 14,
    goals: [
      sold('sale', 1_000, '10.00', 30),
      {
        id: 'settled',
        ...words('结算', 'Settle the day'),
        hint: words('* 8 确认', '* 8 ENTER'),
        points: 70,
        facts: [{ fact: 'settlement.ended' }],
      },
    ],
  },
  {
    ...USUAL,
    name: 'hand-over',
    ...words('交接班', 'Hand-over'),
    keys: 28,
    goals: [
      {
        id: 'closed',
        ...words('下班,给下一位留言', 'End the shift with a note'),
        hint: words('* 2 1,选留言,确认,号码', '* 2 1, choose a note, ENTER, number'),
        points: 60,
        facts: [{ fact: 'shift.closed', some: 'notes' }],
      },
      {
        id: 'opened',
        ...words('下一位签到,看交接', 'The next one signs in and reads it'),
        hint: words('编号 确认 密码 确认 确认', 'Number, ENTER, PIN, ENTER, ENTER'),
        points: 40,
        facts: [{ fact: 'shift.opened' }],
      },
    ],
  },
];

/** On 24×6 everything that must be answered can be seen, in every step of a refund and a return (design: screens from 24×6). In process. */
import { expect, test } from 'vitest';
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';
import { QuietCounter } from './quiet-counter.ts';
import { TwoPrinters } from './two-printers.ts';

const CSV = `code,name_zh,name_en,price,tax,return_class
6901234567892,无线耳机,Wireless earphones,200.00,13,electronics
12,矿泉水,Mineral water,2.00,13,standard
`;

test('what must be answered is never pushed out', { timeout: 60_000 }, () => {
  const counter = new QuietCounter({}, true, catalogueOf(new TextEncoder().encode(CSV), 2));
  const shows = (...wanted: readonly RegExp[]) => {
    const screen = counter.screen({ columns: 24, rows: 6 });
    expect(screen.split('\n')).toHaveLength(6);
    for (const one of wanted) expect(screen).toMatch(one);
  };
  counter.press('sale', 'sale', '6901234567892', 'sale', '12', 'sale', '3', 'functions');
  shows(/3x 矿泉水/, /TOTAL +￥206\.00/, /确认=收款/);
  counter.press('confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.press('confirm');
  const slip = String(counter.slips('SALE').at(-1)?.number);
  counter.press('refund', '999999', 'confirm');
  shows(/999999/, /× 没有交易/, /→ *\n?核对号码/);
  counter.press('cancel', 'refund', slip, 'confirm');
  shows(/√凭证 -商品 -条码/, /确认=在/);
  counter.press('confirm', '6901234567890', 'confirm');
  shows(/6-901234-567890/, /校验位不对/, /→/);
  counter.press('cancel', 'refund', slip, 'confirm', 'confirm', '6901234567892', 'confirm');
  shows(/无线耳机/, /1\/1/, /数量,确认/);
  counter.press('confirm');
  shows(/1 未拆封/, /2 已拆封/, /3 破损/);
  counter.press('2');
  shows(/净退 NET +￥180\.00/, /确认=下一步/);
  counter.press('confirm');
  shows(/折旧费\(顾客承担\) ￥20\.00/, /￥180\.00/, /1\/确认=退款/, /2=换货 3=补偿券/);
  counter.press('1');
  shows(/￥180\.00/, /1商品问题/, /7系统故障/);
  counter.press('2');
  shows(/￥180\.00/, /走退货/, /确认=执行/);
  counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
  counter.press('confirm');
  counter.until(/DECLINED/);
  shows(/未退款 \(91\)/, /原因9/, /→ 登记待办/, /1=再试 \*=检查 2=登记/);
  counter.press('functions');
  counter.until(/4√/);
  shows(/5\? 技术支持/, /1=再试 \*=重测/);
});

/** What keys mean on a page, as people find it: the page, the keys that lead there, what must be seen. */
const PAGES: readonly (readonly [string, readonly string[], readonly RegExp[]])[] = [
  ['functions', ['functions'], [/0钱箱/, /-待办 \*2号机/, /确认案卷 +更正帮助/]],
  ['settlement', ['functions', '8'], [/批次号 BATCH/, /退货 REFUND/, /确认=结算 取消=返回/]],
  ['the shift', ['functions', '2'], [/当班 SHIFT 1/, /1=交班 2=锁屏/]],
  ['notes to the next shift', ['functions', '2', '1'], [/留言/, /确认=交班 \.=1\/2/]],
  [
    'people',
    ['functions', '3', '9', 'confirm', '9999', 'confirm'],
    [/1 登记 2 改密码/, /3 解锁 4 注销/, /0 改自己的密码/],
  ],
  ['hold', ['functions', '4'], [/1 停用本终端/, /3 冻结一张卡/, /取消=返回/]],
  ['a card or a code', ['1200', 'confirm'], [/￥12\.00/, /刷卡/, /\+=收现金/, /取消=返回/]],
  ['reprint', ['reprint', 'confirm'], [/确认\/1=顾客存根/, /2=商户存根/]],
  ['hand slips', ['functions', 'sale'], [/手工单补录/, /确认=补录 -作废 \*新票本/]],
  ['a new pad', ['functions', 'sale', 'functions'], [/登记新票本/, /首号 FIRST/, /确认=继续 取消=返回/]],
  ['paper is back', ['functions', 'reprint'], [/来纸对账/, /没有待对账的缺纸时段/]],
];

test('on every page what keys mean is seen, with two printers and all else that a counter may have', {
  timeout: 60_000,
}, () => {
  const counter = new TwoPrinters('rtscts', { scanner: true, partialApproval: true });
  counter.sell('1200');
  for (const [name, keys, wanted] of PAGES) {
    counter.press(...keys);
    counter.world.pass(1_000);
    const screen = counter.screen({ columns: 24, rows: 6 });
    expect(screen.split('\n'), name).toHaveLength(6);
    for (const one of wanted) expect(screen, name).toMatch(one);
    // The shop's name gives way to the title, never the mark of the mode.
    expect(screen, name).toMatch(/演示 DEMO/);
    counter.press('cancel', 'cancel', 'cancel');
    counter.until(/READY/);
  }
  // The e-slip's number is read out: all of it.
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  counter.press('3000', 'confirm', 'confirm');
  counter.presents();
  counter.until(/E-SLIP/);
  const shown = counter.screen({ columns: 24, rows: 6 });
  expect(shown).toMatch(/￥30\.00[\s\S]*√[\s\S]*电子小票 \d{12} *\n?\d{6}[\s\S]*\.=优惠券\/自取/);
});

test('how it ended and what to do now, what is asked and the keys that answer', { timeout: 60_000 }, () => {
  const counter = new QuietCounter();
  const shows = (...wanted: readonly RegExp[]) => {
    const screen = counter.screen({ columns: 24, rows: 6 });
    for (const one of wanted) expect(screen).toMatch(one);
  };
  counter.world.devices.do('acquirer', 'decline', { code: '51', kind: 'sale' });
  counter.press('1200', 'confirm');
  shows(/￥12\.00/, /请刷卡/, /\+=收现金/, /取消=返回/);
  counter.world.pass(700);
  counter.swipe();
  counter.until(/DECLINED/);
  shows(/￥12\.00/, /未扣款 \(51\)/, /余额不足,请换卡或用现金/);
  counter.press('cancel');
  const slip = String(counter.sell('4500').number);
  counter.press('functions', '1');
  shows(/打印机 +就绪/, /银行 +已签到/, /详情/);
  counter.press('cancel', 'functions', '2');
  shows(/1=交班 2=锁屏/);
  counter.press('cancel', 'functions', '5');
  shows(/消费 SALE +1/, /欠 票/, /确认=打印/);
  counter.press('cancel', 'reprint', slip, 'confirm');
  shows(/消费 SALE +￥45\.00/, /1=顾客存根/, /2=商户存根/);
  counter.press('cancel', 'functions', 'confirm', slip, 'confirm', '3', '99887766', 'confirm', 'confirm');
  counter.press('cancel', 'functions', 'refund', '1');
  shows(/案卷 0000018 +￥45\.00/, /99887766/);
  counter.press('0');
  shows(/1 银行已办结/, /2 银行不受理/, /3 顾客撤回/);
  counter.press('cancel', 'cancel', 'cancel', 'functions', '8');
  counter.until(/ENTER: SETTLE/);
  shows(/000001/, /确认=结算/);
  counter.press('confirm');
  counter.until(/NEXT BATCH IS OPEN/);
  shows(/对账平/, /新批次已打开/);
});

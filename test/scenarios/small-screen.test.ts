/** On 24×6 everything that must be answered can be seen, in every step of a refund and a return (design: screens from 24×6). In process. */
import { expect, test } from 'vitest';
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';
import { QuietCounter } from './quiet-counter.ts';

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
  counter.until(/SWIPE THE CARD/);
  counter.world.pass(700);
  counter.swipe();
  counter.until(/APPROVED/);
  counter.press('confirm');
  const slip = String(counter.slips('SALE').at(-1)?.number);
  counter.press('refund', '999999', 'confirm');
  shows(/999999/, /× 未找到/, /→ *\n?核对号码/);
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
  shows(/未退款 \(91\)/, /原因9/, /→ 登记待办/, /1=再试同一笔 \*=检查/);
  counter.press('functions');
  counter.until(/4√/);
  shows(/5\? 技术支持/, /1=再试同一笔/);
});

import { describe, expect, it } from 'vitest';
import {
  type FieldValues,
  refundFields,
  reversalFields,
  saleFields,
  signedOn,
  voidFields,
  type World,
} from './hand-terminal.ts';

const START = 1_000_000_000;
const reverse = (it: World, of: FieldValues, reason = '98'): string | undefined =>
  it.money('0400', reversalFields(of, reason)).fields[39];

describe('a reversal', () => {
  it.each(['98', '96', 'A0', '06'])(
    'undoes an approved sale, reason %s; once more is 00 and changes nothing',
    (reason) => {
      const it = signedOn();
      const fields = saleFields('000002', 800);
      it.money('0200', fields);
      const answer = it.money('0400', reversalFields(fields, reason));
      expect(answer).toMatchObject({ mti: '0410', fields: { 3: '000000', 4: '000000000800', 11: '000002', 39: '00' } });
      expect(answer.fields[64]).toBeDefined();
      expect(reverse(it, fields)).toBe('00');
      expect(it.balance()).toBe(START);
      expect(it.ledger().transactions).toMatchObject([{ state: 'reversed', reversedMinor: 800, netMinor: 0 }]);
      expect(it.ledger().isConsistent).toBe(true);
    },
  );

  it('of what the host does not know is 25, and a request that comes after it is refused', () => {
    const it = signedOn();
    const fields = saleFields('000002', 800);
    expect(reverse(it, fields)).toBe('25');
    expect(reverse(it, fields)).toBe('25');
    expect(it.money('0200', fields).fields[39]).toBe('94');
    expect(it.balance()).toBe(START);
  });

  it('of a declined sale is 25', () => {
    const it = signedOn();
    it.verb('decline', { code: '05' });
    const fields = saleFields('000002', 800);
    expect(it.money('0200', fields).fields[39]).toBe('05');
    expect(reverse(it, fields)).toBe('25');
  });

  it('that is no copy is never answered as if it were done', () => {
    const it = signedOn();
    const fields = saleFields('000002', 800);
    it.money('0200', fields);
    expect(reverse(it, { ...fields, 4: '000000000801' })).toBe('64');
    expect(reverse(it, { ...fields, 2: '4111111111111111' })).toBe('64');
    expect(reverse(it, { ...fields, 25: '06', 60: '20000001000', 61: '000001000002' })).toBe('64');
    expect(reverse(it, fields, '00')).toBe('30');
    expect(it.money('0400', { ...reversalFields(fields), 61: '000001000002' }).fields[39]).toBe('30');
    expect(it.money('0400', { ...reversalFields(fields), 37: '000000000001' }).fields[39]).toBe('30');
    expect(it.balance()).toBe(START - 800);
  });

  it('of a void puts the sale back in force, which can be voided again', () => {
    const it = signedOn();
    const sale = it.sale('000002', 300);
    const fields = voidFields('000003', sale);
    it.money('0200', fields);
    expect(it.balance()).toBe(START);
    expect(reverse(it, saleFields('000002', 300))).toBe('12');
    expect(reverse(it, fields)).toBe('00');
    expect(it.balance()).toBe(START - 300);
    expect(it.ledger().transactions[0]).toMatchObject({ state: 'in-force', netMinor: 300 });
    expect(it.money('0200', voidFields('000004', sale)).fields[39]).toBe('00');
    expect(it.balance()).toBe(START);
    expect(it.ledger().isConsistent).toBe(true);
  });

  it('of a void may name the original trace or its own in DE 61, none other', () => {
    const it = signedOn();
    const sale = it.sale('000002', 300);
    const fields = voidFields('000003', sale);
    it.money('0200', fields);
    expect(it.money('0400', { ...reversalFields(fields), 61: '0000010000090000' }).fields[39]).toBe('30');
    expect(it.money('0400', { ...reversalFields(fields), 61: '0000010000020000' }).fields[39]).toBe('00');
  });

  it('of a refund is not this dialect: 40, and of a refunded sale 64', () => {
    const it = signedOn();
    const sale = it.sale('000002', 300);
    const fields = refundFields('000003', sale, 100);
    it.money('0220', fields);
    expect(reverse(it, fields)).toBe('40');
    expect(reverse(it, saleFields('000002', 300))).toBe('64');
    expect(it.balance()).toBe(START - 200);
  });

  it('reaches a sale of a batch that is closed meanwhile', () => {
    const it = signedOn();
    const fields = saleFields('000002', 300);
    it.money('0200', fields);
    it.verb('batch-number', { batch: '000002' });
    expect(reverse(it, fields)).toBe('00');
    expect(it.balance()).toBe(START);
  });
});

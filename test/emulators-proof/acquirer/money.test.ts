import { describe, expect, it } from 'vitest';
import {
  des,
  ecbMac,
  type FieldValues,
  frame,
  framed,
  MAK,
  MID,
  macText,
  message,
  PAN,
  PIK16,
  refundFields,
  saleFields,
  signedOn,
  TID,
  voidFields,
  type World,
} from './hand-terminal.ts';

const START = 1_000_000_000;
const code = (it: World, mti: string, fields: FieldValues): string | undefined => it.money(mti, fields).fields[39];

describe('a sale', () => {
  it('is approved with all echoes, host time, RRN, code and a right MAC', () => {
    const it = signedOn();
    const answer = it.sale('000002', 1234);
    expect(answer.mti).toBe('0210');
    expect(answer.fields).toMatchObject({
      2: PAN,
      3: '000000',
      4: '000000001234',
      11: '000002',
      12: '183045',
      13: '1121',
      15: '1121',
      25: '00',
      39: '00',
      41: TID,
      42: MID,
      49: '156',
      60: '22000001000',
      63: 'CUP',
    });
    expect(answer.fields[37]).toMatch(/^\d{12}$/);
    expect(answer.fields[38]).toMatch(/^\d{6}$/);
    expect(answer.fields[44]).toHaveLength(22);
    expect(macText(answer)).toBe(ecbMac(MAK, answer.covered));
    expect(answer.tpdu).toBe('6000000003');
    expect(it.balance()).toBe(START - 1234);
  });

  it('with a wrong MAC is A0, without one 30, and neither is booked', () => {
    const it = signedOn();
    const unsigned = message('0200', { ...saleFields('000002', 500), 64: '3030303030303030' });
    expect(it.ask(framed(unsigned))?.fields[39]).toBe('A0');
    expect(it.ask(frame('0200', saleFields('000002', 500)))?.fields[39]).toBe('30');
    expect(it.events.at(-2)).toMatchObject({ event: 'error', field: 'DE64' });
    expect(it.ledger().transactions).toEqual([]);
    expect(it.balance()).toBe(START);
  });

  it('refused carries no MAC and no code', () => {
    const it = signedOn();
    it.verb('account', { pan: PAN, balance: 99 });
    const answer = it.sale('000002', 100);
    expect(answer.fields).toMatchObject({ 39: '51', 63: 'CUPINSUFFICIENT FUNDS  ' });
    expect([answer.fields[38], answer.fields[64]]).toEqual([undefined, undefined]);
  });

  it('a trace number is good once in its batch, declined or not: 94', () => {
    const it = signedOn();
    it.sale('000002', 100);
    expect(it.sale('000002', 100).fields[39]).toBe('94');
    expect(code(it, '0200', saleFields('000003', 0))).toBe('13');
    expect(code(it, '0200', saleFields('000003', 100))).toBe('94');
    expect(it.balance()).toBe(START - 100);
  });

  it('unknown card 14, another batch 77, trace 000000 and a foreign currency 30', () => {
    const it = signedOn();
    expect(code(it, '0200', saleFields('000002', 100, '000001', '6222020000000000003'))).toBe('14');
    expect(code(it, '0200', saleFields('000003', 100, '000002'))).toBe('77');
    expect(code(it, '0200', saleFields('000000', 100))).toBe('30');
    expect(code(it, '0200', { ...saleFields('000005', 100), 49: '840' })).toBe('30');
  });

  it('takes the card from track 2 and refuses two cards in one request', () => {
    const it = signedOn();
    const { 2: _pan, ...rest } = saleFields('000002', 100);
    expect(code(it, '0200', { ...rest, 35: `${PAN}D2512101000000000` })).toBe('00');
    expect(code(it, '0200', { ...saleFields('000003', 100), 35: '4111111111111111D2512101000000000' })).toBe('30');
  });

  it('checks the PIN under the PIK: 00, 55, 99', () => {
    const it = signedOn();
    const account = BigInt(`0x0000${PAN.slice(3, 15)}`);
    const block = (clear: string): string =>
      des(PIK16, (BigInt(`0x${clear}`) ^ account).toString(16).padStart(16, '0'));
    const withPin = (stan: string, encrypted: string): string | undefined =>
      code(it, '0200', { ...saleFields(stan, 100), 22: '021', 26: '12', 52: encrypted, 53: '2600000000000000' });
    expect(withPin('000002', block('041234FFFFFFFFFF'))).toBe('00');
    expect(withPin('000003', block('049999FFFFFFFFFF'))).toBe('55');
    expect(withPin('000004', '0011223344556677')).toBe('99');
    const pinless = { ...saleFields('000005', 100), 26: '12', 52: '0011223344556677' };
    expect(code(it, '0200', pinless)).toBe('30');
    expect(it.events.at(-2)).toMatchObject({ event: 'error', field: 'DE22' });
    const { 26: _limit, ...unlimited } = { ...pinless, 22: '021' };
    expect(code(it, '0200', unlimited)).toBe('30');
    expect(it.events.at(-2)).toMatchObject({ event: 'error', field: 'DE26' });
    expect(code(it, '0200', { ...pinless, 22: '021', 53: '2000000000000000' })).toBe('30');
  });

  it('a balance enquiry tells what is available and books nothing', () => {
    const it = signedOn();
    const { 4: _amount, ...rest } = saleFields('000002', 0);
    const answer = it.money('0200', { ...rest, 3: '310000', 60: '01000001000' });
    expect(answer.fields).toMatchObject({ 39: '00', 54: '0002156C001000000000' });
    expect(it.balance()).toBe(START);
  });
});

describe('a void', () => {
  it('gives back the whole sale of the open batch, once', () => {
    const it = signedOn();
    const sale = it.sale('000002', 700);
    expect(code(it, '0200', { ...voidFields('000003', sale), 4: '000000000699' })).toBe('64');
    expect(code(it, '0200', { ...voidFields('000004', sale), 37: '000000000000' })).toBe('25');
    expect(code(it, '0200', { ...voidFields('000005', sale), 38: '000000' })).toBe('25');
    expect(code(it, '0200', { ...voidFields('000006', sale), 61: '000001000099' })).toBe('25');
    expect(code(it, '0200', { ...voidFields('000007', sale), 2: '4111111111111111' })).toBe('14');
    expect(it.balance()).toBe(START - 700);
    expect(code(it, '0200', voidFields('000008', sale))).toBe('00');
    expect(it.balance()).toBe(START);
    expect(code(it, '0200', voidFields('000009', sale))).toBe('12');
    const shown = it.ledger();
    expect(shown.transactions[0]).toMatchObject({ state: 'voided', chargedMinor: 700, voidedMinor: 700, netMinor: 0 });
    expect(shown.isConsistent).toBe(true);
  });
});

describe('refunds', () => {
  it('are partial and repeated, and never exceed the original', () => {
    const it = signedOn();
    const sale = it.sale('000002', 1000);
    const refund = (stan: string, amountMinor: number): string | undefined =>
      code(it, '0220', refundFields(stan, sale, amountMinor));
    expect(refund('000003', 400)).toBe('00');
    expect(refund('000004', 601)).toBe('64');
    expect(refund('000005', 600)).toBe('00');
    expect(refund('000006', 1)).toBe('64');
    expect(refund('000005', 600)).toBe('94');
    expect(it.balance()).toBe(START);
    expect(it.ledger().transactions[0]).toMatchObject({ refundedMinor: 1000, netMinor: 0 });
    expect(code(it, '0200', voidFields('000007', sale))).toBe('12');
    expect(it.ledger().isConsistent).toBe(true);
  });

  it('name their original by reference and date, with its card', () => {
    const it = signedOn();
    const sale = it.sale('000002', 1000);
    const fields = refundFields('000003', sale, 100);
    expect(code(it, '0220', { ...fields, 37: '999999999999' })).toBe('25');
    expect(code(it, '0220', { ...fields, 11: '000004', 61: '0000000000000101' })).toBe('25');
    expect(code(it, '0220', { ...fields, 11: '000005', 2: '4111111111111111' })).toBe('14');
    expect(code(it, '0220', { ...fields, 11: '000006', 61: '000001000002' })).toBe('30');
    expect(code(it, '0220', { ...fields, 11: '000007', 4: '000000000000' })).toBe('13');
    const gone = it.sale('000008', 50);
    expect(code(it, '0200', voidFields('000009', gone))).toBe('00');
    expect(code(it, '0220', refundFields('000010', gone, 50))).toBe('12');
    expect(it.balance()).toBe(START - 1000);
  });
});

describe('the pre-authorisation family', () => {
  const hold = (it: World): number | undefined =>
    [...it.acquirer.host.bank.ledger.accounts.values()].find((one) => one.maskedPan.startsWith('476173'))?.heldMinor;
  const preauth = (stan: string, amountMinor: number): FieldValues => ({
    ...saleFields(stan, amountMinor),
    3: '030000',
    25: '06',
    60: '10000001000',
  });
  const follow = (
    stan: string,
    amountMinor: number,
    type: string,
    processing: string,
    auth: string,
    de61: string,
  ): FieldValues => {
    const base = saleFields(stan, amountMinor);
    return { ...base, 3: processing, 25: '06', 38: auth, 60: `${type}000001000`, 61: de61 };
  };

  it('holds, adds, completes and cancels the completion', () => {
    const it = signedOn();
    const auth = it.money('0100', preauth('000002', 1000)).fields[38] ?? '';
    expect([it.balance(), hold(it)]).toEqual([START, 1000]);
    const add = { ...follow('000003', 500, '10', '030000', auth, '0'.repeat(16)), 25: '60' };
    expect(code(it, '0100', add)).toBe('00');
    expect(hold(it)).toBe(1500);
    const named = '0000010000021121';
    expect(code(it, '0200', follow('000004', 1726, '20', '000000', auth, named))).toBe('64');
    const completion = it.money('0200', follow('000005', 1700, '20', '000000', auth, named));
    expect(completion.fields[39]).toBe('00');
    expect([it.balance(), hold(it)]).toEqual([START - 1700, 0]);
    expect(code(it, '0100', follow('000006', 1500, '11', '200000', auth, named))).toBe('25');
    const cancel = follow('000007', 1700, '21', '200000', auth, '0000010000051121');
    expect(code(it, '0200', { ...cancel, 37: completion.fields[37] ?? '' })).toBe('00');
    expect([it.balance(), hold(it)]).toEqual([START, 1500]);
    expect(code(it, '0100', follow('000008', 1500, '11', '200000', auth, named))).toBe('00');
    expect([it.balance(), hold(it)]).toEqual([START, 0]);
    expect(it.ledger().isConsistent).toBe(true);
  });
});

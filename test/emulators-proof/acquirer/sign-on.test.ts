import { describe, expect, it } from 'vitest';
import { encrypt, pinOf, unionpayMac } from '../../emulators/acquirer/keys.ts';
import { des, frame, MAK, MID, saleFields, signedOn, signOnFrame, TID, TMK, world } from './hand-terminal.ts';

describe('known answers of facts/acquirer §1.6', () => {
  const data = Buffer.from('02007038040020C09A11', 'hex');
  it('UnionPay MAC, single and double length', () => {
    expect(unionpayMac(Buffer.from('0123456789ABCDEF', 'hex'), data)).toBe('172E2A02');
    expect(unionpayMac(Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex'), data)).toBe('E3C79AD0');
  });

  it('single DES: FIPS 81, "Now is t"', () => {
    const block = encrypt(Buffer.from('0123456789ABCDEF', 'hex'), Buffer.from('Now is t', 'latin1'));
    expect(Buffer.from(block).toString('hex').toUpperCase()).toBe('3FA40E8A984D4815');
  });

  it('PIN block format 0: 1234 on 5555555551234567 is 041261AAAAEDCBA9', () => {
    const key = '0123456789ABCDEFFEDCBA9876543210';
    const block = Buffer.from(des(key, '041261AAAAEDCBA9'), 'hex');
    expect(pinOf(Buffer.from(key, 'hex'), block, '5555555551234567')).toBe('1234');
    expect(pinOf(Buffer.from(key, 'hex'), block, '5555555559234567')).toBeNull();
  });
});

describe('sign-on', () => {
  it.each([
    ['001', 24, 8, 1],
    ['003', 40, 16, 1],
    ['004', 60, 16, 2],
  ])('form %s: %i bytes under the TMK, each key with its check value', (form, bytes, keyBytes, extra) => {
    const it = world({ batch: '000123' });
    const answer = it.ask(signOnFrame(form));
    expect(answer).toMatchObject({
      mti: '0810',
      fields: { 11: '000001', 39: '00', 41: TID, 42: MID, 60: `00000123${form}` },
    });
    expect(answer?.fields[64]).toBeUndefined();
    const field = answer?.fields[62] ?? '';
    expect(field).toHaveLength(bytes * 2);
    const step = (keyBytes + 4) * 2;
    for (let key = 0; key <= extra; key++) {
      const part = field.slice(key * step, (key + 1) * step);
      const clear = des(TMK, part.slice(0, -8), 'decrypt');
      // Of the MAK field of the longer forms only the first eight bytes are the key (design §13).
      const used = key === 1 ? clear.slice(0, 16) : clear;
      expect(part.slice(-8)).toBe(des(used, '0000000000000000').slice(0, 8));
      if (key === 1) expect(used).toBe(MAK);
    }
  });

  it('a literal 0800 gets a literal 0810', () => {
    const request =
      '005B6000030000603100310000' +
      '08000020000000C00016' +
      '000001' +
      '3130303030303031383938313030303030303030303031' +
      '0011000000010030' +
      '002953657175656E6365204E6F313633313030303039303030303338383838' +
      '0003303120';
    const it = world();
    it.line.connection.received(Buffer.from(request, 'hex'));
    const answer = Buffer.concat(it.line.writes).toString('hex').toUpperCase();
    expect(answer.slice(0, -80)).toBe(
      '00796000000003603100310000' +
        '0810003800010AC00014' +
        '000001' +
        '183045' +
        '1121' +
        '0848021000' +
        '363332353138303030303031' +
        '3030' +
        '3130303030303031383938313030303030303030303031' +
        '0011000000010030' +
        '0040',
    );
  });

  it('the keys of the last sign-on are in force, others give A0; before any sign-on 77; after a sign-off 77', () => {
    const it = world();
    const sale = (stan: string, mak: string): string | undefined =>
      it.ask(frame('0200', saleFields(stan, 100), mak))?.fields[39];
    expect(sale('000002', MAK)).toBe('77');
    it.signOn();
    expect(sale('000003', 'FEDCBA9876543210')).toBe('A0');
    expect(sale('000003', MAK)).toBe('00');
    const off = it.ask(frame('0820', { 11: '000004', 41: TID, 42: MID, 60: '00000001002' }));
    expect(off).toMatchObject({ mti: '0830', fields: { 39: '00' } });
    expect(sale('000005', MAK)).toBe('77');
    expect(it.ledger().transactions).toHaveLength(1);
  });

  it('an unknown terminal is 97, another merchant 03, an echo test 00', () => {
    const it = world();
    const echo = (tid: string, mid: string) =>
      it.ask(frame('0820', { 11: '000009', 41: tid, 42: mid, 60: '00000001301' }))?.fields[39];
    expect([echo(TID, MID), echo('10000002', MID), echo(TID, '898100000000002')]).toEqual(['00', '97', '03']);
  });

  it.each([
    ['pik', 0],
    ['mak', 1],
    ['tdk', 2],
  ])('bad-kcv spoils the check value of the %s only', (key, index) => {
    const it = world();
    const good = it.ask(signOnFrame('004'))?.fields[62] ?? '';
    it.verb('bad-kcv', { key });
    const bad = it.ask(signOnFrame('004', '000001', '000002'))?.fields[62] ?? '';
    const differing = [...good].flatMap((nibble, at) => (nibble === bad[at] ? [] : [at]));
    expect(differing).toEqual([40 * (index + 1) - 1]);
    expect(it.ask(signOnFrame('004', '000001', '000003'))?.fields[62]).toBe(good);
  });

  it('forget-keys: the host no longer knows the terminal as signed on', () => {
    const it = signedOn();
    it.verb('forget-keys');
    expect(it.ask(frame('0200', saleFields('000002', 100), MAK))?.fields[39]).toBe('77');
  });
});

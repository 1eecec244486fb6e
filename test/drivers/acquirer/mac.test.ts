import { describe, expect, it } from 'vitest';
import { checkValue, desDecrypt, desEncrypt } from '../../../drivers/acquirer/des.ts';
import { macOf } from '../../../drivers/acquirer/mac.ts';
import { unionpayMac } from './goldens.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('DES', () => {
  it('does single DES as K‖K‖K (FIPS 81 vector)', () => {
    const encrypted = desEncrypt(hex('0123456789ABCDEF'), Buffer.from('Now is the time for all ', 'latin1'));
    expect(encrypted.toString('hex')).toBe('3fa40e8a984d48156a271787ab8883f9893d51ec4b563b53');
    expect(latin1(desDecrypt(hex('0123456789ABCDEF'), encrypted))).toBe('Now is the time for all ');
  });

  it('takes the first four bytes of E(key, zeros) for the check value', () => {
    expect(checkValue(hex('0123456789ABCDEF')).toString('hex')).toBe('d5d44ff7');
  });

  it('refuses keys of other lengths', () => {
    expect(() => desEncrypt(hex('0123456789'), Buffer.alloc(8))).toThrow(RangeError);
  });
});

describe('MAC', () => {
  const data = hex('02007038040020C09A11');

  it('UnionPay ECB: both known answers of facts/acquirer §1.6', () => {
    expect(latin1(macOf('unionpay-ecb', hex('0123456789ABCDEF'), data))).toBe('172E2A02');
    expect(latin1(macOf('unionpay-ecb', hex('0123456789ABCDEFFEDCBA9876543210'), data))).toBe('E3C79AD0');
  });

  it('UnionPay ECB agrees with a second writing of it over every length', () => {
    for (let length = 0; length < 64; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(latin1(macOf('unionpay-ecb', hex('0123456789ABCDEF'), bytes))).toBe(
        unionpayMac('0123456789ABCDEF', bytes),
      );
    }
  });

  it('X9.19: the known answer of facts/acquirer §1.6, keys of letters A and B', () => {
    const key = Buffer.from('AAAAAAAABBBBBBBB', 'latin1');
    expect(Buffer.from(macOf('x9.19', key, Buffer.from('hello world'))).toString('hex')).toBe('3dde5c5511661cbf');
  });

  it('X9.9 is the CBC-MAC of single DES (FIPS 113 vector)', () => {
    const message = Buffer.from('7654321 Now is the time for ', 'latin1');
    expect(Buffer.from(macOf('x9.9', hex('0123456789ABCDEF'), message)).toString('hex')).toBe('f1d30f6849312ca4');
  });

  it('X9.19 with equal halves is X9.9', () => {
    const half = hex('0123456789ABCDEF');
    expect(macOf('x9.19', Buffer.concat([half, half]), data)).toEqual(macOf('x9.9', half, data));
  });

  it('refuses a key that the algorithm does not take', () => {
    expect(() => macOf('x9.9', hex('0123456789ABCDEFFEDCBA9876543210'), data)).toThrow(RangeError);
    expect(() => macOf('x9.19', hex('0123456789ABCDEF'), data)).toThrow(RangeError);
  });
});

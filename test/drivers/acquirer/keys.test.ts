import { describe, expect, it } from 'vitest';
import { checkValue, desEncrypt } from '../../../drivers/acquirer/des.ts';
import {
  type KeyLayout,
  type KeysLoaded,
  type SecurityModule,
  softwareModule,
  unionpayKeyLayouts,
} from '../../../drivers/acquirer/keys.ts';
import { unionpayMac } from './goldens.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const TMK = '89ABCDEF01234567FEDCBA9876543210';
const PIK = hex('11223344556677888877665544332211');
const MAK = hex('0123456789ABCDEF');
const TDK = hex('A1B2C3D4E5F60718293A4B5C6D7E8F90');
const wrap = (key: Buffer, under = hex(TMK)): Buffer => desEncrypt(under, key);
const filled = Buffer.concat([MAK, Buffer.alloc(8)]);

const block24 = Buffer.concat([wrap(PIK.subarray(0, 8)), checkValue(PIK.subarray(0, 8)), wrap(MAK), checkValue(MAK)]);
const block40 = Buffer.concat([wrap(PIK), checkValue(PIK), wrap(filled), checkValue(MAK)]);
const block60 = Buffer.concat([block40, wrap(TDK), checkValue(TDK)]);
const software = () => softwareModule({ tmkHex: TMK, mode: 'simulated' });

/** What the module says at once. */
function load(security: SecurityModule, block: Uint8Array, layouts: readonly KeyLayout[]): KeysLoaded {
  let said: KeysLoaded | null = null;
  security.loadWorkingKeys(block, layouts, (loaded) => {
    said = loaded;
  });
  if (said === null) throw new Error('no answer');
  return said;
}
function macOf(security: SecurityModule, data: Uint8Array): string {
  let said = '';
  security.mac(data, 'unionpay-ecb', (made) => {
    said = made.made ? Buffer.from(made.mac).toString() : made.why;
  });
  return said;
}

describe('working keys', () => {
  it.each([
    ['24 bytes, single length', block24],
    ['40 bytes, double length', block40],
    ['60 bytes, with a track key', block60],
  ])('are taken in the form of %s, and the MAC key is the first eight bytes of its field', (_form, block) => {
    const security = software();
    expect(load(security, block, unionpayKeyLayouts)).toEqual({ loaded: true });
    expect(security.signedOn).toBe(true);
    const data = Buffer.from('any message');
    expect(macOf(security, data)).toBe(unionpayMac('0123456789ABCDEF', data));
  });

  it.each([
    ['PIN', 16],
    ['MAC', 36],
    ['track', 56],
  ])('are refused whole when the check value of the %s key differs, older keys forgotten', (slot, at) => {
    const security = software();
    load(security, block60, unionpayKeyLayouts);
    const broken = Buffer.from(block60);
    broken[at] = (broken[at] ?? 0) ^ 1;
    expect(load(security, broken, unionpayKeyLayouts)).toEqual({
      loaded: false,
      why: `check value of the ${slot} key differs`,
    });
    expect(security.signedOn).toBe(false);
    expect(() => macOf(security, Buffer.alloc(8))).toThrow('sign on');
  });

  it('are refused when every bit of the block is flipped in turn but the filling of the MAC field', () => {
    const security = software();
    for (let bit = 0; bit < block40.length * 8; bit++) {
      const broken = Buffer.from(block40);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      const filling = bit >> 3 >= 28 && bit >> 3 < 36;
      expect(load(security, broken, unionpayKeyLayouts).loaded, `bit ${bit}`).toBe(filling);
    }
  });

  it('of a length without a layout are refused', () => {
    expect(load(software(), Buffer.alloc(39), unionpayKeyLayouts)).toEqual({
      loaded: false,
      why: 'no key layout for a block of 39 bytes',
    });
  });

  it('lie where the profile says: check value at 28, everything under the left half of the TMK', () => {
    const left = hex(TMK).subarray(0, 8);
    const block = Buffer.concat([wrap(PIK, left), checkValue(PIK), wrap(MAK, left), checkValue(MAK), Buffer.alloc(8)]);
    const layout: KeyLayout = {
      blockBytes: 40,
      pin: { at: 0, use: 16, checkValueAt: 16 },
      mac: { at: 20, use: 8, checkValueAt: 28 },
      track: null,
      wrappedUnder: 'left-half',
    };
    const security = software();
    expect(load(security, block, unionpayKeyLayouts).loaded).toBe(false);
    expect(load(security, block, [layout])).toEqual({ loaded: true });
  });
});

describe('the PIN key', () => {
  it('is handed on as the host sent it, under the TMK, and gone with the sign-on', () => {
    const security = software();
    expect(security.wrappedPinKeyHex).toBeNull();
    load(security, block40, unionpayKeyLayouts);
    expect(security.wrappedPinKeyHex).toBe(wrap(PIK).toString('hex').toUpperCase());
    security.dropWorkingKeys();
    expect(security.wrappedPinKeyHex).toBeNull();
  });

  it('is none where the keys are not under the whole TMK: no pad could open it', () => {
    const security = software();
    const [whole] = unionpayKeyLayouts.filter(({ blockBytes }) => blockBytes === 40);
    if (whole === undefined) throw new Error('no layout of 40 bytes');
    const half: KeyLayout = { ...whole, wrappedUnder: 'left-half' };
    const under = hex(TMK).subarray(0, 8);
    const block = Buffer.concat([wrap(PIK, under), checkValue(PIK), wrap(filled, under), checkValue(MAK)]);
    expect(load(security, block, [half])).toEqual({ loaded: true });
    expect(security.wrappedPinKeyHex).toBeNull();
  });
});

describe('software module', () => {
  it('is refused in live mode, whatever the types say', () => {
    const mode = 'live' as string as 'simulated';
    expect(() => softwareModule({ tmkHex: TMK, mode })).toThrow('refused outside');
  });

  it('names no key in an error', () => {
    expect(() => softwareModule({ tmkHex: 'DEADBEEF', mode: 'training' })).toThrow(/^(?!.*DEADBEEF)/);
  });

  it('has nothing left after close', () => {
    const security = software();
    load(security, block40, unionpayKeyLayouts);
    security.close();
    expect(security.signedOn).toBe(false);
    // With the TMK wiped, the same block no longer proves itself.
    expect(load(security, block40, unionpayKeyLayouts).loaded).toBe(false);
  });

  it('shows nothing of its keys when it is printed', () => {
    const security = software();
    load(security, block40, unionpayKeyLayouts);
    const printed = JSON.stringify(security) + String(security);
    expect(printed.toUpperCase()).not.toContain(TMK);
    expect(printed.toUpperCase()).not.toContain('0123456789ABCDEF');
  });
});

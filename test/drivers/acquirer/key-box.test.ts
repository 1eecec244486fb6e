/** A security module whose keys are in the PIN pad: driver, pad driver and pad emulator on moved time; known answers of facts/acquirer §1.6. */
import { describe, expect, it } from 'vitest';
import { checkValue, desEncrypt } from '../../../drivers/acquirer/des.ts';
import { boxedKeys } from '../../../drivers/acquirer/key-box.ts';
import {
  type KeyLayout,
  type KeysLoaded,
  type MacMade,
  type SecurityModule,
  softwareModule,
  unionpayKeyLayouts,
} from '../../../drivers/acquirer/keys.ts';
import { type MacAlgorithm, macOf } from '../../../drivers/acquirer/mac.ts';
import { connectPinPad } from '../../../drivers/pin-pad/connect-pin-pad.ts';
import type { PinPadSession } from '../../../drivers/pin-pad/pin-pad.ts';
import { PadKeyBox } from '../../../firmware/effects/pad-key-box.ts';
import { PinPad, type PinPadOptions } from '../../emulators/pin-pad/pin-pad.ts';
import { VirtualClock } from '../../emulators-proof/virtual-clock.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const TMK = '89ABCDEF01234567FEDCBA9876543210';
const PIK = hex('11223344556677888877665544332211');
const MAK = hex('0123456789ABCDEF');
const MAK16 = hex('0123456789ABCDEFFEDCBA9876543210');
const TDK = hex('A1B2C3D4E5F60718293A4B5C6D7E8F90');
const wrap = (key: Buffer): Buffer => desEncrypt(hex(TMK), key);
const block24 = Buffer.concat([wrap(PIK.subarray(0, 8)), checkValue(PIK.subarray(0, 8)), wrap(MAK), checkValue(MAK)]);
const block40 = Buffer.concat([
  wrap(PIK),
  checkValue(PIK),
  wrap(Buffer.concat([MAK, Buffer.alloc(8, 7)])),
  checkValue(MAK),
]);
const block60 = Buffer.concat([block40, wrap(TDK), checkValue(TDK)]);
const double: KeyLayout = {
  blockBytes: 40,
  pin: { at: 0, use: 16, checkValueAt: 16 },
  mac: { at: 20, use: 16, checkValueAt: 36 },
  track: null,
  wrappedUnder: 'whole',
};
const blockDouble = Buffer.concat([wrap(PIK), checkValue(PIK), wrap(MAK16), checkValue(MAK16)]);

function padWithKeys(options: Partial<PinPadOptions> = {}) {
  const clock = new VirtualClock();
  const told: { readonly event: string; readonly [field: string]: unknown }[] = [];
  let toHost: (bytes: Uint8Array) => void = () => undefined;
  let lose: () => void = () => undefined;
  const pad = new PinPad(
    {
      clock,
      send: (bytes) => void clock.after(5, () => toHost(Uint8Array.from(bytes))),
      emit: (event, fields) => told.push({ event, ...fields }),
    },
    { keys: 'master-session', masterKey: TMK, ...options },
  );
  let session: PinPadSession | null = null;
  const openSession = () => session;
  const readiness: boolean[] = [];
  const box: PadKeyBox = new PadKeyBox(openSession, 0, () => readiness.push(box.ready));
  session = connectPinPad(
    (address, events) => {
      toHost = (bytes) => events.bytes(bytes);
      lose = () => events.lost({ kind: 'device-lost', address, cause: 'unplugged', detail: 'gone' });
      clock.after(1, () => events.opened());
      return {
        address,
        queuedBytes: 0,
        write: (bytes) => {
          const sent = Uint8Array.from(bytes);
          clock.after(5, () => pad.receive(sent));
          return 'accepted';
        },
        close: () => undefined,
      };
    },
    'serial:/dev/pos/pinpad?baud=9600',
    clock,
    { checkMs: null },
    (event) => void box.hear(event),
  );
  readiness.push(box.ready);
  clock.advance(5_000);
  const load = (security: SecurityModule, block: Uint8Array, layouts = unionpayKeyLayouts as readonly KeyLayout[]) => {
    let said: KeysLoaded | null = null;
    security.loadWorkingKeys(block, layouts, (loaded) => {
      said = loaded;
    });
    clock.advance(10_000);
    return said as KeysLoaded | null;
  };
  const mac = (security: SecurityModule, data: Uint8Array, algorithm: MacAlgorithm): MacMade | null => {
    let said: MacMade | null = null;
    security.mac(data, algorithm, (made) => {
      said = made;
    });
    clock.advance(30_000);
    return said as MacMade | null;
  };
  return {
    clock,
    told,
    pad,
    session,
    readiness,
    security: boxedKeys(box),
    lose: () => {
      lose();
      session = null;
    },
    load,
    mac,
  };
}
const text = (made: MacMade | null): string =>
  made?.made === true ? Buffer.from(made.mac).toString('latin1') : `${made?.why}`;

describe.each([{ macEot: false }, { macEot: true }])('keys in the PIN pad, EOT behind its MAC: $macEot', (options) => {
  it.each([
    ['24', block24],
    ['40', block40],
    ['60', block60],
  ])('are proven by it in the form of %s bytes; the UnionPay MAC of the facts comes out of it', (_form, block) => {
    const one = padWithKeys(options);
    expect(one.load(one.security, block)).toEqual({ loaded: true });
    expect(one.security.signedOn).toBe(true);
    expect(text(one.mac(one.security, hex('02007038040020C09A11'), 'unionpay-ecb'))).toBe('172E2A02');
  });

  it('a double-length MAC key: the other known answer', () => {
    const one = padWithKeys(options);
    expect(one.load(one.security, blockDouble, [double])).toEqual({ loaded: true });
    expect(text(one.mac(one.security, hex('02007038040020C09A11'), 'unionpay-ecb'))).toBe('E3C79AD0');
  });

  it('X9.9 and X9.19 over messages of one and of many parts are what software makes of them', () => {
    const one = padWithKeys(options);
    for (const length of [1, 8, 111, 112, 113, 350]) {
      const data = Buffer.from(Array.from({ length }, (_, i) => (i * 37) & 255));
      one.load(one.security, block40);
      const single = one.mac(one.security, data, 'x9.9');
      expect(single).toEqual({ made: true, mac: Uint8Array.from(macOf('x9.9', MAK, data)) });
      one.load(one.security, blockDouble, [double]);
      const both = one.mac(one.security, data, 'x9.19');
      expect(both).toEqual({ made: true, mac: Uint8Array.from(macOf('x9.19', MAK16, data)) });
    }
  });
});

describe('keys in the PIN pad', () => {
  it.each([
    ['PIN', 16],
    ['MAC', 36],
    ['track', 56],
  ])('are refused whole when the check value of the %s key differs', (slot, at) => {
    const one = padWithKeys();
    one.load(one.security, block60);
    const broken = Buffer.from(block60);
    broken[at] = (broken[at] ?? 0) ^ 1;
    expect(one.load(one.security, broken)).toEqual({ loaded: false, why: `check value of the ${slot} key differs` });
    expect(one.security.signedOn).toBe(false);
    expect(() => one.security.mac(Buffer.alloc(8), 'unionpay-ecb', () => undefined)).toThrow('sign on');
  });

  it('under half of the master key, or without a layout, are refused in words', () => {
    const one = padWithKeys();
    expect(one.load(one.security, block40, [{ ...double, wrappedUnder: 'left-half' }])).toMatchObject({
      loaded: false,
    });
    expect(one.load(one.security, Buffer.alloc(39))).toMatchObject({ loaded: false });
  });

  it.each([
    [{ masterKey: '89ABCDEF01234567' }, 'double length'],
    [{ keys: 'dukpt' as const }, 'did not acknowledge'],
  ])('of a pad that cannot: %j', (options, why) => {
    const one = padWithKeys(options);
    expect(one.load(one.security, block40)).toEqual({ loaded: false, why: expect.stringContaining(why) });
  });

  it('a pad that has only been opened is not ready: whoever signed on now would get keys that nobody can prove', () => {
    expect(padWithKeys().readiness).toEqual([false, true]);
  });

  it('a pad that goes ends every question, and is not ready', () => {
    const one = padWithKeys();
    one.load(one.security, block40);
    const said: MacMade[] = [];
    one.security.mac(Buffer.alloc(20), 'unionpay-ecb', (made) => said.push(made));
    one.security.mac(Buffer.alloc(20), 'unionpay-ecb', (made) => said.push(made));
    one.lose();
    expect(said).toMatchObject([{ made: false }, { made: false }]);
    expect(one.security.ready).toBe(false);
  });

  it('the same answer as software for the same keys, and nothing of them printed', () => {
    const one = padWithKeys();
    const software = softwareModule({ tmkHex: TMK, mode: 'simulated' });
    one.load(one.security, block40);
    one.load(software, block40);
    const data = Buffer.from('any message of any length');
    expect(text(one.mac(one.security, data, 'unionpay-ecb'))).toBe(text(one.mac(software, data, 'unionpay-ecb')));
    expect(one.security.wrappedPinKeyHex).toBe(software.wrappedPinKeyHex);
    expect(JSON.stringify(one.security)).not.toContain('0123456789ABCDEF');
  });
});

describe('the pad between a customer and a MAC', () => {
  it('a MAC waits for the PIN entry under way; a cancel of the entry does not end it', () => {
    const one = padWithKeys();
    one.load(one.security, block40);
    const ask = {
      exchange: 'pin 1',
      accountNumber: '4111111111111111',
      scheme: { kind: 'master-session', sessionKeyHex: wrap(PIK).toString('hex'), masterKeySlot: 0 },
      prompt: { kind: 'amount', amount: '12.50', direction: 'debit' },
      timeoutSeconds: 60,
    } as const;
    expect(one.session?.askPin(ask)).toEqual({ result: 'accepted' });
    one.clock.advance(2_000);
    let said: MacMade | null = null;
    one.security.mac(hex('02007038040020C09A11'), 'unionpay-ecb', (made) => {
      said = made;
    });
    one.clock.advance(20_000);
    expect(said).toBeNull();
    one.session?.reset();
    one.clock.advance(10_000);
    expect(text(said)).toBe('172E2A02');
  });

  it('after a PIN the pad takes only 72: it goes before the MAC', () => {
    const one = padWithKeys();
    one.load(one.security, block40);
    one.session?.askPin({
      exchange: 'pin 1',
      accountNumber: '4111111111111111',
      scheme: { kind: 'master-session', sessionKeyHex: wrap(PIK).toString('hex'), masterKeySlot: 0 },
      prompt: { kind: 'amount', amount: '12.50', direction: 'debit' },
      timeoutSeconds: 60,
    });
    one.clock.advance(2_000);
    one.pad.verbs['enter-pin']?.({ pin: '1234' });
    one.clock.advance(2_000);
    expect(text(one.mac(one.security, hex('02007038040020C09A11'), 'unionpay-ecb'))).toBe('172E2A02');
  });
});

/** What `terminal.json` may say of mode, keys and acquirer; each refusal names the key and what would be right (design §8, §13). */
import { describe, expect, it } from 'vitest';
import { readTerminalFile } from '../../../firmware/configuration/terminal-file.ts';

const TMK = '0123456789ABCDEFFEDCBA9876543210';
const pinPad = { driver: 'pinpad1000se', link: 'serial:/dev/pos/pinpad?baud=9600' };

interface Wish {
  readonly mode: 'live' | 'training' | 'simulated';
  readonly acquirer: Readonly<Record<string, unknown>>;
  readonly devices?: Readonly<Record<string, unknown>>;
  readonly currency?: string;
}

function read({ mode, acquirer, devices = {}, currency }: Wish) {
  const file = {
    terminal: { tid: '10000001', mid: '898100000000001', merchant: 'shop', mode, currency },
    devices: {
      printer: { driver: 'escpos', link: 'tcp:printer:9100' },
      cardReader: { driver: 'magtek-hid', link: 'hid:0801:0002' },
      keypad: { driver: 'hid-keypad', link: 'hid:04d9:1203' },
      ...devices,
    },
    acquirer: { profile: 'unionpay', link: 'tcp:bank:8583', ...acquirer },
  };
  return readTerminalFile(JSON.stringify(file), 'terminal.json');
}

describe('is read', () => {
  it.each<[string, Wish]>([
    ['keys in software, without money', { mode: 'simulated', acquirer: { keys: { tmk: TMK } } }],
    ['the same in training', { mode: 'training', acquirer: { keys: { tmk: TMK } } }],
    ['live, keys in the PIN pad', { mode: 'live', acquirer: {}, devices: { pinPad: { ...pinPad, masterKeySlot: 0 } } }],
    [
      'another printer on another link',
      {
        mode: 'simulated',
        acquirer: { keys: { tmk: TMK } },
        devices: { printer2: { driver: 'escpos', link: 'tcp:b:9100' } },
      },
    ],
    ['iso87 needs no keys', { mode: 'simulated', acquirer: { profile: 'iso87' } }],
    [
      'iso87 live over TLS with a pinned authority',
      { mode: 'live', acquirer: { profile: 'iso87', link: 'tls:bank:1?ca=/etc/bank.pem' } },
    ],
    [
      'iso87 spelled otherwise',
      { mode: 'simulated', acquirer: { profile: 'iso87', encoding: { digits: 'bcd', length: 'vml' } } },
    ],
  ])('%s', (_what, wish) => {
    expect(read(wish).terminal.mode).toBe(wish.mode);
  });

  it('an encoding left in part: the rest is characters, hex bitmaps, a binary length, no TPDU', () => {
    const { acquirer } = read({ mode: 'simulated', acquirer: { profile: 'iso87', encoding: { digits: 'bcd' } } });
    expect(acquirer.encoding).toEqual({ digits: 'bcd', bitmap: 'hex', length: 'binary2', tpdu: false });
  });
});

describe('is refused', () => {
  it.each<[string, Wish, RegExp]>([
    [
      'a second printer on the line of the first',
      {
        mode: 'simulated',
        acquirer: { keys: { tmk: TMK } },
        devices: { printer2: { driver: 'escpos', link: 'tcp:printer:9100' } },
      },
      /devices\.printer2\.link: is that of devices\.printer/,
    ],
    [
      'a logo for the second printer',
      {
        mode: 'simulated',
        acquirer: { keys: { tmk: TMK } },
        devices: { printer2: { driver: 'escpos', link: 'tcp:b:9100', logo: 'logo.pbm' } },
      },
      /unknown key devices\.printer2\.logo/,
    ],
    [
      'iso87 with a PIN pad',
      { mode: 'simulated', acquirer: { profile: 'iso87' }, devices: { pinPad } },
      /devices\.pinPad: the profile iso87 brings no PIN key/,
    ],
    [
      'approvals without a MAC for money in the clear',
      { mode: 'live', acquirer: { unsealedApprovals: ['11'] }, devices: { pinPad: { ...pinPad, masterKeySlot: 0 } } },
      /acquirer\.unsealedApprovals: approvals without a MAC/,
    ],
    [
      '00 without a MAC',
      { mode: 'simulated', acquirer: { keys: { tmk: TMK }, unsealedApprovals: ['00'] } },
      /"10", "11"/,
    ],
    [
      'keys in software for money',
      { mode: 'live', acquirer: { keys: { tmk: TMK } }, devices: { pinPad: { ...pinPad, masterKeySlot: 0 } } },
      /acquirer\.keys: software keys are accepted/,
    ],
    [
      'live without a PIN pad',
      { mode: 'live', acquirer: {} },
      /devices\.pinPad: live mode takes its MAC and PIN keys from the PIN pad/,
    ],
    [
      'live with a pad whose key slot nobody told',
      { mode: 'live', acquirer: {}, devices: { pinPad } },
      /devices\.pinPad\.masterKeySlot: live mode needs the slot/,
    ],
    ['iso87 live in the clear', { mode: 'live', acquirer: { profile: 'iso87' } }, /acquirer\.link: iso87 has no MAC/],
    [
      'iso87 live without a pinned authority',
      { mode: 'live', acquirer: { profile: 'iso87', link: 'tls:bank:1' } },
      /pinned CA/,
    ],
    ['no keys at all', { mode: 'simulated', acquirer: {} }, /acquirer\.keys: acquirer\.keys\.tmk is required/],
    [
      'another spelling for unionpay',
      { mode: 'simulated', acquirer: { keys: { tmk: TMK }, encoding: {} } },
      /acquirer\.encoding: the profile unionpay/,
    ],
    [
      'a currency that the requests do not name: 100 dollars would be charged as 100 yuan',
      { mode: 'simulated', acquirer: { keys: { tmk: TMK } }, currency: 'USD' },
      /terminal\.currency: every profile charges in CNY/,
    ],
    [
      'the same with iso87',
      { mode: 'simulated', acquirer: { profile: 'iso87' }, currency: 'JPY' },
      /terminal\.currency: every profile charges in CNY/,
    ],
    [
      'a length header that does not exist',
      { mode: 'simulated', acquirer: { profile: 'iso87', encoding: { length: 'le4' } } },
      /"binary2", "bcd2", "ascii4", "vml"/,
    ],
  ])('%s', (_what, wish, words) => {
    expect(() => read(wish)).toThrow(words);
  });
});

/** Every row of the X9.24-1 A.4 table, and the vectors around it (facts/peripherals §4). */
import { describe, expect, test } from 'vitest';
import {
  derivedKey,
  desCbc,
  desEcb,
  desEcbDecrypt,
  initialKey,
  nextKsn,
  pinBlock0,
  workingKey,
  xor,
} from '../../emulators/dukpt.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const upper = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

const baseKey = hex('0123456789ABCDEFFEDCBA9876543210');
const initial = hex('6AC292FAA1315B4D858AB3A3D7D5933A');
const pan = '4012345678909';

const table = [
  [
    'E00001',
    '042666B49184CFA368DE9628D0397BC9',
    '042666B49184CF5C68DE9628D0397B36',
    '1B9C1845EB993A7A',
    '448D3F076D8304036A55A3D7E0055A78',
  ],
  [
    'E00002',
    'C46551CEF9FD24B0AA9AD834130D3BC7',
    'C46551CEF9FD244FAA9AD834130D3B38',
    '10A01C8D02C69107',
    'F1BE73B36135C5C26CF937D50ABBE5AF',
  ],
  [
    'E00003',
    '0DF3D9422ACA56E547676D07AD6BADFA',
    '0DF3D9422ACA561A47676D07AD6BAD05',
    '18DC07B94797B466',
    'EEEEF522C67239E4A2A65FEBF4C511F4',
  ],
  [
    'E00004',
    '279C0F6AEED0BE652B2C733E1383AE91',
    '279C0F6AEED0BE9A2B2C733E1383AE6E',
    '0BC79509D5645DF7',
    'BCF2610997C3AC3C5F13AE965A1B773B',
  ],
  [
    'E00005',
    '5F8DC6D2C845C125508DDC048093B83F',
    '5F8DC6D2C845C1DA508DDC048093B8C0',
    '5BC0AF22AD87B327',
    'F3054D8B7471284BDB4EE18AFC3B091B',
  ],
  [
    'E00006',
    '5E415CB0BAF9F03CD0C14B63FB62FF43',
    '5E415CB0BAF9F0C3D0C14B63FB62FFBC',
    'A16DF70AE36158D8',
    'BAF444BBC5D02752D6CEC9C51226AF53',
  ],
  [
    'E00008',
    '27F66D5244FF62E1AA6F6120EDEB4280',
    '27F66D5244FF621EAA6F6120EDEB427F',
    '50E55547A5027551',
    'C39B2778B058AC376FB18DC906F75CBA',
  ],
  [
    'E0000A',
    '6CF2500A22507C7CC776CEADC1E33014',
    '6CF2500A22507C83C776CEADC1E330EB',
    'EDABBA23221833FE',
    'BC9C848366B1F9997656DD8004C5C43B',
  ],
  [
    'EFF800',
    'F9CDFEBF4F5B1D9EB3EC12454527E176',
    'F9CDFEBF4F5B1D61B3EC12454527E189',
    '33365F5CC6F23C35',
    'A9E03F541E29B4FDD47141AECF25190B',
  ],
] as const;

test('the initial key comes from the base key and the serial number', () => {
  expect(upper(initialKey(baseKey, hex('FFFF9876543210E00000')))).toBe(upper(initial));
});

test('the PIN block is ISO format 0', () => {
  expect(upper(pinBlock0('1234', pan))).toBe('041274EDCBA9876F');
});

describe.each(table)('counter %s', (counter, derived, pinKey, encryptedPin, dataKey) => {
  const key = derivedKey(initial, hex(`FFFF9876543210${counter}`));
  test('gives its key', () => expect(upper(key)).toBe(derived));
  test('gives its PIN key', () => expect(upper(workingKey(key, 'pin'))).toBe(pinKey));
  test('encrypts its PIN block', () => {
    const block = desEcb(workingKey(key, 'pin'), pinBlock0('1234', pan));
    expect(upper(block)).toBe(encryptedPin);
    expect(upper(desEcbDecrypt(workingKey(key, 'pin'), block))).toBe('041274EDCBA9876F');
  });
  test('gives its data key', () => expect(upper(workingKey(key, 'data-request'))).toBe(dataKey));
});

describe('counter E00001, data and MAC', () => {
  const key = derivedKey(initial, hex('FFFF9876543210E00001'));
  const data = Buffer.from('4012345678909D987');
  test.each([
    ['data-request', 'FC0D53B7EA1FDA9EE68AAF2E70D9B9506229BE2AA993F04F'],
    ['data-response', '1FCC89AF66222F27B903898BB2BC8589CDBFDE5EC6AFCC25'],
  ] as const)('%s', (variant, expected) => {
    expect(upper(desCbc(workingKey(key, variant), data))).toBe(expected);
  });
  test.each([
    ['mac-request', '9CCC78173FC4FB64'],
    ['mac-response', '20364223C1FF00FA'],
  ] as const)('%s (X9.19, algorithm 3)', (variant, expected) => {
    const mac = workingKey(key, variant);
    const padded = Buffer.alloc(24);
    padded.set(data);
    let chain: Buffer = Buffer.alloc(8);
    for (let at = 0; at < padded.length; at += 8) {
      chain = desEcb(mac.subarray(0, 8), xor(chain, padded.subarray(at, at + 8)));
    }
    chain = desEcb(mac.subarray(0, 8), desEcbDecrypt(mac.subarray(8, 16), chain));
    expect(upper(chain)).toBe(expected);
  });
});

describe('the counter', () => {
  test('skips values with more than ten bits', () => {
    expect(upper(nextKsn(hex('FFFF9876543210E00006')) ?? Buffer.alloc(0))).toBe('FFFF9876543210E00007');
    expect(upper(nextKsn(hex('FFFF9876543210E007FE')) ?? Buffer.alloc(0))).toBe('FFFF9876543210E00800');
  });
  test('ends', () => {
    expect(nextKsn(hex('FFFF9876543210FFF800'))).toBeNull();
  });
});

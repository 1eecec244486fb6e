/** Promise 5: no secrets at rest, the repository included. */
import { describe, expect, it } from 'vitest';
import { cardNumbers, passesLuhn } from './secrets.ts';
import { planted, readTree } from './tree.ts';

/** Made here, so that no card number stands in this file: `stem` with its check digit. */
const card = (stem: string) => [...'0123456789'].map((digit) => stem + digit).find(passesLuhn) as string;

describe('card numbers', () => {
  it('are the published test cards only', () => expect(cardNumbers(readTree())).toEqual([]));
  it('the check digit is computed as in ISO/IEC 7812-1', () => {
    expect([passesLuhn('4761739001010010'), passesLuhn('4761739001010011')]).toEqual([true, false]);
  });
  const pan = card('622848001234567');
  it.each([
    ['plain', pan],
    ['grouped', pan.replace(/(....)(?=.)/g, '$1 ')],
    ['dashed', pan.replace(/(....)(?=.)/g, '$1-')],
    ['as a number of the source', pan.replace(/(....)(?=.)/g, '$1_')],
    ['inside hex', `D${pan}D2512`],
    ['19 digits', card('622848001234567890')],
    ['13 digits', card('422848001234')],
  ])('%s is found in any file', (_, text) => {
    expect(cardNumbers(planted('test/wire/a/b.wire', `# x\n> ${text}\n`))).toEqual([
      expect.stringContaining('b.wire:2: a card number'),
    ]);
  });
  it.each([`%B${card('811111111111111')}^A/B^2512`, `;${card('711111111111')}=2512`])(
    'as track data whatever it starts with: %s',
    (text) => {
      expect(cardNumbers(planted('firmware/README.md', text))).toHaveLength(1);
    },
  );
  it('as bytes of a hex dump', () => {
    const dump = [...pan].map((digit) => `3${digit}`).join(' ');
    expect(cardNumbers(planted('a.wire', `< 02 ${dump} 3D 32`))).toHaveLength(1);
    expect(cardNumbers(planted('a.wire', `< 02${dump.replaceAll(' ', '')}3D32`))).toHaveLength(1);
  });
  it.each([
    ['a test card', '%B4111111111111111^TEST/CARD^25121010000000000000?'],
    ['a sample that fails Luhn', ';5452300551227189=1808101?'],
    ['a time', `atMs: ${card('176376600000')}`],
    ['a merchant', `mid: '${card('89810000000000')}'`],
    ['an article', card('690123456789')],
    ['a device', `IMEI ${card('49015420323751')}`],
    ['a masked card', `${pan.slice(0, 6)}******${pan.slice(-4)}`],
    ['a longer number', `${pan}0000`],
    ['a filled field', "53: '2600000000000000'"],
    ['ASCII digits in hex', '3130303030303031'],
  ])('leaves alone: %s', (_, text) => expect(cardNumbers(planted('a.md', text))).toEqual([]));
});

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
  it.each([`%B${'9'.repeat(16)}^A/B^2512`, `;${'9'.repeat(13)}=2512`])(
    'track data is found even when the number is none: %s',
    (text) => {
      expect(cardNumbers(planted('firmware/README.md', text))).toHaveLength(1);
    },
  );
  it.each([
    '%B4111111111111111^TEST/CARD^25121010000000000000?',
    ';5452300551227189=1808101?',
    `atMs: ${card('176376600000')}`,
    `mid: '${card('89810000000000')}'`,
    `${pan.slice(0, 6)}******${pan.slice(-4)}`,
    `${pan}0000`,
    "53: '2600000000000000'",
  ])('leaves alone: %s', (text) => expect(cardNumbers(planted('a.md', text))).toEqual([]));
});

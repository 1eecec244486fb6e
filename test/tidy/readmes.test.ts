/** Design §3: each room has a README, and it stays true. */
import { describe, expect, it } from 'vitest';
import { staleNames, unnamedFiles } from './readmes.ts';
import { planted, readTree } from './tree.ts';

const files = readTree();
const room = [
  { path: 'drivers/modem/dial.ts', text: '' },
  { path: 'drivers/modem/tones/tone-1.ts', text: '' },
  { path: 'drivers/pump.ts', text: '' },
];
const told = (text: string) => [...room, { path: 'drivers/modem/README.md', text }];

describe('a README', () => {
  it('names what exists', () => expect(staleNames(files)).toEqual([]));
  it.each([
    '`dial.ts`',
    '`tone-1.ts`',
    '`pump.ts`',
    '`../pump.ts`',
    '`drivers/pump.ts`',
    '`tones/tone-N.ts`',
    '`d*.ts`',
  ])('may say %s', (text) => expect(staleNames(told(text))).toEqual([]));
  it.each(['`hang-up.ts`', '`../dial.ts`', '`tones/dial.ts`', '`x-*.ts`', '`tone-1.ts` → `tone.ts`'])(
    'may not say %s',
    (text) => expect(staleNames(told(text))).toHaveLength(1),
  );
  it('is told where', () =>
    expect(staleNames(told('first\n`gone.ts`'))).toEqual(['drivers/modem/README.md:2: there is no gone.ts']));
});

describe('a room of what ships', () => {
  it('names all its files', () => expect(unnamedFiles(files)).toEqual([]));
  it('is reminded of one', () => {
    expect(unnamedFiles(told('`dial.ts`'))).toEqual([]);
    expect(unnamedFiles(told('nothing'))).toEqual(['drivers/modem/README.md: says nothing of drivers/modem/dial.ts']);
    expect(unnamedFiles(planted('drivers/fax/dial.ts', ''))).toEqual([]);
  });
});

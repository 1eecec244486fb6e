/** Each parser for a fixed budget, the same inputs every time; longer, and others: `npm run fuzz`. */
import { expect, it } from 'vitest';
import { fuzz, PARSERS } from './parsers.ts';

const RUNS = 300;
const SEED = 20_260_302;

it.each(PARSERS)('$name takes anything', (parser) => {
  fuzz(parser, RUNS, SEED);
});

it('a parser that keeps what it is given is found out', () => {
  const hoarder = {
    name: 'hoarder',
    known: ['00'],
    mostHeldBytes: 64,
    feed: (chunks: readonly Uint8Array[]) => ({
      heldBytes: chunks.reduce((sum, { length }) => sum + length, 0),
      results: 0,
    }),
  };
  expect(() => fuzz(hoarder, RUNS, SEED)).toThrow('bytes held, of 64');
});
